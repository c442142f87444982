"""Whether a challenger may take the champion's place: never on the strength of one lucky figure."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.evaluation import calibration_intervals, resampled_figures
from models.findings import Finding, GateVerdict, verdict_of
from models.gate_params import GateParams
from models.labels import Labels
from models.metrics import group_weights, in_queue
from models.splits import GROUP

COMPARED = ("precision_at_capacity", "average_precision")


def judge_challenger(
    rows: pd.DataFrame, challenger: np.ndarray, champion: np.ndarray, capacity: Mapping[str, int], params: GateParams
) -> GateVerdict:
    """The verdict on judging rows (later nights, unseen sellers, with seller_group and label, missing for rivals).

    `challenger` and `champion` are probabilities of the same rows; the rules stand in for a missing champion.
    """
    is_judged = rows[Labels.label].notna().to_numpy()
    chosen = [in_queue(rows, scores, dict(capacity))[is_judged] for scores in (challenger, champion)]
    rows, challenger, champion = rows[is_judged], challenger[is_judged], champion[is_judged]
    label = rows[Labels.label].to_numpy("float64")
    if len(rows) < params.least_test_rows or label.sum() < params.least_test_positives:
        says = (
            f"{len(rows)} judging rows with {int(label.sum())} counterfeit, at least {params.least_test_rows} with "
            f"{params.least_test_positives} wanted; wait for more verdicts."
        )
        return verdict_of([Finding("too_few_rows", says, refuses=True)], {})
    weights = group_weights(rows[GROUP], times=params.bootstrap_times, seed=params.bootstrap_seed)
    ours = resampled_figures(label, challenger, chosen[0], weights)
    theirs = resampled_figures(label, champion, chosen[1], weights)
    # A queue's precision moves in steps of one listing, which alone proves nothing.
    steps = {"precision_at_capacity": 1.0 / max(min(int(queue.sum()) for queue in chosen), 1)}
    findings = [_compared(name, ours[name], theirs[name], params, steps.get(name, 0.0)) for name in COMPARED]
    findings.append(_calibrated(label, challenger, weights, params))
    figures = {name: {"challenger": _plain(ours[name][0]), "champion": _plain(theirs[name][0])} for name in COMPARED}
    return verdict_of(findings, figures)


def worst_fallen_groups(
    settled_fakes: pd.DataFrame, challenger: np.ndarray, champion: np.ndarray, params: GateParams
) -> list[Finding]:
    """A refusing finding per seller group whose settled fakes the champion notices and the challenger does not.

    `settled_fakes` are rows settled counterfeit with seller_group, of seen and unseen sellers alike: poisoned verdicts
    hide one seller while every average stays where it was.
    """
    groups = pd.DataFrame({"now": champion, "then": challenger}).groupby(settled_fakes[GROUP].to_numpy())
    mean = groups.mean()[groups.size() >= params.fallen_from_fakes]
    fallen = mean[(mean["now"] >= params.noticed_score) & (mean["then"] < params.unnoticed_score)]
    fallen = fallen.assign(fall=fallen["now"] - fallen["then"]).sort_values("fall", ascending=False, kind="stable")
    return [
        Finding("fallen_group", f"{name}: settled fakes fell from {row.now:.2f} to {row.then:.2f}", refuses=True)
        for name, row in fallen.head(10).iterrows()
    ]


def _compared(name: str, ours: np.ndarray, theirs: np.ndarray, params: GateParams, step: float) -> Finding:
    gain, allowed = ours - theirs, max(params.worse_margin, step)
    resampled = gain[1:][~np.isnan(gain[1:])]
    surely = float(np.quantile(resampled, params.worse_confidence)) if len(resampled) else float("nan")
    is_worse = not gain[0] >= -allowed or surely < 0
    says = (
        f"{name}: {ours[0]:.3f} against {theirs[0]:.3f}; at most {allowed:.3f} worse allowed, "
        f"{params.worse_confidence:.0%} of resamplings gain less than {surely:+.3f}"
    )
    return Finding(name, says, refuses=bool(is_worse))


def _calibrated(label: np.ndarray, scores: np.ndarray, weights: np.ndarray, params: GateParams) -> Finding:
    found = calibration_intervals(label, scores, weights)["calibration_error"]
    says = (
        f"calibration error {found.value:.3f} ({found.low:.3f} to {found.high:.3f}); "
        f"its low end may be at most {params.most_calibration_error}"
    )
    # Resampled errors only grow, so the low end is already a lenient reading of a small sample.
    return Finding("calibration_error", says, refuses=bool(min(found.low, found.value) > params.most_calibration_error))


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
