"""A seller who breaks the brand's name does not make the product doubtful with it."""

import pandas as pd
import pytest

from .market import first

PLAIN = "Nike Zoom Pegasus running shoes for men, box and receipt"


def product_certainty(title, **given):
    row = first({"title": title, **given})
    return row["product_id"], row["product_confidence"]


@pytest.mark.parametrize("name", ["N*ke", "n1ke", "N-i-k-e", "n i k e", "Nikke"])
def test_a_broken_name_leaves_the_product_as_sure_as_the_plain_one(name):
    assert product_certainty(PLAIN.replace("Nike", name)) == product_certainty(PLAIN)


def test_the_brand_itself_is_the_less_sure():
    plain, broken = (first(PLAIN.replace("Nike", name)) for name in ("Nike", "Nikke"))
    assert broken["product_id"] == plain["product_id"] == "n3"
    assert broken["link_confidence"] < plain["link_confidence"] <= plain["product_confidence"]


def test_a_name_the_catalogue_writes_in_another_script_is_put_as_the_catalogue_writes_it():
    found, sure = product_certainty("耐*克 Zoom Pegasus running shoes")
    assert found == "n3" and sure == product_certainty("Nike Zoom Pegasus running shoes")[1]


def test_a_plain_name_of_another_brand_keeps_its_title():
    found = first({"title": "Asus ENGT430 graphics card 1GB z0om", "brand": "Asus"})
    assert (found["brand_id"], found["product_id"]) == ("asus", "a1")


def test_without_a_product_there_is_no_product_confidence():
    row = first({"title": "Nike football shirt home 2020", "brand": "Nike"})
    assert pd.isna(row["product_id"]) and pd.isna(row["product_confidence"])


def test_another_brand_typed_beside_a_plain_name_leaves_the_product_comparable():
    title = "Nike Zoom Pegasus running shoes"
    found, sure = product_certainty(title, brand="Qixin")
    assert found == "n3" and sure > 0.1
    borne, doubted = product_certainty(f"Qixin {title}", brand="Qixin")
    assert pd.isna(borne) or doubted < sure


def test_nothing_typed_beside_a_plain_name_counts_as_the_name_typed():
    title = "Nike Zoom Pegasus running shoes"
    assert (
        product_certainty(title, brand="AS SHOW") == product_certainty(title) == product_certainty(title, brand="Nike")
    )
