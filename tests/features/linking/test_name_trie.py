"""Names found from word borders, keys in a table, sums of letters: each against the plain way to say the same."""

import random
from itertools import pairwise

import numpy as np

from features.linking.names.key_table import KeyTable, ManyOfKey
from features.linking.names.letter_sums import LetterSums
from features.linking.names.name_trie import NameTrie
from features.linking.names.name_variants import BONES, EXCHANGED, INSERTED, SLIPPED, SOUNDED
from features.linking.names.run_sums import JoinedNames, RunSums
from features.linking.names.seams import borders_of, in_skeleton, words_with_seams
from features.linking.names.spoken_words import SpokenWords
from features.linking.names.starred_names import STARS, StarredNames
from features.linking.names.word_names import WordNames

CHANCE = random.Random(4)
NAMES = sorted({"".join(CHANCE.choices("aeinrst", k=CHANCE.randint(4, 8))) for _ in range(400)})


def collapsed(word):
    return "".join(letter for at, letter in enumerate(word) if word[at - 1 : at] != letter)


def without_vowels(word):
    return word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiouy")


def edit(word, name):
    """The edit that made a word of a name, said plainly."""
    if word == name:
        return None
    if collapsed(word) == collapsed(name):
        return "doubled" if len(word) > len(name) else "dropped"
    dropped = [at for at in range(len(name)) if name[:at] + name[at + 1 :] == word]
    if dropped:
        return "dropped" if dropped[0] else "dropped_first"
    places = [at for at in range(len(name)) if word[at : at + 1] != name[at]]
    if len(word) == len(name) and len(places) == 1 and frozenset(word[places[0]] + name[places[0]]) in EXCHANGED:
        return "changed"
    is_swap = len(word) == len(name) and len(places) == 2 and places[1] - places[0] <= 2
    if is_swap and [word[at] for at in places] == [name[at] for at in places[::-1]]:
        return "swapped"
    are_moved = len(name) >= 6 and abs(len(word) - len(name)) <= 1
    return "moved" if are_moved and collapsed(without_vowels(word)) == collapsed(without_vowels(name)) else None


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


def edited(words):
    """Word (by place) → the names that an edit makes it of, without those told by sound, consonants or a slip alone."""
    near = WordNames(NAMES).near_all(words)
    return {
        at: {name: kind for name, kind in held.items() if kind not in (SOUNDED, BONES, SLIPPED, INSERTED)}
        for at, held in near.items()
    }


def test_bent_words_are_those_that_an_edit_makes_of_a_name():
    words = sorted({"".join(CHANCE.choices("aeinrst", k=CHANCE.randint(3, 8))) for _ in range(600)})
    words += [name[:2] + name[3:] for name in NAMES[:50]] + NAMES[:50]
    found = edited(words)
    # `i` is drawn like `l` alone, and neither `l` nor another letter that is drawn as one stands in these words.
    expected = [{name: kind for name in NAMES if (kind := edit(word, name))} for word in words]
    assert [found.get(at, {}) for at in range(len(words))] == expected
    assert {kind for held in expected for kind in held.values()} == {
        "dropped", "dropped_first", "doubled", "changed", "swapped", "moved",
    }  # fmt: skip


def test_runs_of_words_are_looked_at_when_together_they_are_bent_from_a_name():
    words = [name[:3] for name in NAMES] + [name[3:] for name in NAMES if len(name) > 3]
    runs = np.array([CHANCE.sample(range(len(words)), 2) for _ in range(4000)])
    perhaps = RunSums(words, [runs]).perhaps_in(JoinedNames(NAMES), runs)
    joined = ["".join(words[at] for at in run) for run in runs.tolist()]
    # A name of several words by its sound, its consonants or a slip is read word by word.
    near = edited(joined)
    bent = [at for at in near if near[at] and joined[at] not in NAMES]
    assert len(bent) > 100 and perhaps[bent].all()
    assert perhaps.mean() < 0.5


def test_words_stand_where_they_stand():
    texts = ["+mobile s@msung·x *ike", "", "жsony sonyж (a-b) ++", "耐克nike 2 $"]
    spoken = SpokenWords.of(texts)
    words = [spoken.words[at] for at in spoken.number.tolist()]
    places = list(zip(spoken.cell.tolist(), spoken.start.tolist(), words, strict=True))
    assert places == [
        (0, 1, "mobile"), (0, 8, "s@msung·x"), (0, 18, "*ike"), (2, 13, "a"), (2, 15, "b"), (3, 2, "nike"), (3, 7, "2"),
    ]  # fmt: skip
    assert all(texts[cell].startswith(word, start) for cell, start, word in places)


def test_starred_words_are_those_with_the_letters_left_at_their_places():
    starred = StarredNames(NAMES)
    for name in NAMES[:60]:
        word = name[:2] + "*" + name[3:]
        fits = [
            one for one in NAMES if len(one) == len(word) and all(a in (b, "*") for a, b in zip(word, one, strict=True))
        ]
        assert starred.near(word) == fits
    assert "*" in STARS and starred.near("**" + NAMES[0][2:]) == []


def test_capitals_show_where_words_were_written_together():
    raw = ["CanonPowerShot x", "DYMOLabelWriter", "IBM PC", "x\u200bx SonyMDR", "Canonpowershot"]
    found = [raw[at][first:past] for at, first, past in words_with_seams(raw)]
    words = [[word[begin:past] for begin, past in pairwise(borders_of(word))] for word in found]
    assert words == [["Canon", "Power", "Shot"], ["DYMO", "Label", "Writer"], ["Sony", "MDR"]]
    assert in_skeleton(raw[3], "xx sonymdr", (4, 4, 8)) == (3, 3, 7)
