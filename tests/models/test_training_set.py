"""Which night stands beside a verdict, and who is on which side of the split."""

import dataclasses
import datetime

import pandas as pd
import pytest

from models.errors import LeakFound
from models.feature_log import LINK_KEY
from models.labels import LabelParams, labels_from_decisions
from models.splits import (
    GROUP,
    SplitParams,
    check_split,
    is_held_out,
    random_split,
    room_for_held_out,
    seller_groups,
    time_and_seller_split,
    unjudged_rivals,
)
from models.training_set import (
    collect_sightings,
    rows_at_first_scoring,
    rows_at_verdict,
    unlabelled_rows,
    unmatched_labels,
)

AS_OF = datetime.date(2026, 11, 18)


@pytest.fixture
def one_listing(build, world):
    """A listing seen on three nights, its content changed before the third."""
    row = world["log"].iloc[[0]]
    nights = ["2026-11-05", "2026-11-07", "2026-11-09"]
    rows = [
        row.assign(snapshot_date=build.utc(night), content_key=key, noise=float(at))
        for at, (night, key) in enumerate(zip(nights, ["old", "old", "new"], strict=True))
    ]
    return [part.astype(row.dtypes) for part in rows]


def labels_about(build, one_listing, **event):
    first = one_listing[0].iloc[0]
    named = {name: first[name] for name in LINK_KEY}
    return labels_from_decisions(
        decisions := build.decisions([{**named, **event}]), AS_OF, build.shown(decisions), LabelParams()
    )


def test_a_verdict_joins_the_night_it_is_about(build, one_listing):
    labels = labels_about(build, one_listing, snapshot_date=build.utc("2026-11-07"))
    assert rows_at_verdict(collect_sightings(labels, one_listing, AS_OF))["noise"].tolist() == [1.0]


def test_a_verdict_about_a_night_without_the_listing_joins_the_last_earlier_night(build, one_listing):
    labels = labels_about(build, one_listing, snapshot_date=build.utc("2026-11-08"))
    assert rows_at_verdict(collect_sightings(labels, one_listing, AS_OF))["noise"].tolist() == [1.0]


def test_a_verdict_about_no_night_joins_the_last_night_before_it_was_given(build, one_listing):
    labels = labels_about(build, one_listing, decided_at=build.utc("2026-11-08 09:00"))
    assert rows_at_verdict(collect_sightings(labels, one_listing, AS_OF))["noise"].tolist() == [1.0]


def test_a_verdict_never_joins_a_night_after_it_was_given(build, one_listing):
    late = labels_about(build, one_listing, decided_at=build.utc("2026-11-06"), snapshot_date=build.utc("2026-11-09"))
    assert collect_sightings(late, one_listing, AS_OF)["noise"].tolist() == [0.0]


def test_evaluation_takes_the_first_night_with_the_content_that_was_judged(build, one_listing):
    labels = labels_about(build, one_listing, snapshot_date=build.utc("2026-11-07"))
    assert rows_at_first_scoring(collect_sightings(labels, one_listing, AS_OF))["noise"].tolist() == [0.0]
    changed = labels_about(build, one_listing, snapshot_date=build.utc("2026-11-09"))
    assert rows_at_first_scoring(collect_sightings(changed, one_listing, AS_OF))["noise"].tolist() == [2.0]


def test_a_label_no_night_holds_is_counted(build, one_listing):
    labels = labels_about(build, one_listing, listing_id="gone")
    assert len(unmatched_labels(labels, collect_sightings(labels, one_listing, AS_OF))) == 1


def test_a_label_from_the_future_is_refused(build, one_listing):
    labels = labels_about(build, one_listing)
    with pytest.raises(LeakFound, match="decided on or after"):
        collect_sightings(labels, one_listing, datetime.date(2026, 11, 10))


def test_each_listing_trains_once(inputs):
    assert not rows_at_verdict(inputs.sightings).duplicated(LINK_KEY).any()


