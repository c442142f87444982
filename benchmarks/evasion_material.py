"""What the evasion bench attacks and what must stay quiet: real titles that name a brand, genuine titles, traps."""

import hashlib
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from benchmarks.evasion_attacks import FAINT_ATTACKS, HAN_ATTACKS, LATIN_ATTACKS, Attack
from benchmarks.evasion_joined_attacks import JOINED_ATTACKS, JOINED_HAN_ATTACKS
from features.contracts import Brands, Links, Listings, Names

TYPED_TO_EVADE = (None, None, "Unbranded", "AS SHOW", "N/A", "Generic", "无品牌")
LONG, SHORT, HAN = "long", "short", "han"
LEAST_LETTERS = 4
_WORD = re.compile(r"[^\W_\u3040-\u9fff]+")
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Case:
    """One attacked title: the brand it named, the kind of name and the attack; `written` is what stands for the name."""

    brand_id: str
    kind: str
    attack: str
    title: str
    currency: str
    typed: str | None = None
    model: str | None = None
    written: str = ""


@dataclass(frozen=True)
class Told:
    """One real listing that names a catalogued brand plainly in its title: the name as it stands."""

    brand_id: str
    title: str
    name: str
    other_names: tuple[str, ...]
    currency: str
    model: str | None


def part_of(key: str) -> str:
    """`develop` or `held`: what the mechanisms may be chosen on, and what is reported."""
    return "held" if hashlib.sha256(key.encode()).digest()[0] % 2 else "develop"


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def kind_of(name: str) -> str:
    if _IDEOGRAPH.search(name):
        return HAN
    return LONG if len("".join(_WORD.findall(name))) >= LEAST_LETTERS else SHORT


