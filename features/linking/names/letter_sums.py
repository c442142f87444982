"""Words as 64-bit sums of their letters, worked out for very many words at once.

Two words with the same letters at the same places have the same sum. Two that a seller's edit parts share another one:
the sum of the letters in any order, of their sounds, of the word without doubled letters or without vowels, or the sum
of the longer one without a letter. Sums are compared, so a pair found is still to be looked at by its letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import permutations

import numpy as np

from features.linking.names.key_table import spread_out
from features.linking.names.name_variants import EXCHANGED, VOWELS

CODES = 128  # words here are ASCII
_STEP = np.uint64(0xD1342543DE82EF95)  # odd, so that a letter's place can be taken off again
_EIGHT = 8
_STEP_BACK = np.uint64(pow(0xD1342543DE82EF95, -1, 1 << 64))


@cache
def weights() -> np.ndarray:
    """A 64-bit number for each letter, spread by splitmix64."""
    state = (np.arange(1, CODES + 1, dtype=np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@cache
def _sounds() -> np.ndarray:
    """Letter → the least letter it may be exchanged for, over any chain of exchanges."""
    found = np.arange(CODES)
    for _ in range(CODES):
        before = found.copy()
        for pair in EXCHANGED:
            places = [ord(letter) for letter in pair]
            found[places] = found[places].min()
        if (found == before).all():
            break
    return found


@cache
def _exchanges() -> np.ndarray:
    """What exchanging one letter for another adds to the sum of letters in any order, sorted."""
    pairs = np.array(sorted([ord(letter) for letter in order] for pair in EXCHANGED for order in permutations(pair)))
    return np.sort(weights()[pairs[:, 0]] - weights()[pairs[:, 1]])


def are_one_exchange(differences: np.ndarray) -> np.ndarray:
    """Whether words whose sums in any order differ so differ by one letter exchanged for another."""
    known = _exchanges()
    return known[np.minimum(np.searchsorted(known, differences), len(known) - 1)] == differences


@cache
def _is_vowel() -> np.ndarray:
    return np.array([bool(VOWELS.match(chr(code))) for code in range(CODES)])


@dataclass(frozen=True)
class LetterSums:
    """The letters of some words (ASCII) one behind another, and where each word starts; one more start for the end."""

    codes: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, words: Sequence[str]) -> "LetterSums":
        """The sums of these words; signs beyond ASCII are one sign."""
        lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        codes = np.frombuffer("".join(words).encode("ascii", "replace"), dtype=np.uint8)
        return cls(codes, np.concatenate([[0], np.cumsum(lengths)]))

    def of_these(self, words: np.ndarray) -> "LetterSums":
        """Those of some of the words (by place)."""
        lengths = self.lengths[words]
        of, place = spread_out(lengths)
        return LetterSums(self.codes[self.starts[words][of] + place], np.concatenate([[0], np.cumsum(lengths)]))

    @cached_property
    def lengths(self) -> np.ndarray:
        """How many letters each word has."""
        return np.diff(self.starts)

    @cached_property
    def _place(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each letter its word, and its place in the word."""
        return spread_out(self.lengths)

    def padded(self, words: np.ndarray, width: int) -> np.ndarray:
        """The letters of some words (by place) as rows of this width, 0 behind the last."""
        places = np.arange(width)
        at = self.starts[words][:, None] + places
        is_letter = places < self.lengths[words][:, None]
        return np.where(is_letter, np.append(self.codes, 0)[np.where(is_letter, at, -1)], 0)

    @cached_property
    def right(self) -> np.ndarray:
        """The sum of each word's letters at their places."""
        return _of_each(self._running, self.starts)

    @cached_property
    def _running(self) -> np.ndarray:
        return _running(weights()[self.codes] * powers(self._place[1]))

    @cached_property
    def in_any_order(self) -> np.ndarray:
        """The sum of each word's letters whatever their places."""
        return _of_each(_running(weights()[self.codes]), self.starts)

    @cached_property
    def of_sounds(self) -> np.ndarray:
        """The sum of each word with letters that are exchanged for one another made one."""
        return _of_each(_running(weights()[_sounds()[self.codes]] * powers(self._place[1])), self.starts)

    @cached_property
    def first_half(self) -> np.ndarray:
        """The sum of the letters of each word's first half at their places; an odd letter is of the second one."""
        return self._running[self.starts[:-1] + self.lengths // 2] - self._running[self.starts[:-1]]

    @cached_property
    def collapsed(self) -> "LetterSums":
        """The words with runs of a letter made one letter."""
        word, place = self._place
        is_kept = np.concatenate([[True], self.codes[1:] != self.codes[:-1]]) if len(self.codes) else word > 0
        return self._only(is_kept | (place == 0))

    @cached_property
    def without_vowels(self) -> "LetterSums":
        """The words' first letters and consonants, runs of a letter made one letter."""
        return self._only(~_is_vowel()[self.codes] | (self._place[1] == 0)).collapsed

    @cached_property
    def bones(self) -> "LetterSums":
        """The words' consonants, runs of a letter made one letter."""
        return self._only(~_is_vowel()[self.codes]).collapsed

    def _only(self, is_kept: np.ndarray) -> "LetterSums":
        count = np.concatenate([[0], np.cumsum(is_kept)])
        return LetterSums(self.codes[is_kept], count[self.starts])

    def short_of_one(self) -> tuple[np.ndarray, np.ndarray]:
        """For each letter of each word: the word, and the sum of the word without that letter."""
        word, place = self._place
        running, at = self._running, np.arange(len(self.codes))
        before = running[at] - running[self.starts[word]]
        behind = (running[self.starts[word + 1]] - running[at + 1]) * _STEP_BACK
        return word, before + behind

    def holding(self, pairs: Sequence[str]) -> np.ndarray:
        """Which words, by place and in order, have one of these pairs of letters in them."""
        one, other, word = self.codes[:-1], self.codes[1:], self._place[0]
        is_pair = np.zeros(len(one), dtype=bool)
        for pair in pairs:
            is_pair |= (one == ord(pair[0])) & (other == ord(pair[1]))
        at = np.flatnonzero(is_pair)
        return np.unique(word[at[word[at] == word[at + 1]]])

    def beginnings(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each letter of each word: the word, how many letters go up to it, and the sum of those."""
        word, place = self._place
        return word, place + 1, self._running[1:] - self._running[self.starts[word]]


def keys_between(codes: np.ndarray, starts: np.ndarray, pasts: np.ndarray) -> np.ndarray:
    """A 64-bit key of the letters (uint8) from each start up to its end, in one long text; no two are equal by chance.

    Eight letters are taken at once, so most words are read by one look.
    """
    held = np.concatenate([codes, np.zeros(_EIGHT, dtype=np.uint8)])
    eight = np.ndarray((len(codes) + 1,), dtype="<u8", buffer=held, strides=(1,))
    lengths = pasts - starts
    keys = (eight[starts] & _first_letters()[np.minimum(lengths, _EIGHT)]) * _STEP
    done, left = _EIGHT, np.flatnonzero(lengths > _EIGHT)
    while len(left):
        more = eight[starts[left] + done] & _first_letters()[np.minimum(lengths[left] - done, _EIGHT)]
        keys[left] = (keys[left] ^ (keys[left] >> np.uint64(29)) ^ more) * _STEP
        done += _EIGHT
        left = left[lengths[left] > done]
    return keys


@cache
def _first_letters() -> np.ndarray:
    """Masks of the first 0 to 8 of eight letters."""
    return np.array([(1 << 8 * count) - 1 for count in range(_EIGHT + 1)], dtype=np.uint64)


def salted(sums: np.ndarray, kind: int) -> np.ndarray:
    """The sums as int64 keys that no other kind of sum shares."""
    return (sums * np.uint64(2 * kind + 1) + weights()[kind]).view(np.int64)


def _of_each(running: np.ndarray, starts: np.ndarray) -> np.ndarray:
    return running[starts[1:]] - running[starts[:-1]]


def _running(values: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(values, dtype=np.uint64)])


def powers(places: np.ndarray) -> np.ndarray:
    """What a letter at each of these places counts times."""
    return _powers(int(places.max(initial=0)))[places]


def _powers(count: int) -> np.ndarray:
    """At least so many powers."""
    return _powers_of(1 << count.bit_length())


@cache
def _powers_of(count: int) -> np.ndarray:
    return np.multiply.accumulate(np.concatenate([np.ones(1, dtype=np.uint64), np.full(count, _STEP)]))


def step_back() -> np.uint64:
    """What takes every letter of a sum one place nearer to the start."""
    return _STEP_BACK
