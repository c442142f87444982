"""The ways a seller writes a name so that a filter misses it: the evasion bench's own attacks on one name.

An attack takes the name as it stands in a title, a random source and a strength from 1 to 3, and gives what the seller
writes instead, or None where it cannot be done. Written from the collected facts on sellers alone: nothing here is
taken from, or given to, the features or the simulator.
"""

import random
import unicodedata
from collections.abc import Callable
from functools import cache

Attack = Callable[[str, random.Random, int], str | None]
SIGNS = "*@#$!~^_.·•|+=-"
STARS = "*#@$_✱★"
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f"
DIRECTIONS = "\u200e\u200f\u202a\u202c\u2066\u2069\u061c"
MARKS = [chr(code) for code in (*range(0x300, 0x32F), *range(0x330, 0x34F), 0x336, 0x20D0, 0x20DD)]
EMOJI = ["🔥", "💎", "✨", "❤️", "⭐", "👜", "🅰"]
LEET = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7+", "z": "2"}
# Letters of Cyrillic, Greek, Armenian, Cherokee, Lisu, Coptic, Hebrew and phonetic script that readers take for Latin.
FOREIGN = {
    "a": "аαɑᎪ", "b": "ЬВΒᏴ", "c": "сϲⲥᏟ", "d": "ԁᏧꓓ", "e": "еҽᎬ", "f": "ƒϝ", "g": "ɡցԍ", "h": "һհНΗ",
    "i": "іιӏ", "j": "јϳ", "k": "кκᏦ", "l": "ӏⅼן", "m": "мΜⅿ", "n": "ոпη", "o": "оοօס", "p": "рρᏢ", "q": "ԛզ",
    "r": "гᎡꓣ", "s": "ѕՏꜱ", "t": "тτᎢ", "u": "υսᴜ", "v": "νѵᴠ", "w": "ԝաᴡ", "x": "хχⅹ", "y": "уүγ", "z": "ᴢΖꓜ",
}  # fmt: skip
DRAWN_WITH_TWO = {"m": "rn", "w": "vv", "d": "cl"}
DRAWN_ALIKE = {"l": "I1|", "i": "l1", "o": "0", "I": "l1", "O": "0Q", "u": "v", "v": "u"}
SOUNDS = {
    "a": "eo", "e": "ai", "i": "ey", "o": "ua", "u": "oe", "y": "i", "c": "k", "k": "c", "s": "z", "z": "s",
    "x": "ks",
}  # fmt: skip
STYLES = (0x1D400, 0x1D434, 0x1D468, 0x1D4D0, 0x1D5A0, 0x1D5D4, 0x1D670)
SMALL_CAPITALS = dict(zip("abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀsᴛᴜᴠᴡʏᴢ", strict=True))


def _inner(name: str, chance: random.Random) -> int:
    return chance.randrange(1, len(name))


def _letters(name: str) -> list[int]:
    return [at for at, letter in enumerate(name) if letter.isalpha()]


def _some(places: list[int], chance: random.Random, strength: int) -> set[int]:
    """A third, two thirds or all of the places, at least one."""
    return set(chance.sample(places, max(1, round(len(places) * strength / 3)))) if places else set()


def _apart(name: str, places: set[int], signs: Callable[[], str]) -> str:
    """The name with a sign in front of each of these letters."""
    return "".join((signs() if at in places else "") + letter for at, letter in enumerate(name))


def _each(name: str, chance: random.Random, strength: int, shapes: dict[str, str]) -> str | None:
    places = [at for at, letter in enumerate(name) if letter in shapes or letter.lower() in shapes]
    if not places:
        return None
    chosen = _some(places, chance, strength)
    return "".join(
        chance.choice(shapes.get(letter) or shapes[letter.lower()]) if at in chosen else letter
        for at, letter in enumerate(name)
    )


def dropped_first(name: str, chance: random.Random, strength: int) -> str | None:
    return name[1:]


def dropped_letter(name: str, chance: random.Random, strength: int) -> str | None:
    at = _inner(name, chance)
    return name[:at] + name[at + 1 :]


