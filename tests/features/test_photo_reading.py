"""The text of photos beside their listings: whose name a photo shows, and for which listings it is known."""

import pandas as pd
import pytest

from features.contracts import Brands, Candidates, Names, PhotoTexts
from features.examples import candidates
from features.photo_reading import with_photo_texts

BRANDS = Brands.conform(
    pd.DataFrame(
        [
            {Brands.brand_id: "acme", Brands.name: "Acme Traps", Brands.capacity: 5},
            {Brands.brand_id: "zenith", Brands.name: "Zenith", Brands.capacity: 5},
            {Brands.brand_id: "boss", Brands.name: "Boss", Brands.capacity: 5},
            {Brands.brand_id: "lv", Brands.name: "LV", Brands.capacity: 5},
        ]
    )
)
NAMES = Names.conform(
    pd.DataFrame(
        [
            {Names.brand_id: "acme", Names.name: "艾克美", Names.language: "zh", Names.kind: "name"},
            {Names.brand_id: "acme", Names.name: "roadrunner", Names.language: "en", Names.kind: "nickname"},
        ]
    )
)


def read(lines, links=("acme",)):
    """Candidates of one listing linked to the brands, one photo of which shows the lines."""
    table = candidates([{Candidates.listing_id: "L0", Candidates.brand_id: brand} for brand in links])
    photo = {PhotoTexts.platform: "market", PhotoTexts.listing_id: "L0", PhotoTexts.image: "a.jpg"}
    texts = PhotoTexts.conform(pd.DataFrame([{**photo, PhotoTexts.sha256: "0" * 64, PhotoTexts.lines: lines}]))
    return with_photo_texts(table, texts, brands=BRANDS, names=NAMES).iloc[0]


@pytest.mark.parametrize("shown", ["Acme Traps", "ACME TRAPS", "ACMETRAPS", "艾克美"])
def test_the_own_name_is_found_however_it_is_set(shown):
    found = read(["new", shown])
    assert found[Candidates.own_name_in_photo] == shown
    assert found[Candidates.other_names_in_photo] == []


def test_a_name_set_on_two_lines_is_one_name():
    assert read(["ACME", "TRAPS"])[Candidates.own_name_in_photo] == "ACME TRAPS"


def test_another_brands_name_is_told_apart():
    found = read(["ZENITH 24h"])
    assert pd.isna(found[Candidates.own_name_in_photo])
    assert found[Candidates.other_names_in_photo] == ["ZENITH"]


def test_a_second_brand_the_listing_names_itself_is_no_surprise():
    assert read(["ZENITH"], links=("acme", "zenith"))[Candidates.other_names_in_photo] == []


@pytest.mark.parametrize("shown", ["LV", "like a boss", "roadrunner", "Zenithal", "zen ith"])
def test_short_names_common_words_nicknames_and_parts_of_words_are_not_believed(shown):
    assert read([shown])[Candidates.other_names_in_photo] == []
    assert pd.isna(read([shown])[Candidates.own_name_in_photo])


def test_listings_that_were_not_read_stay_unknown():
    table = candidates([{Candidates.listing_id: "L0"}, {Candidates.listing_id: "L1"}])
    row = {PhotoTexts.platform: "market", PhotoTexts.listing_id: "L1", PhotoTexts.image: "a", PhotoTexts.sha256: "0"}
    texts = PhotoTexts.conform(pd.DataFrame([{**row, PhotoTexts.lines: []}]))
    found = with_photo_texts(table, texts, brands=BRANDS, names=NAMES)
    assert found[Candidates.photos_read].isna().tolist() == [True, False]
    assert found[Candidates.photo_texts].tolist() == [[], []]
    Candidates.check(found)


def test_without_any_reading_candidates_stay_as_they_are():
    table = candidates([{}])
    assert with_photo_texts(table, PhotoTexts.empty(), brands=BRANDS, names=NAMES) is table
