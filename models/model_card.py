"""The page that travels with a model: what it is for, what it learned from, how it did, where it fails."""

from collections.abc import Mapping
from typing import Any

_TEXT = """# Touchstone classifier

**Trained as of** {as_of}, judged on nights from {cut}, on sellers no training row knows.
**Answers**: the probability that a settled verdict on a listing would be *counterfeit*. Suspects for review, never a
finding.

## Learned from
{rows} verdicts, {positives} of them counterfeit, and {unjudged} listings nobody judged as weak negatives; {rounds}
rounds.
Grey market, unauthorised, lookalike and compatible goods count as *not counterfeit*. Reviewed listings are not a random
sample: probabilities rest on {rests_on}.

## Judged on {test_rows} listings ({test_positives} counterfeit, {seller_groups} seller groups)
| ranking | PR-AUC | precision at capacity | of at most | recall at capacity |
|---|---|---|---|---|
{rankings}

The random split gives PR-AUC {random_split}: it lets the model meet the same sellers twice, and is shown only as a
warning.
Calibration error {calibration_error}, Brier score {brier}. Intervals are the middle 95 % of resampled seller groups.
Rows nobody judged are neither right nor wrong in these figures. *Of at most*: the precision of the same queues with
every counterfeit first; where capacity exceeds the counterfeits there are, it is below 1.

## Do not
- remove a listing on this score alone;
- use it for features of another version (it refuses);
- read it as a share of the market.
"""


def model_card(facts: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    """The card as Markdown, from the training's facts and the evaluation's figures; what is unknown reads `unknown`."""
    test = metrics.get("challenger", {})
    rankings = "\n".join(_ranking_row(name, found) for name, found in metrics.get("rankings", {}).items())
    known = {
        **facts,
        "test_rows": test.get("rows"),
        "test_positives": test.get("positives"),
        "seller_groups": test.get("seller_groups"),
        "rankings": rankings or "| none | | | | |",
        "random_split": _figure(metrics.get("random_split_average_precision")),
        "calibration_error": _figure(test.get("calibration_error")),
        "brier": _figure(test.get("brier")),
    }
    return _TEXT.format_map(_Known(known))


_COLUMNS = ("average_precision", "precision_at_capacity", "most_precision_at_capacity", "recall_at_capacity")


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "unknown"


def _ranking_row(name: str, figures: Mapping[str, Any]) -> str:
    cells = [_figure(figures.get(key)) for key in _COLUMNS]
    return f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |"


def _figure(found: Any) -> str:
    if isinstance(found, Mapping):
        value, low, high = found.get("value"), found.get("low"), found.get("high")
        if value is None or low is None:
            return _plain(value)
        return f"{value:.3f} ({_plain(low)} to {_plain(high)})"
    return _plain(found)


def _plain(value: Any) -> str:
    return "unknown" if value is None else f"{value:.3f}"
