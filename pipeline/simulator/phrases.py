"""What people write in each language, read from ``words/phrases_<language>.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.simulator.words import word_file

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language. Dictionaries are keyed by archetype or by kind of review."""

    title_extras: dict[str, Texts]
    slogans: Texts
    loud: Texts
    traps: Texts
    accessory: Texts
    lookalike: Texts
    own_labels: Texts
    openers: Texts
    care: Texts
    story: dict[str, Texts]
    contact_lines: Texts
    contact_forms: Texts
    contact_disguises: Texts
    reviews: dict[str, Texts]
    places: Texts
    odd_places: Texts
    shop_names: Texts
    shop_words: Texts
    no_brand: Texts
    unrelated: Texts
    prohibited: Texts
    complaints: Texts


@cache
def spoken(language: str) -> Phrases:
    """The phrases of ``en`` or ``zh``."""
    entries: dict[str, Any] = {name: _frozen(entry) for name, entry in word_file(f"phrases_{language}").items()}
    return Phrases(**entries)


def _frozen(entry: list[str] | dict[str, list[str]]) -> Texts | dict[str, Texts]:
    return {kind: tuple(texts) for kind, texts in entry.items()} if isinstance(entry, dict) else tuple(entry)
