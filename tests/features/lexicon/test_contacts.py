"""Contacts are read in one spelling, and model numbers, prices and dates are none."""

import pandas as pd
import pytest

from features.lexicon.contacts import contacts_in, contacts_in_field


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("加微信：shop_88 看图", "wechat:shop_88"),
        ("微信：ａｂｃｄｅ１２", "wechat:abcde12"),
        ("vx shop88", "wechat:shop88"),
        ("WhatsApp +86 138-1234-5678", "phone:13812345678"),
        ("①③⑧ 1234 5678", "phone:13812345678"),
        ("8613812345678", "phone:13812345678"),
        ("call: +1 555 123 4567", "phone:15551234567"),
        ("mail me a.b@c.com today", "mail:a.b@c.com"),
        ("t.me/fakes_r_us", "telegram:fakes_r_us"),
        ("QQ号：123456", "qq:123456"),
        ("카카오톡: bagshop", "messenger:bagshop"),
        ("see bags88.x.yupoo.com", "album:bags88.x.yupoo.com"),
    ],
)
def test_a_contact_is_found_in_any_spelling(text: str, contact: str) -> None:
    assert contacts_in(pd.Series([text])).tolist() == [[contact]]


@pytest.mark.parametrize(
    "text",
    [
        "model 13812345678901",
        "online store phone case 20000mAh",
        "in-line id filter",
        "wechat pay accepted",
        "Targus TG-UNV100 charger",
        "Sony DSC WX Series",
        "Galaxy S22 5000mAh phone 2022 128 256",
        "HP 2000-210US notebook",
        "Stainless 18/10, 2026-11-18, $1,299.00",
        "",
    ],
)
def test_model_numbers_and_sizes_are_no_contacts(text: str) -> None:
    assert contacts_in(pd.Series([text])).tolist() == [[]]


def test_a_contact_field_may_hold_a_bare_handle_but_no_prose() -> None:
    fields = ["Trap_88", "138 1234 5678", "hi", None, "please write to us through the platform and nowhere else"]
    found = contacts_in_field(pd.Series(fields, index=list("abcde")))
    assert found.to_dict() == {"a": ["handle:trap88"], "b": ["phone:13812345678"], "c": [], "d": [], "e": []}


@pytest.mark.real_data
def test_genuine_titles_hold_no_contacts(real_titles: pd.Series) -> None:
    found = contacts_in(real_titles)
    assert found.map(len).sum() <= len(real_titles) / 10_000
