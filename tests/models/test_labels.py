"""What a verdict teaches."""

import datetime

import pandas as pd
import pytest

from features.contracts.review import BASES, VERDICTS
from models.labels import ALWAYS_COUNTS, LABEL_RULES, LabelParams, labels_from_decisions

AS_OF = datetime.date(2026, 11, 18)
NOTHING_SHOWN = pd.DataFrame({"platform": [], "listing_id": []}, dtype="object")


def test_every_verdict_and_basis_has_a_rule():
    assert set(LABEL_RULES) == {(verdict, basis) for verdict in VERDICTS for basis in BASES}


@pytest.mark.parametrize("verdict", VERDICTS)
def test_only_counterfeit_teaches_yes_and_unsure_teaches_nothing(verdict):
    wanted = {"counterfeit": 1, "unsure": None}.get(verdict, 0)
    assert {LABEL_RULES[verdict, basis].label for basis in BASES} == {wanted}


def test_a_purchase_in_hand_weighs_more_than_a_look():
    assert LABEL_RULES["counterfeit", "test_purchase"].weight > LABEL_RULES["counterfeit", "visual"].weight


def test_a_verdict_on_a_listing_no_queue_showed_weighs_as_the_params_say(build):
    decisions = build.decisions([{"basis": basis} for basis in BASES])
    labels = labels_from_decisions(decisions, AS_OF, NOTHING_SHOWN, LabelParams(unshown_weight=0.25))
    for row in labels.itertuples():
        full = LABEL_RULES[row.verdict, row.basis].weight
        assert row.weight == (full if row.basis in ALWAYS_COUNTS else 0.25 * full)


def test_an_unshown_verdict_that_weighs_nothing_is_excluded_and_says_so(build):
    labels = labels_from_decisions(build.decisions([{}]), AS_OF, NOTHING_SHOWN, LabelParams(unshown_weight=0))
    assert labels["excluded_because"].tolist() == ["no_weight"]
    assert labels["label"].isna().all()


def test_a_row_shown_only_after_the_verdict_counts_as_unshown(build):
    shown = pd.DataFrame(
        {"platform": ["market"], "listing_id": ["L0"], "snapshot_date": [build.utc("2026-11-15")]},
    )
    labels = labels_from_decisions(build.decisions([{}]), AS_OF, shown, LabelParams(unshown_weight=0.5))
    assert labels["weight"].tolist() == [0.5]
    assert not labels["was_shown"].any()


def test_a_verdict_of_the_day_itself_is_not_known_yet(build):
    decisions = build.decisions([{"decided_at": build.utc("2026-11-18 00:00")}])
    assert labels_from_decisions(decisions, AS_OF, NOTHING_SHOWN, LabelParams()).empty


def test_two_confirmers_who_contradict_each_other_on_one_basis_are_held_out(build):
    decisions = build.decisions(
        [
            {"listing_id": "L1", "verdict": "counterfeit", "decided_by": "ann"},
            {"listing_id": "L1", "verdict": "genuine", "decided_by": "bob"},
            {"listing_id": "L2", "verdict": "counterfeit", "decided_by": "ann"},
        ]
    )
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    assert labels["excluded_because"].fillna("").tolist() == ["conflict", ""]


def test_one_confirmer_who_changes_their_mind_is_no_conflict(build):
    decisions = build.decisions(
        [
            {"listing_id": "L1", "verdict": "counterfeit", "decided_at": build.utc("2026-11-09")},
            {"listing_id": "L1", "verdict": "genuine", "decided_at": build.utc("2026-11-10")},
        ]
    )
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    assert labels["label"].tolist() == [0]


def test_a_reversal_by_a_stronger_basis_reaches_the_label(build):
    decisions = build.decisions(
        [
            {"listing_id": "L1", "verdict": "counterfeit", "decided_by": "ann"},
            {"listing_id": "L1", "verdict": "genuine", "basis": "test_purchase", "decided_by": "lab"},
        ]
    )
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    assert labels[["label", "basis"]].to_numpy().tolist() == [[0, "test_purchase"]]


def test_no_confirmer_carries_more_than_the_allowed_share(build):
    decisions = build.decisions(
        [{"decided_by": "loud"}] * 80 + [{"decided_by": "ann"}] * 10 + [{"decided_by": "bob"}] * 10
    )
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams(max_confirmer_share=0.5))
    by_whom = labels.groupby("decided_by")["weight"].sum()
    assert by_whom["loud"] == pytest.approx(by_whom.sum() / 2)


def test_a_small_team_is_not_weighed_against_itself(build):
    decisions = build.decisions([{"decided_by": "ann"}] * 9 + [{"decided_by": "bob"}])
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    assert set(labels["weight"]) == {1.0}


def test_a_confirmer_whose_verdicts_are_not_upheld_weighs_less(build):
    looks = [{"listing_id": f"L{at}", "verdict": "counterfeit", "decided_by": "hasty"} for at in range(15)]
    purchases = [{"listing_id": f"L{at}", "basis": "test_purchase", "decided_by": "lab"} for at in range(10)]
    decisions = build.decisions(looks + purchases)
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    unchecked = labels[labels["decided_by"] == "hasty"]
    assert set(unchecked["weight"]) == {LabelParams().doubted_weight}
    assert set(labels.loc[labels["decided_by"] == "lab", "weight"]) == {2.0}


def test_an_audit_draw_keeps_its_probability(build):
    decisions = build.decisions([{"basis": "audit"}, {"basis": "visual"}])
    shown = build.shown(decisions).assign(selected_by="audit", selection_probability=0.02)
    labels = labels_from_decisions(decisions, AS_OF, shown, LabelParams())
    assert labels["selection_probability"].fillna(0).tolist() == [0.02, 0.0]


def test_no_decisions_give_an_empty_table(build):
    assert labels_from_decisions(build.decisions([]), AS_OF, NOTHING_SHOWN, LabelParams()).empty
