"""Slips of a finger in long names, and compound words that only begin like a name."""

import pytest

from features.linking.names.glued_names import GluedNames
from features.linking.names.hidden_names import HiddenNames

LONG, SHORT = "halbergson", "kestrel"
NAMES = HiddenNames(frozenset([LONG, SHORT]), frozenset(["lamp"]), (LONG, SHORT))


def named(text):
    return {found.name for found in NAMES.read(f"{text} lamp")}


@pytest.mark.parametrize("at", range(1, len(LONG)))
def test_a_letter_too_many_inside_a_long_name_is_read(at):
    assert LONG in named(f"{LONG[:at]}q{LONG[at:]}")


@pytest.mark.parametrize("word", [f"q{LONG}", f"{LONG}q", "kesqtrel", "kesyrel", "halqbergqson"])
def test_a_letter_more_at_an_end_or_in_a_short_name_and_two_letters_more_make_another_word(word):
    assert not named(word)


@pytest.mark.parametrize(("at", "beside", "far"), [(0, "g", "m"), (3, "v", "q"), (6, "f", "m"), (9, "b", "w")])
def test_the_key_beside_the_right_one_is_a_slip_and_one_far_off_another_word(at, beside, far):
    assert LONG in named(LONG[:at] + beside + LONG[at + 1 :])
    assert not named(LONG[:at] + far + LONG[at + 1 :])


def test_a_common_word_that_is_a_name_is_the_less_believed_before_another_word():
    glued = GluedNames.of(["brother", "kestrel"], frozenset(["hood", "paper"]).__contains__)
    costs = {
        name: glued.costs(f"{name}hood", [(0, len(name))])[0, len(name)]
        - glued.costs(f"{name}12", [(0, len(name))])[0, len(name)]
        for name in ("brother", "kestrel")
    }
    assert costs["brother"] > costs["kestrel"] == 0
