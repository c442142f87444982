"""What the models refuse, each with a sentence that says what was found and what to do."""


class ModelError(ValueError):
    """Something about a model, its labels or its features is not fit for use."""


class ModelRefused(ModelError):
    """A model folder cannot be trusted: a file is missing, edited, truncated, or does not score."""


class StaleModel(ModelError):
    """A sound model met features it was not trained on: other names, order, formulas or encoder."""


class NotEnoughLabels(ModelError):
    """Too few settled verdicts to train or to judge."""


class LeakFound(ModelError):
    """Something from the future, or a seller that should be unseen, is among the training rows."""


class TrackingMissing(ModelError):
    """The tracker is not installed; the night does not need it."""
