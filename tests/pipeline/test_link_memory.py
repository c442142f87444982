"""What an earlier night linked is used only for listings that read the same against the same catalogues."""

from datetime import date

import pandas as pd
import pytest

from features.contracts import ImageMatches
from features.linking import LinkParams, link
from pipeline.datasets import nightly
from pipeline.datasets.dataset import write
from pipeline.link_memory import link_keys, merged, remembered
from tests.features.linking.market import catalog, listings

EARLIER, TONIGHT = date(2026, 11, 17), date(2026, 11, 18)
TITLES = ["Creed Aventus 100ml", "no brand at all", "Nike running shoes", "Creed Aventus for men"]


def night_of(titles):
    return listings([{"title": title} for title in titles])


def matches_of(night, confidence=0.9):
    copied = {"platform": "market", "image": "a.jpg", "bank": "official", "brand_id": "creed", "confidence": confidence}
    rows = [{**copied, "listing_id": key, "reference_image": "r.jpg", "view": "as is"} for key in night["listing_id"]]
    return ImageMatches.conform(pd.DataFrame(rows[1:2]))


def links_of(night, matches):
    return link(night, catalog(), None, matches, LinkParams())


@pytest.fixture
def data(tmp_path):
    """A data folder in which the earlier night was linked."""
    night = night_of(TITLES)
    tables = {
        nightly.LINK_KEYS: link_keys(night, matches_of(night), "basis"),
        **dict(zip((nightly.LINKS, nightly.LINK_COMPARISONS), links_of(night, matches_of(night)), strict=True)),
        nightly.LINK_FACTS: {"made": "whole"},
    }
    for part, table in tables.items():
        write(part, part.at(tmp_path, EARLIER.isoformat()), table)
    return tmp_path


def known(data, night, *, matches=None, basis="basis"):
    keys = link_keys(night, matches_of(night) if matches is None else matches, basis)
    return remembered(data, TONIGHT, night, keys)


def test_only_listings_that_changed_are_linked_and_the_tables_are_those_of_linking_all(data):
    night = night_of([TITLES[0], TITLES[1], "Nike running shoes, new", TITLES[3], "Creed Viking"])
    found = known(data, night)
    assert found.is_new.tolist() == [False, False, True, False, True]
    fresh = links_of(night[found.is_new], matches_of(night).head(0))
    for one, other in zip(merged(night, found.tables, fresh), links_of(night, matches_of(night)), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_other_catalogues_params_or_code_forget_everything(data):
    assert known(data, night_of(TITLES), basis="another").is_new.all()


def test_another_match_of_its_photo_makes_a_listing_new(data):
    night = night_of(TITLES)
    assert known(data, night, matches=matches_of(night, 0.8)).is_new.tolist() == [False, True, False, False]


def test_attributes_currency_and_brand_are_read_too(data):
    night = night_of(TITLES)
    changed = night.assign(currency=["EUR", *night["currency"][1:]], brand=[None, None, "Nike", None])
    changed["attributes"] = [*night["attributes"][:3], {"model": "A1"}]
    assert known(data, changed).is_new.tolist() == [True, False, True, True]


def test_a_night_that_is_being_rewritten_is_not_trusted(data):
    nightly.LINK_FACTS.at(data, EARLIER.isoformat()).unlink()
    assert known(data, night_of(TITLES)).is_new.all()
