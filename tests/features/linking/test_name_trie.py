"""Names found from word borders, keys in a table, sums of letters: each against the plain way to say the same."""

import random

import numpy as np

from features.linking.key_table import KeyTable, ManyOfKey
from features.linking.letter_sums import LetterSums
from features.linking.name_trie import NameTrie
from features.linking.name_variants import collapsed, edit, has_moved_vowels, without_vowels
from features.linking.seams import seams
from features.linking.starred_names import STARS, StarredNames
from features.linking.word_names import WordNames

CHANCE = random.Random(4)
NAMES = sorted({"".join(CHANCE.choices("aeinrst", k=CHANCE.randint(4, 8))) for _ in range(400)})


def codes(text):
    return np.array([ord(letter) for letter in text])


def test_every_pattern_that_starts_at_a_border_is_found_and_no_other():
    patterns = sorted({"".join(CHANCE.choices("ab想", k=CHANCE.randint(1, 5))) for _ in range(60)})
    text = "".join(CHANCE.choices("ab想", k=300))
    starts = np.arange(0, 300, 3)
    found = NameTrie.build(patterns).walk(codes(text), starts)
    expected = {
        (at, start, start + len(pattern))
        for start in starts.tolist()
        for at, pattern in enumerate(patterns)
        if text.startswith(pattern, start)
    }
    assert set(zip(*(part.tolist() for part in found), strict=True)) == expected


def test_a_trie_of_nothing_finds_nothing():
    assert [len(part) for part in NameTrie.build([]).walk(codes("abc"), np.arange(3))] == [0, 0, 0]


def test_keys_have_the_numbers_they_were_given_and_others_none():
    keys = np.array(CHANCE.sample(range(-(10**12), 10**12), 5000))
    table = KeyTable.of(keys[:4000])
    assert table.find(keys).tolist() == [*range(4000), *[-1] * 1000]


def test_a_key_of_several_values_gives_all_of_them():
    place, value = ManyOfKey.of(np.array([7, 3, 7]), np.array([0, 1, 2])).find(np.array([3, 9, 7]))
    assert list(zip(place.tolist(), value.tolist(), strict=True)) == [(0, 1), (2, 0), (2, 2)]


def test_equal_sums_are_equal_letters():
    sums = LetterSums.of([*NAMES, ""])
    for ours, plainly in (
        (sums.collapsed, collapsed),
        (sums.without_vowels, lambda word: collapsed(without_vowels(word))),
    ):
        assert np.array_equal(ours.right, LetterSums.of([plainly(name) for name in [*NAMES, ""]]).right)
    word, short = sums.short_of_one()
    plainly_short = [(at, name[:of] + name[of + 1 :]) for at, name in enumerate(NAMES) for of in range(len(name))]
    assert word.tolist() == [at for at, _ in plainly_short]
    assert np.array_equal(short, LetterSums.of([text for _, text in plainly_short]).right)


def test_bent_words_are_those_that_an_edit_makes_of_a_name():
    words = sorted({"".join(CHANCE.choices("aeinrst", k=CHANCE.randint(4, 8))) for _ in range(600)} - set(NAMES))
    words += [name[:2] + name[3:] for name in NAMES[:50] if name[:2] + name[3:] not in NAMES]
    found = WordNames(NAMES).near_all(words)
    expected = [[name for name in NAMES if edit(word, name) or has_moved_vowels(word, name)] for word in words]
    assert [[name for name, kind in near if kind != "alike"] for near in found] == expected
    assert sum(map(len, expected)) > 50


def test_starred_words_are_those_with_the_letters_left_at_their_places():
    starred = StarredNames(NAMES)
    for name in NAMES[:60]:
        word = name[:2] + "*" + name[3:]
        fits = [
            one for one in NAMES if len(one) == len(word) and all(a in (b, "*") for a, b in zip(word, one, strict=True))
        ]
        assert starred.near(word) == fits
    assert "*" in STARS and starred.near("**" + NAMES[0][2:]) == []


def test_capitals_show_where_two_words_were_written_together():
    raw = ["CanonPowerShot x", "DYMOLabelWriter", "IBM PC", "x\u200bx SonyMDR", "Canonpowershot"]
    skeletons = ["canonpowershot x", "dymolabelwriter", "ibm pc", "xx sonymdr", "canonpowershot"]
    assert seams(raw, skeletons, {"canon", "dymo", "sony", "ibm"}) == {0: [5], 1: [4], 3: [7]}
