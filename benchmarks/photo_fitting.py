"""Fits the weights by which a second look at a likely copy becomes a probability."""

from pathlib import Path

import numpy as np
import yaml

from benchmarks.photo_sets import Asked, Sources, altered_copies, as_references, as_signals, negatives, seen
from features.linking.photos import confidence as photo_confidence
from features.linking.photos.bank import PhotoMatchParams, likely_copies

WEIGHTS = Path(photo_confidence.__file__).parent / "weights.yaml"
# The weight of the ridge penalty: of .3, 1, 3 and 10 the one with the best recall on the half that is fitted on.
STRENGTH = 10.0
FALSE_ALARMS = (0.01, 0.001)


def refit(halves: list[Sources], seed: int) -> None:
    """Fits on the given photos alone and writes weights.yaml."""
    from sklearn.linear_model import LogisticRegression

    looked = [_looked_at(half, seed + number) for number, half in enumerate(halves)]
    # Copies and their own references against other photos and whatever they resemble. A copy beside another
    # reference is neither: it may be one of the same thing.
    facts, is_copy = (np.concatenate([part[at] for part in looked]) for at in (0, 1))
    # Both kinds weigh the same: what share of a night's likely pairs are copies is not known.
    weight = np.where(is_copy, 0.5 / is_copy.mean(), 0.5 / (1 - is_copy.mean()))
    model = LogisticRegression(C=STRENGTH, max_iter=20000).fit(photo_confidence.expanded(facts), is_copy, weight)
    sure = model.predict_proba(photo_confidence.expanded(facts))[:, 1]
    told = {
        "origin": _origin(halves, looked),
        "bias": round(float(model.intercept_[0]), 5),
        "weights": dict(
            zip(photo_confidence.names_of_weights(), (round(float(one), 5) for one in model.coef_[0]), strict=True)
        ),
        "at_false_alarms": _limits(sure, looked),
    }
    WEIGHTS.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110), "utf-8")
    photo_confidence.fitted.cache_clear()


def _looked_at(half: Sources, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Facts of pairs, whether each is a copy with its own reference, the photo of each, and the number of negatives."""
    references = [seen(data) for data in half.references]
    asked: list[Asked] = [*altered_copies(half, seed), *negatives(half, seed + 50)]
    found = likely_copies(as_signals([one.found for one in asked]), as_references(references), PhotoMatchParams())
    owner = np.array([one.reference for one in asked])[found.photo]
    told = (owner == found.reference) | (owner < 0)
    counted = sum(one.reference < 0 for one in asked)
    return photo_confidence.facts_of(found)[told], (owner == found.reference)[told], found.photo[told], counted


def _limits(sure: np.ndarray, looked: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]]) -> dict[float, float]:
    """The confidence that each share of the negative photos reaches with any reference."""
    best: list[float] = []
    first = 0
    for _, is_copy, photo, counted in looked:
        scores = np.where(is_copy, 0, sure[first : first + len(photo)])
        first += len(photo)
        reached = np.array([scores[(photo == one) & ~is_copy].max() for one in np.unique(photo[~is_copy])])
        best += [*reached, *[0.0] * (counted - len(reached))]
    ordered = np.sort(best)[::-1]
    return {rate: round(float(ordered[int(rate * len(ordered))]), 4) for rate in FALSE_ALARMS}


def _origin(halves: list[Sources], looked: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]]) -> str:
    references, others = sum(len(half.references) for half in halves), sum(len(half.others) for half in halves)
    pairs, copies = sum(len(part[1]) for part in looked), sum(int(part[1].sum()) for part in looked)
    return (
        f"benchmarks/photo_recall.py --refit on {references} reference photos and {others} others: "
        f"{copies} pairs of a copy and its reference, {pairs - copies} pairs of another photo and a reference"
    )