def test_the_training_set_does_not_depend_on_the_order_of_rows(build, world):
    decisions = world["decisions"]
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    shuffled = [night.sample(frac=1, random_state=1) for night in reversed(build.nights(world["log"]))]
    pd.testing.assert_frame_equal(
        collect_sightings(labels, build.nights(world["log"]), AS_OF), collect_sightings(labels, shuffled, AS_OF)
    )


def test_the_split_shares_neither_sellers_nor_nights(inputs):
    split = time_and_seller_split(inputs.sightings, AS_OF, SplitParams())
    cut = pd.Timestamp(split.cut, tz="UTC")
    assert len(split.train) > 100 and len(split.test) > 20
    assert not set(split.train[GROUP]) & set(split.test[GROUP])
    assert (split.train["decided_at"] < cut).all() and (split.test["snapshot_date"] >= cut).all()


def test_a_shared_seller_is_caught(inputs):
    split = time_and_seller_split(inputs.sightings, AS_OF, SplitParams())
    with pytest.raises(LeakFound, match="trains and judges"):
        check_split(dataclasses.replace(split, train=pd.concat([split.train, split.test.head(1)])))


def test_the_same_sellers_are_held_out_every_time(inputs):
    rows = inputs.sightings.assign(group=seller_groups(inputs.sightings))
    again = rows.sample(frac=0.5, random_state=1)
    held = is_held_out(rows["group"], SplitParams())
    assert (is_held_out(again["group"], SplitParams()) == held.loc[again.index]).all()
    assert 0.15 < held.groupby(rows["group"]).first().mean() < 0.45


def test_sellers_that_share_a_network_key_are_one_group(build, world):
    rows = world["log"].head(3).assign(platform="market", seller_id=["S1", "S2", "S3"])
    networks = pd.DataFrame(
        {
            "platform": ["market"] * 4,
            "seller_id": ["S1", "S9", "S9", "S2"],
            "network_id": ["one", "one", "two", "two"],
        }
    )
    groups = seller_groups(rows, networks)
    assert groups.iloc[0] == groups.iloc[1] != groups.iloc[2]


def test_listings_without_a_seller_are_groups_of_their_own(world):
    rows = world["log"].head(3).assign(seller_id=None)
    assert seller_groups(rows).nunique() == 3


def test_the_random_split_lets_sellers_stand_on_both_sides(inputs):
    split = random_split(inputs.sightings, AS_OF, SplitParams())
    assert set(split.train[GROUP]) & set(split.test[GROUP])


def test_rivals_are_unjudged_listings_of_held_out_sellers_each_once(build, world):
    decisions = world["decisions"].head(400)
    labels = labels_from_decisions(decisions, AS_OF, build.shown(decisions), LabelParams())
    nights = build.nights(world["log"])
    rivals = unjudged_rivals([*nights, nights[-1]], labels, AS_OF, SplitParams())
    assert len(rivals) and not rivals.duplicated(LINK_KEY).any() and rivals["label"].isna().all()
    assert is_held_out(rivals[GROUP], SplitParams()).all()
    assert rivals.merge(labels, on=LINK_KEY).empty
    assert (rivals["snapshot_date"] >= build.utc("2026-11-11")).all()


def test_the_held_out_sellers_get_their_share_of_the_capacity():
    assert room_for_held_out({"acme": 40, "tiny": 1}, SplitParams(heldout_seller_share=0.3)) == {"acme": 12, "tiny": 1}


def test_listings_nobody_judged_are_a_fixed_sample_whatever_the_order(build, world):
    labels = labels_from_decisions(world["decisions"].head(300), AS_OF, build.shown(world["decisions"]), LabelParams())
    one = unlabelled_rows(world["log"], labels, ["noise"], most=50)
    other = unlabelled_rows(world["log"].sample(frac=1, random_state=2), labels, ["noise"], most=50)
    pd.testing.assert_frame_equal(one, other)
    assert len(one) == 50 and one.merge(labels, on=LINK_KEY).empty
