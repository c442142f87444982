"""A challenger from what was decided before the judged nights, without the sellers that judge it."""

from typing import Any

import pandas as pd

from models.errors import ModelError
from models.training import split_of, train_challenger, write_challenger
from pipeline.datasets import training
from pipeline.learning_inputs import MODEL_PARAMS, as_ours, retraining_params, training_inputs
from pipeline.stage import Context, Stage


def run(context: Context, *, training_set: pd.DataFrame, unjudged: pd.DataFrame) -> dict[str, Any]:
    inputs = training_inputs(context, training_set, unjudged)
    params = retraining_params(context)
    folder = context.path_of(training.CHALLENGER)
    try:
        trained = train_challenger(inputs, params)
        write_challenger(folder, trained, inputs, cut=split_of(inputs, params.splits).cut)
    except ModelError as refused:
        raise as_ours(refused) from refused
    return {training.CHALLENGER.name: folder}


STAGE = Stage(
    name="train_classifier",
    says="trains a challenger and writes it as text and JSON",
    run=run,
    reads=(training.TRAINING_SET, training.UNJUDGED),
    writes=(training.CHALLENGER,),
    params=MODEL_PARAMS,
    code=("models",),
    is_dated=False,
)