def families(brands: pd.DataFrame, names: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Brand → the brands that share a name with it (a maker's Chinese and American catalogue)."""
    bearers: dict[str, set[str]] = defaultdict(set)
    held: dict[str, set[str]] = defaultdict(set)
    for brand_id, name in _named(brands, names):
        bearers[plain(name)].add(brand_id)
        held[brand_id].add(plain(name))
    return {one: frozenset(set().union(*(bearers[name] for name in written))) for one, written in held.items()}


def _named(brands: pd.DataFrame, names: pd.DataFrame) -> Iterator[tuple[str, str]]:
    yield from zip(brands[Brands.brand_id], brands[Brands.name], strict=True)
    yield from zip(names[Names.brand_id], names[Names.name], strict=True)


def told_listings(listings: pd.DataFrame, brands: pd.DataFrame, names: pd.DataFrame) -> list[Told]:
    """Real listings whose title writes the name of the brand the seller typed, or (Chinese) whose title starts so."""
    held: dict[str, list[str]] = defaultdict(list)
    for brand_id, name in sorted(set(_named(brands, names))):
        held[brand_id].append(name)
    bearer: dict[tuple[str, str], str] = {}
    for brand_id, written in held.items():
        for name in written:
            bearer.setdefault(("CNY" if brand_id.endswith("-cn") else "USD", plain(name)), brand_id)
    columns = [Listings.title, Listings.brand, Listings.currency, Listings.attributes]
    longer = {
        name: {plain(one) for _, one in bearer if name in plain(one) and name != plain(one)} for _, name in bearer
    }
    found = []
    for title, typed, currency, attributes in listings[columns].itertuples(index=False):
        brand_id = bearer.get((currency, plain(typed))) if isinstance(typed, str) else None
        # Stanley inside Stanley Bostitch: which of two brands an attack on it hides cannot be said.
        is_of_other = brand_id is not None and any(
            one in plain(title)
            for name in held[brand_id]
            for one in longer[plain(name)] - set(map(plain, held[brand_id]))
        )
        if brand_id is not None and not is_of_other:
            found += told_names(brand_id, title, currency, held[brand_id], (attributes or {}).get("model"))
    return found


def told_names(brand_id: str, title: str, currency: str, names: list[str], model: str | None) -> list[Told]:
    """One entry for each of the brand's names that stands plainly in the title."""
    standing = {found for name in names if (found := _standing(name, title))}
    return [Told(brand_id, title, one, tuple(sorted(standing - {one})), currency, model) for one in sorted(standing)]


def _standing(name: str, title: str) -> str | None:
    border = "" if _IDEOGRAPH.search(name) else r"(?![^\W_])"
    found = re.search((r"(?<![^\W_])" if border else "") + re.escape(name) + border, title, re.IGNORECASE)
    return found[0] if found else None


def cases(told: list[Told], *, part: str, seed: int, most: int) -> list[Case]:
    """Attacked titles, at most `most` for each attack and kind of name, brands as evenly as can be."""
    chance = random.Random(seed)
    found: list[Case] = []
    for kind in (LONG, SHORT, HAN):
        ours = [one for one in told if kind_of(one.name) == kind and part in ("all", part_of(one.brand_id + one.title))]
        # Han names are few, so their titles are divided and not the brands.
        if kind == LONG:
            ours = [one for one in told if kind_of(one.name) == kind and part in ("all", part_of(one.brand_id))]
        for name in attacks_on(kind):
            made = (attacked(one, name, chance) for one in _evenly(ours, chance, 3 * most))
            found += [case for case in made if case is not None][:most]
    return found


def attacks_on(kind: str) -> dict[str, Attack]:
    """The attacks on the letters of a name of this kind."""
    if kind == HAN:
        return HAN_ATTACKS | JOINED_HAN_ATTACKS
    return LATIN_ATTACKS | JOINED_ATTACKS | FAINT_ATTACKS


def _evenly(told: list[Told], chance: random.Random, most: int) -> list[Told]:
    by_name: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for one in chance.sample(told, len(told)):
        by_name[one.brand_id, one.name.casefold()].append(one)
    queues = list(by_name.values())
    rounds = (queue[at] for at in range(most) for queue in queues if at < len(queue))
    return [one for one, _ in zip(rounds, range(most), strict=False)]


def attacked(one: Told, name: str, chance: random.Random) -> Case | None:
    """The attack of that name on the letters, at a random strength, the brand field evaded; None where it cannot be."""
    kind = kind_of(one.name)
    written = attacks_on(kind)[name](one.name, chance, chance.randint(1, 3))
    if not written or written == one.name:
        return None
    title = _without(one.title.replace(one.name, "\uffff"), (*one.other_names, one.name)).replace("\uffff", written)
    typed = chance.choice(TYPED_TO_EVADE)
    return Case(one.brand_id, kind, name, title, one.currency, typed, written=written)


def _without(title: str, names: tuple[str, ...]) -> str:
    for name in sorted(names, key=len, reverse=True):
        title = re.sub(re.escape(name), "", title, flags=re.IGNORECASE)
    return re.sub(r"[(（\[]\s*[)）\]]", " ", title)


def whole_listing_cases(told: list[Told], *, part: str, seed: int, most: int) -> list[Case]:
    """Attacks on the listing rather than the letters: the field emptied, names stuffed, glued, left out."""
    chance = random.Random(seed)
    others = long_names(told)
    ours = [one for one in told if part in ("all", part_of(one.brand_id)) and kind_of(one.name) != HAN]
    return [case for one in _evenly(ours, chance, most) for case in whole_listing(one, others, chance)]


def long_names(told: list[Told]) -> list[str]:
    """The names to stuff a title with."""
    return sorted({one.name for one in told if kind_of(one.name) == LONG})


def whole_listing(one: Told, others: list[str], chance: random.Random) -> list[Case]:
    """Every attack on the whole listing that it allows."""
    bare = re.sub(r"\s+", " ", _without(one.title, (one.name, *one.other_names))).strip()
    glued = re.sub(re.escape(one.name) + r"[\s-]+(?=\w)", one.name, one.title, count=1)
    stuffed = " ".join([*chance.sample(others, 2), one.title])
    made = [
        ("field_evaded", one.title, "AS SHOW", None, one.name),
        ("names_stuffed", stuffed, "Unbranded", None, one.name),
        ("line_without_owner", bare, "Unbranded", None, ""),
    ]
    made += [("glued_to_next_word", glued, None, None, one.name)] if glued != one.title else []
    made += [("model_code_only", one.model, "N/A", one.model, "")] if one.model else []
    return [
        Case(one.brand_id, kind_of(one.name), name, title, one.currency, typed, model, written)
        for name, title, typed, model, written in made
    ]


def as_listings(made: list[Case]) -> pd.DataFrame:
    """The cases as a Listings frame; a listing's id is its place."""
    rows = [
        {
            Listings.platform: "bench", Listings.listing_id: str(at), Listings.title: one.title, Listings.price: 10.0,
            Listings.currency: one.currency, Listings.condition: "new", Listings.brand: one.typed,
            Listings.attributes: {"model": one.model} if one.model else None,
        }
        for at, one in enumerate(made)
    ]  # fmt: skip
    return Listings.conform(pd.DataFrame(rows))


class PlainNames:
    """Whether a genuine listing writes a brand's name plainly: whole words, in title or brand field, in any case.

    Words written together or apart count, and a name with a number glued to it; nothing cleverer, so that what the
    features read beyond it has to be right by the typed brand.
    """

    def __init__(self, brands: pd.DataFrame, names: pd.DataFrame, family_of: dict[str, frozenset[str]]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        for brand_id, name in _named(brands, names):
            for one in family_of[brand_id]:
                self._names[one].add(plain(name))

    def stands(self, brand_id: str, title: str, typed: object) -> bool:
        text = plain(title) + " | " + plain(str(typed or ""))
        words = _WORD.findall(text)
        runs = {"".join(words[at : at + count]) for count in (1, 2, 3, 4) for at in range(len(words) - count + 1)}
        # `Gator` typed is Gator Cases: the first words of a name, as the whole of the brand field, are the brand.
        short = plain(str(typed or "")) + " "
        return any(
            self._is_written(name, text, words, runs) or (len(short) > 1 and name.startswith(short))
            for name in self._names[brand_id]
        )

    @staticmethod
    def _is_written(name: str, text: str, words: list[str], runs: set[str]) -> bool:
        if _IDEOGRAPH.search(name):
            return name in text
        letters = "".join(_WORD.findall(name))
        return letters in runs or any(re.fullmatch(re.escape(letters) + r"\d+\w*", word) for word in words)


def false_namings(links: pd.DataFrame, listings: pd.DataFrame, names: PlainNames) -> pd.DataFrame:
    """Links by name of genuine listings that do not write that name, with title and typed brand."""
    by_name = links[links[Links.named_how].isin(["exact", "alias", "nickname", "obfuscated", "model_code"])]
    key = [Links.platform, Links.listing_id]
    met = by_name.merge(listings[[*key, Listings.title, Listings.brand]], on=key)
    columns = [Links.brand_id, Listings.title, Listings.brand]
    stands = [names.stands(*row) for row in met[columns].itertuples(index=False)]
    return met[~pd.Series(stands, index=met.index, dtype=bool)]
