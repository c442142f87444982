"""The comparison text: what a reader sees, whatever characters it was written with."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.disguises import count_invisible, has_mixed_scripts
from features.skeleton import is_letter_for_letter, skeletons, skeletons_of, traced

texts = st.text(max_size=40)


def skeleton(text):
    return skeletons_of([text])[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＮＩＫＥ　Ａir", "nike air"),  # full width
        ("Nik\u0435", "nike"),  # Cyrillic
        ("\u13de\u13a2V", "ltv"),  # Cherokee
        ("𝓖𝓾𝓬𝓬𝓲", "gucci"),  # mathematical
        ("SΛMSUNG™ Galaxy", "samsung galaxy"),
        ("Ni\u200bke\u200d", "nike"),  # zero width
        ("N\u0336i\u0336ke", "nike"),  # struck through
        ("華碩 筆記本", "华硕 笔记本"),  # traditional
        ("Hermès", "hermes"),
        ("Łacoste Øakley", "lacoste oakley"),
        ("\u1112\u1161\u11ab", "한"),  # Hangul in parts
        ("a\t\n  b\u3000c", "a b c"),
        ("🇳🇮🇰🇪 🇭🇵", "nike hp"),  # letters in squares
        ("G🇮🇹uc🇫🇷ci 🇮🇹Gucci", "g⚑⚑uc⚑⚑ci ⚑⚑gucci"),  # flags
        ("G●cci", "g•cci"),
    ],
)
def test_disguises_read_as_what_they_look_like(written, read):
    assert skeleton(written) == read


def test_missing_texts_stay_missing_and_the_index_is_kept():
    found = skeletons(pd.Series(["Nike", None, ""], index=[7, 3, 5]))
    assert list(found.index) == [7, 3, 5]
    assert found[7] == "nike" and pd.isna(found[3]) and found[5] == ""


@given(texts)
def test_a_skeleton_is_its_own_skeleton(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.lists(texts, max_size=6))
def test_a_text_means_the_same_alone_and_in_any_batch(batch):
    assert skeletons_of(batch) == [skeleton(text) for text in batch]


@given(texts)
def test_the_way_back_covers_every_character_and_stays_in_order(text):
    found = traced(text)
    assert found.skeleton == skeleton(text)
    assert found.starts == sorted(found.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))


@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_the_raw_span_of_a_piece_reads_as_that_piece(text, one, other):
    found = traced(text)
    start, end = sorted((min(one, len(found.skeleton)), min(other, len(found.skeleton))))
    piece = found.skeleton[start:end].strip()
    assert piece in skeleton(found.raw_span(start, end)) or not piece


@given(st.text(alphabet=st.sampled_from("aB1 -京東Éé\u0301\u200b\u202e™½ß\t가ᄒ\u1161"), max_size=12))
def test_a_text_drawn_letter_for_letter_needs_no_way_back(text):
    found = traced(text)
    if is_letter_for_letter(text, found.skeleton):
        assert found.starts == list(range(len(text)))
        assert found.ends == list(range(1, len(text) + 1))


def test_places_in_a_text_that_loses_or_gains_letters_are_not_those_of_its_skeleton():
    assert is_letter_for_letter("京東 A", "京东 a")
    for text in ("a\u200b™", "  ab™", "\u202eab\u202c12"):
        assert not is_letter_for_letter(text, skeletons_of([text])[0])


def test_the_raw_span_is_what_the_seller_wrote():
    found = traced("New  ＮＩ\u200bＫＥ\u0301 shoes")
    at = found.skeleton.index("nike")
    assert found.raw_span(at, at + 4) == "ＮＩ\u200bＫＥ\u0301"


def test_letters_of_two_scripts_in_one_word_are_noticed():
    found = list(map(has_mixed_scripts, ["Niк\u0435 shoes", "Nike shoes", "реплика Nike", "10 μm"]))
    assert found == [True, False, False, False]


def test_invisible_characters_are_counted():
    found = list(map(count_invisible, ["N\u200bi\u200dke\u202e", "Nike"]))
    assert found == [3, 0]


@settings(max_examples=30)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=()), max_size=30))
def test_no_text_breaks_it(text):
    one = pd.Series([text, None], dtype="object")
    assert len(skeletons(one)) == 2
    assert count_invisible(text) <= len(text) and has_mixed_scripts(text) in (True, False)
