"""Which brands a listing names, how, and as what."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .market import brands_of, first, linked


@pytest.mark.parametrize(
    ("title", "brand", "how"),
    [
        ("Nike Air Max 90", "nike", "exact"),
        ("耐克 运动鞋", "nike", "alias"),
        ("新款 驴牌 手袋", "lv", "nickname"),
        ("LouisVuitton bag", "lv", "exact"),
        ("LOUIS-VUITTON bag", "lv", "exact"),
        ("L*V bag new season", "lv", "obfuscated"),
        ("L@V bag new season", "lv", "obfuscated"),
        ("A-v-entus perfume 100 ml", "creed", "obfuscated"),
        ("n1ke air shoes", "nike", "obfuscated"),
        ("*ike air shoes", "nike", "obfuscated"),
        ("N*ke air shoes", "nike", "obfuscated"),
        ("N i k e air shoes", "nike", "obfuscated"),
        ("nnike air shoes", "nike", "obfuscated"),
        ("chanei perfume", "chanel", "obfuscated"),
        ("Chnael perfume", "chanel", "obfuscated"),
        ("HOGO BOSS hoodie", "boss", "obfuscated"),
        ("\uff2e\uff29\uff2b\uff25 shoes", "nike", "exact"),
        ("Nik\u0435 shoes", "nike", "exact"),
        ("Ni\u200bke shoes", "nike", "exact"),
        ("UA running shirt", "under-armour", "alias"),
    ],
)
def test_a_name_is_found_however_it_is_written(title, brand, how):
    found = linked([title])
    row = found[found["brand_id"] == brand].iloc[0]
    assert row["named_how"] == how
    assert row["claim"] == "own"


@pytest.mark.parametrize(
    "title",
    [
        "Shoes on sale",
        "The cat and the dog, picture book",
        "Be your own boss: a guide",
        "Everest climbing rope",
        "actual dual band router",
        "storage bag for the office",
        "as us two went walking",
        "I like hiking boots",
        "camera with 10x zoom lens",
        "dogs and cats of the world",
    ],
)
def test_a_common_word_is_no_brand(title):
    assert brands_of(title) == []


@pytest.mark.parametrize(
    "listing",
    [
        {"title": "Cloud 5 shoes", "brand": "On"},
        {"title": "On Cloud 5 shoes"},
        {"title": "Boots by Cat Colorado leather", "brand": "CAT"},
        {"title": "Boss hoodie grey"},
        {"title": "Toner HP black"},
    ],
)
def test_a_common_word_with_support_is_a_brand(listing):
    assert len(brands_of(listing)) == 1


@pytest.mark.parametrize(
    "title",
    [
        "Toner compatible with HP LaserJet",
        "Ink for HP printer",
        "Cartridge fits HP 05X",
        "墨盒 适用于 HP 打印机",
        "适用HP硒鼓",
        "Replacement toner for HP",
        "Toner für HP Drucker",
        "Тонер для HP",
        "HP compatible toner",
        "HP用 インク",
        "Case for Asus, HP and Nike devices",
    ],
)
def test_goods_for_a_brand_are_an_accessory(title):
    found = linked([title])
    assert found[found["brand_id"] == "hp"]["claim"].tolist() == ["accessory"]


@pytest.mark.parametrize(
    "title",
    [
        "Perfume inspired by Chanel",
        "Chanel style jacket",
        "小香风 外套",
        "Chanel平替 香水",
        "dupe of Chanel No 5",
        "Chanel dupe",
    ],
)
def test_goods_like_a_brand_are_a_lookalike(title):
    found = linked([title])
    assert found[found["brand_id"] == "chanel"]["claim"].tolist() == ["lookalike"]


def test_a_brands_own_goods_for_its_own_machine_stay_its_own():
    found = first({"title": "Toner for HP LaserJet", "brand": "HP"})
    assert (found["brand_id"], found["claim"], found["brand_field"]) == ("hp", "own", "same")


def test_a_maker_of_spare_parts_names_the_machine_as_accessory():
    found = first({"title": "Acme remanufactured laces, Nike white", "brand": "Acme"})
    assert (found["brand_id"], found["claim"], found["brand_field"]) == ("nike", "accessory", "other")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Nike", "same"), (None, "missing"), ("AS SHOW", "evasive"), ("Unbranded", "evasive"), ("N/A", "evasive"),
     ("无品牌", "evasive"), ("N1KE", "evasive"), ("Adidas", "other"), ("NIKE Inc", "same"), ("no brand", "evasive")],
)  # fmt: skip
def test_the_typed_brand_is_held_against_the_named_one(typed, says):
    assert first({"title": "Nike Air Max shoes", "brand": typed})["brand_field"] == says


def test_a_remade_part_without_a_maker_is_an_accessory():
    assert first({"title": "HP Remanufactured black toner cartridge", "brand": "Unknown"})["claim"] == "accessory"


def test_the_name_is_quoted_as_the_seller_wrote_it():
    assert first("New \uff2e\uff29\u200b\uff2b\uff25 Air Max")["named_as"] == "\uff2e\uff29\u200b\uff2b\uff25"
    assert first("Buy A-v-entus perfume")["named_as"] == "A-v-entus"
    assert first({"title": "Air Max 90", "brand": " NIKE "})["named_as"] == "NIKE"


def test_where_the_name_stands_is_told():
    assert first("Nike Air Max")["named_in"] == "title"
    assert first({"title": "Air shoes", "brand": "Nike"})["named_in"] == "brand_field"
    assert first({"title": "Air shoes", "attributes": {"maker": "Nike"}})["named_in"] == "attributes"
    assert first({"title": "Air shoes", "description": "These are Nike Air Max shoes"})["named_in"] == "description"


def test_every_brand_of_a_stuffed_title_has_its_row():
    found = linked(["Nike Chanel Louis Vuitton bag"])
    assert set(found["brand_id"]) == {"nike", "chanel", "lv"}
    assert found["brands_named"].tolist() == [3, 3, 3]
    assert len(linked(["Nike Chanel Louis Vuitton bag"], most_brands_a_listing=2)) == 2


def test_a_longer_name_is_not_its_shorter_neighbour():
    assert brands_of("Hugo Boss hoodie") == ["boss"]


def test_namesakes_are_told_apart_by_currency_and_script():
    assert brands_of({"title": "Asus ENGT430 graphics card", "currency": "USD"}) == ["asus"]
    assert brands_of({"title": "华硕(ASUS) 游戏笔记本电脑", "currency": "CNY"}) == ["asus-cn"]


def test_a_listing_that_names_nobody_has_one_row_without_brand():
    found = linked(["plain cotton shirt"])
    assert len(found) == 1
    row = found.iloc[0]
    assert pd.isna(row["brand_id"]) and (row["claim"], row["named_how"], row["link_confidence"]) == ("none", "none", 0)


HIDDEN = st.sampled_from(["\u200b", "\u200d", "\u00ad", "\u0301", "\ufe0f", "\u2060"])
LOOKALIKES = {
    "a": "а",
    "c": "с",
    "e": "е",
    "h": "һ",
    "i": "і",
    "l": "ⅼ",
    "n": "ｎ",
    "o": "о",
    "x": "х",
    "k": "к",
    "s": "ѕ",
}


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_invisible_marks_and_lookalike_letters_leave_the_naming_as_it_is(data):
    plain = data.draw(st.sampled_from(["nike air max 90", "chanel bleu perfume", "louis vuitton neverfull tote"]))
    written = []
    for letter in plain:
        drawn = data.draw(st.sampled_from([letter, LOOKALIKES.get(letter, letter), letter.upper()]))
        written.append(drawn + (data.draw(HIDDEN) if data.draw(st.booleans()) else ""))
    found = linked([plain, "".join(written)])
    one, other = (found[found["listing_id"] == key].iloc[0] for key in ("L0", "L1"))
    compared = ["brand_id", "product_id", "named_how", "claim", "named_in", "link_confidence"]
    assert one[compared].to_dict() == pytest.approx(other[compared].to_dict(), nan_ok=True)
