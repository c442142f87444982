"""How sellers bend a name so that a filter misses it and a buyer does not, as edits of its compact form."""

from dataclasses import dataclass

LEAST_LETTERS = 4  # shorter names have too many honest neighbours
_LEAST_FOR_ANY_DROP = 6  # dropping, swapping or changing an inner letter of a shorter name meets other words
_LOOKALIKE_LETTERS = {
    "a": "eo",
    "e": "aiy",
    "i": "ey",
    "o": "au",
    "u": "ov",
    "y": "ie",
    "c": "ks",
    "k": "c",
    "s": "zc",
    "z": "s",
    "v": "uw",
    "w": "v",
    "m": "n",
    "n": "m",
    "q": "g",
    "g": "q",
    "f": "ph",
}


@dataclass(frozen=True)
class Variant:
    """A bent form; `gap` is the place of a missing letter, which a sign may fill (`*ike`, `g*cci`)."""

    text: str
    gap: int | None
    # Plain: believable without a sign in the gap (`ike`, `adiddas`), if the rest of the listing agrees.
    is_plain: bool


def variants(name: str) -> list[Variant]:
    """The bent forms of a compact Latin name, without the name itself, each text and gap once."""
    if len(name) < LEAST_LETTERS or not name.isascii() or not any(letter.isalpha() for letter in name):
        return []
    found = {(made.text, made.gap): made for made in [*_drops(name), *_doubles(name), *_swaps(name), *_changes(name)]}
    return [made for made in found.values() if made.text != name]


def _drops(name: str) -> list[Variant]:
    is_long = len(name) >= _LEAST_FOR_ANY_DROP
    return [Variant(name[:at] + name[at + 1 :], at, is_long or at == 0) for at in range(len(name))]


def _doubles(name: str) -> list[Variant]:
    return [Variant(name[:at] + name[at] + name[at:], None, True) for at in range(len(name))]


def _swaps(name: str) -> list[Variant]:
    if len(name) < LEAST_LETTERS + 1:
        return []
    swapped = [name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1)]
    crossed = [name[:at] + name[at + 2] + name[at + 1] + name[at] + name[at + 3 :] for at in range(len(name) - 2)]
    return [Variant(text, None, True) for text in [*swapped, *(crossed if len(name) >= _LEAST_FOR_ANY_DROP else [])]]


def _changes(name: str) -> list[Variant]:
    if len(name) < _LEAST_FOR_ANY_DROP:
        return []
    return [
        Variant(name[:at] + other + name[at + 1 :], None, True)
        for at, letter in enumerate(name)
        for other in _LOOKALIKE_LETTERS.get(letter, "")
    ]
