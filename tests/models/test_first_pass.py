"""Which photos are read hangs on the rules' score before any was read, and on nothing else."""

import numpy as np
import pandas as pd
import pytest

from features import registry
from features.contracts import Brands, Candidates
from features.examples import assorted, candidates
from models.first_pass import listings_to_read
from models.rule_terms import baseline_rules

BRANDS = Brands.conform(
    pd.DataFrame(
        [
            {Brands.brand_id: "acme", Brands.name: "Acme", Brands.capacity: 3},
            {Brands.brand_id: "zenith", Brands.name: "Zenith", Brands.capacity: 1},
        ]
    )
)


@pytest.fixture(scope="module")
def night():
    table = assorted(200)
    table[Candidates.image_sha256s] = [["00"] if row % 5 else [] for row in range(len(table))]
    unread = {Candidates.photos_read: None}
    table = Candidates.conform(table.assign(**unread))
    return table, registry.compute_all(table, {})


def keys(frame):
    return list(frame[[Candidates.platform, Candidates.listing_id]].itertuples(index=False, name=None))


def test_each_brand_gets_its_capacitys_multiple_of_the_most_suspicious_with_photos(night):
    table, features = night
    chosen = set(keys(listings_to_read(table, features, BRANDS, queues_read=1.5)))
    margins = pd.Series(baseline_rules().margins(features), index=table.index)
    has_photo = table[Candidates.image_sha256s].map(len) > 0
    for brand, room in (("acme", 5), ("zenith", 2)):
        of_brand = has_photo & (table[Candidates.brand_id] == brand)
        best = margins[of_brand].nlargest(room)
        assert {
            key for key, is_best in zip(keys(table), table.index.isin(best.index), strict=True) if is_best
        } <= chosen
    assert len(chosen) == 7


def test_every_brands_first_stands_before_any_brands_second(night):
    table, features = night
    chosen = keys(listings_to_read(table, features, BRANDS, queues_read=3))
    brand_of = dict(zip(keys(table), table[Candidates.brand_id], strict=True))
    assert {brand_of[key] for key in chosen[:2]} == {"acme", "zenith"}


def test_the_order_of_rows_changes_nothing(night):
    table, features = night
    order = np.random.default_rng(1).permutation(len(table))
    shuffled = listings_to_read(
        table.iloc[order].reset_index(drop=True), features.iloc[order].reset_index(drop=True), BRANDS, queues_read=2
    )
    assert keys(shuffled) == keys(listings_to_read(table, features, BRANDS, queues_read=2))


def test_what_moves_no_rule_moves_no_choice(night):
    """Being read tells of a listing only what its first-pass score tells: silent features and words do not matter."""
    table, features = night
    silent = [name for name in registry.feature_names() if name not in baseline_rules().feature_names()]
    assert silent
    other = features.assign(**dict.fromkeys(silent, 0.5))
    retold = table.assign(**{Candidates.title: "x", Candidates.seller_name: "y"})
    assert keys(listings_to_read(retold, other, BRANDS, queues_read=2)) == keys(
        listings_to_read(table, features, BRANDS, queues_read=2)
    )


def test_a_listing_of_two_brands_is_read_once_and_one_of_none_never():
    rows = [
        {Candidates.listing_id: "L0", Candidates.brand_id: "acme", Candidates.image_sha256s: ["00"]},
        {Candidates.listing_id: "L0", Candidates.brand_id: "zenith", Candidates.image_sha256s: ["00"]},
        {Candidates.listing_id: "L1", Candidates.brand_id: None, Candidates.image_sha256s: ["01"]},
    ]
    table = candidates(rows)
    chosen = listings_to_read(table, registry.compute_all(table, {}), BRANDS, queues_read=2)
    assert keys(chosen) == [("market", "L0")]
