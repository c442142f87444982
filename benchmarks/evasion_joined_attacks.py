"""More of the evasion bench's attacks on one name: glued to words and numbers, in pieces, as it is said, half in pinyin."""

import random

from benchmarks.evasion_attacks import LEET, Attack, one_each, signs_between

SAID = (("ph", "f"), ("ck", "k"), ("x", "ks"), ("c", "k"), ("z", "s"), ("ee", "i"), ("oo", "u"))


def glued_behind(name: str, chance: random.Random, strength: int) -> str | None:
    """In small letters behind a word, at full strength before one, too."""
    behind = chance.choice(["style", "store", "outlet"]) if strength == 3 else ""
    return chance.choice(["new", "original", "super", "best", "the", "mini"]) + name.lower() + behind


def numbered(name: str, chance: random.Random, strength: int) -> str | None:
    number = str(chance.choice([chance.randint(1, 99), chance.randint(2015, 2030), chance.randint(100, 9999)]))
    return chance.choice([name + number, number + name, f"{name}v{number}"])


def plural(name: str, chance: random.Random, strength: int) -> str | None:
    return name + chance.choice(["s", "'s", "’s", "S"])


def split_in_three(name: str, chance: random.Random, strength: int) -> str | None:
    flat = name.replace(" ", "")
    if len(flat) < 6:
        return None
    one, other = sorted(chance.sample(range(1, len(flat)), 2))
    return chance.choice([" ", "-", "/", "."]).join([flat[:one], flat[one:other], flat[other:]])


def drawn_and_parted(name: str, chance: random.Random, strength: int) -> str | None:
    """Digits for letters, and signs between."""
    drawn = one_each(name, chance, {letter: shapes[0] for letter, shapes in LEET.items()})
    return signs_between(drawn, chance, strength) if drawn else None


def respelled(name: str, chance: random.Random, strength: int) -> str | None:
    """As it is said."""
    said = [(one, other) for one, other in SAID for one, other in ((one, other), (other, one)) if one in name.lower()]
    return name.lower().replace(*chance.choice(said)) if said else None


def half_pinyin(name: str, chance: random.Random, strength: int) -> str | None:
    from anyascii import anyascii

    at = chance.randrange(len(name))
    return name[:at] + anyascii(name[at]).lower() + name[at + 1 :] if len(name) > 1 else None


JOINED_ATTACKS: dict[str, Attack] = {
    attack.__name__: attack for attack in (glued_behind, numbered, plural, split_in_three, drawn_and_parted, respelled)
}
JOINED_HAN_ATTACKS: dict[str, Attack] = {half_pinyin.__name__: half_pinyin}