def doubled(name: str, chance: random.Random, strength: int) -> str | None:
    chosen = set(chance.sample(_letters(name), min(len(_letters(name)), 1 + strength // 3)))
    return "".join(letter * (2 if at in chosen else 1) for at, letter in enumerate(name))


def swapped(name: str, chance: random.Random, strength: int) -> str | None:
    places = [at for at in range(len(name) - 1) if name[at].lower() != name[at + 1].lower()]
    places = [at for at in places if name[at].isalnum() and name[at + 1].isalnum()]
    if not places:
        return None
    at = chance.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def crossed(name: str, chance: random.Random, strength: int) -> str | None:
    """Letters two apart exchanged: adadis for adidas."""
    places = [at for at in range(len(name) - 2) if name[at].lower() != name[at + 2].lower() and at > 0]
    if not places:
        return None
    at = chance.choice(places)
    return name[:at] + name[at + 2] + name[at + 1] + name[at] + name[at + 3 :]


def changed(name: str, chance: random.Random, strength: int) -> str | None:
    return one_each(name, chance, SOUNDS)


def one_each(name: str, chance: random.Random, shapes: dict[str, str]) -> str | None:
    places = [at for at, letter in enumerate(name) if letter.lower() in shapes]
    if not places:
        return None
    at = chance.choice(places)
    put = chance.choice(shapes[name[at].lower()])
    return name[:at] + (put.upper() if name[at].isupper() else put) + name[at + 1 :]


def drawn_alike(name: str, chance: random.Random, strength: int) -> str | None:
    found = _each(name, chance, strength, DRAWN_ALIKE)
    return None if found is None or found.lower() == name.lower() else found


def drawn_with_two(name: str, chance: random.Random, strength: int) -> str | None:
    places = [at for at, letter in enumerate(name) if letter in DRAWN_WITH_TWO]
    if not places:
        return None
    at = chance.choice(places)
    return name[:at] + DRAWN_WITH_TWO[name[at]] + name[at + 1 :]


def starred(name: str, chance: random.Random, strength: int) -> str | None:
    places = [at for at in _letters(name) if at]
    chosen = set(chance.sample(places, min(len(places), max(1, len(name) * strength // 12))))
    star = chance.choice(STARS)
    return "".join(star if at in chosen else letter for at, letter in enumerate(name))


def signs_between(name: str, chance: random.Random, strength: int) -> str | None:
    sign = chance.choice(SIGNS)
    return _apart(name, _some(list(range(1, len(name))), chance, strength), lambda: sign)


def split(name: str, chance: random.Random, strength: int) -> str | None:
    return _apart(name, {_inner(name, chance)}, lambda: chance.choice([" ", " ", "-", ".", "/"]))


def spaced(name: str, chance: random.Random, strength: int) -> str | None:
    between = chance.choice([" ", " ", "  ", "-", ".", "\u3000", " - "])
    return between.join(name.replace(" ", ""))


def emoji_between(name: str, chance: random.Random, strength: int) -> str | None:
    sign = chance.choice(EMOJI[:6])
    return _apart(name, {_inner(name, chance)}, lambda: sign)


def leet(name: str, chance: random.Random, strength: int) -> str | None:
    return _each(name, chance, strength, LEET)


def foreign_letters(name: str, chance: random.Random, strength: int) -> str | None:
    return _each(name, chance, strength, FOREIGN)


def full_width(name: str, chance: random.Random, strength: int) -> str | None:
    chosen = _some(_letters(name), chance, strength)
    return "".join(chr(ord(one) + 0xFEE0) if at in chosen and one < "\x7f" else one for at, one in enumerate(name))


def styled(name: str, chance: random.Random, strength: int) -> str | None:
    """Mathematical, circled or small capital letters."""
    kind = chance.choice(["maths", "circled", "small"])
    start = chance.choice(STYLES)
    if kind == "small":
        return "".join(SMALL_CAPITALS.get(letter.lower(), letter) for letter in name)
    drawn = []
    for letter in name:
        at = ord(letter.lower()) - ord("a")
        if not 0 <= at < 26:
            drawn.append(letter)
        else:
            drawn.append(chr(0x24D0 + at) if kind == "circled" else chr(start + at + 26 * letter.islower()))
    made = "".join(drawn)
    return made if all(unicodedata.category(one) != "Cn" for one in made) else name.upper()


def hidden_characters(name: str, chance: random.Random, strength: int) -> str | None:
    return _apart(name, _some(list(range(1, len(name))), chance, strength), lambda: chance.choice(HIDDEN))


def direction_marks(name: str, chance: random.Random, strength: int) -> str | None:
    """Marks strewn in, or at full strength the name stored backwards under a right-to-left override."""
    if strength == 3:
        return "\u202e" + name[::-1] + "\u202c"
    return _apart(name, _some(list(range(1, len(name))), chance, strength), lambda: chance.choice(DIRECTIONS))


def combining_marks(name: str, chance: random.Random, strength: int) -> str | None:
    chosen = _some(_letters(name), chance, strength)
    return "".join(
        letter + "".join(chance.choices(MARKS, k=strength)) if at in chosen else letter
        for at, letter in enumerate(name)
    )


def mixed_case(name: str, chance: random.Random, strength: int) -> str | None:
    return "".join(chance.choice([letter.upper(), letter.lower()]) for letter in name)


@cache
def _to_traditional() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def traditional(name: str, chance: random.Random, strength: int) -> str | None:
    made = _to_traditional()(name)
    return made if made != name else None


def pinyin(name: str, chance: random.Random, strength: int) -> str | None:
    from anyascii import anyascii

    made = [anyascii(letter) for letter in name]
    return chance.choice(["", " "]).join(made) if chance.random() < 0.5 else "".join(made).lower()


def initials(name: str, chance: random.Random, strength: int) -> str | None:
    words = name.replace("-", " ").split()
    return "".join(word[0] for word in words).upper() if len(words) > 2 else None


LATIN_ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (
        dropped_first, dropped_letter, doubled, swapped, crossed, changed, drawn_alike, drawn_with_two, starred,
        signs_between, split, spaced, emoji_between, leet, foreign_letters, full_width, styled, hidden_characters,
        direction_marks, combining_marks, mixed_case,
    )
}  # fmt: skip
HAN_ATTACKS: dict[str, Attack] = {
    attack.__name__: attack
    for attack in (signs_between, spaced, emoji_between, hidden_characters, combining_marks, traditional, pinyin)
}
# These leave too little of the name to tell it from another word; measured, not asked for.
FAINT_ATTACKS: dict[str, Attack] = {"initials": initials}
