"""A pattern of any of many words finds what the plain alternation of them, the longest first, finds."""

import random
import re

import pytest

from features.alternation import any_of


def plainly(words):
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@pytest.mark.parametrize("seed", range(30))
def test_the_same_words_are_found_at_the_same_places(seed):
    chance = random.Random(seed)
    words = ["".join(chance.choices("ab.+京", k=chance.randint(1, 4))) for _ in range(chance.randint(1, 12))]
    text = "".join(chance.choices("ab.+京 ", k=200))
    for around in ("{}", r"(?<!a)(?:{})(?!b)"):
        ours, theirs = (re.compile(around.format(found)) for found in (any_of(words), plainly(words)))
        assert [one.span() for one in ours.finditer(text)] == [one.span() for one in theirs.finditer(text)]


def test_of_two_words_that_begin_alike_the_longer_one_is_found():
    assert re.findall(any_of(["in", "inch", "i"]), "inch in i") == ["inch", "in", "i"]
