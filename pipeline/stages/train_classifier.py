"""A challenger from what was decided before the judged nights, without the sellers that judge it."""

from typing import Any

import pandas as pd

from models.errors import ModelError
from models.training import artifact_of, split_of, train_challenger, write_challenger
from pipeline.datasets import training
from pipeline.learning_inputs import MODEL_PARAMS, as_ours, figures_of, retraining_params, training_inputs
from pipeline.stage import Context, Stage


def run(
    context: Context, *, training_set: pd.DataFrame, unjudged: pd.DataFrame, rivals: pd.DataFrame
) -> dict[str, Any]:
    inputs = training_inputs(context, training_set, unjudged, rivals)
    params = retraining_params(context)
    folder = context.path_of(training.CHALLENGER)
    try:
        trained = train_challenger(inputs, params)
        figures = figures_of(context, inputs, artifact_of(trained, inputs.spec))
        write_challenger(folder, trained, inputs, split_of(inputs, params.splits).cut, figures)
    except ModelError as refused:
        raise as_ours(refused) from refused
    return {training.CHALLENGER.name: folder}


STAGE = Stage(
    name="train_classifier",
    says="trains a challenger and writes it as text and JSON, with its figures",
    run=run,
    reads=(training.TRAINING_SET, training.UNJUDGED, training.RIVALS),
    writes=(training.CHALLENGER,),
    params=MODEL_PARAMS,
    code=("features", "models", "pipeline/datasets/title_cache.py", "pipeline/learning_inputs.py"),
    data=("work",),
    is_dated=False,
)
