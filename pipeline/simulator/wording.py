"""Titles, brand fields and descriptions as sellers of each kind write them, on platforms of either language."""

from __future__ import annotations

from pipeline.simulator.chance import Chance
from pipeline.simulator.name_breaking import double_letter, swap_letters
from pipeline.simulator.phrases import spoken
from pipeline.simulator.sectors import sector_of
from pipeline.simulator.trade import Brand, Product

TITLE_SHAPES = {
    "en": (
        "{brand} {line} {noun} {colour} {size} {extra}",
        "{brand} {line} {feature} {noun} {model} {extra}",
        "{extra} {brand} {noun} {line} {colour}",
        "{brand} {noun} {line} {feature} {size} {extra}",
        "{line} {noun} by {brand} {colour} {extra}",
    ),
    "zh": (
        "{brand} {line} {feature}{noun} {colour} {extra}",
        "{brand}{noun} {line} {model} {extra}",
        "{extra} {brand} {line}{noun} {colour}",
        "{line} {brand} {noun} {feature} {size} {extra}",
        "{brand} {line} {noun} {colour} {size} {extra}",
    ),
}
# Sellers who simply mistype, or write only the line because buyers know it: the honest share of broken names.
DISGUISED_CONTACT = 0.15
MISTYPED, LEFT_OUT, NICKNAMED = 0.015, 0.025, 0.04


def honest_name(brand: Brand, language: str, chance: Chance) -> tuple[str, str]:
    """(the brand as an honest seller writes it in a title, how): right nearly always, and not always."""
    nicknames = brand.nicknames.get(language, ())
    habit = chance.weighted(
        {"right": 1.0, "mistyped": MISTYPED, "left_out": LEFT_OUT, "nickname": NICKNAMED if nicknames else 0.0}
    )
    if habit == "mistyped":
        return chance.pick((double_letter, swap_letters))(brand.name, chance), habit
    if habit == "left_out":
        return "", habit
    return (chance.pick(nicknames) if habit == "nickname" else full_name(brand, language, chance)), habit


def full_name(brand: Brand, language: str, chance: Chance) -> str:
    """One of the right spellings: Latin, Chinese, or both on a Chinese platform."""
    if language == "zh" and brand.name_zh:
        return chance.weighted({brand.name_zh: 0.45, f"{brand.name_zh}/{brand.name}": 0.3, brand.name: 0.25})
    return chance.weighted({brand.name: 0.88, brand.name.upper(): 0.08, brand.name.lower(): 0.04})


def title(product: Product, brand_text: str, language: str, archetype: str, chance: Chance) -> str:
    """A title for a genuine-looking offer; ``brand_text`` may be empty."""
    extras = spoken(language).title_extras.get(archetype, ("",))
    sector = sector_of(product.sector)
    words = {
        "brand": brand_text,
        "line": product.line[language],
        "noun": product.noun[language],
        "colour": product.colour[language],
        "feature": product.feature[language],
        "model": product.model,
        "size": chance.pick(("", *sector.sizes)) if product.noun[language] else "",
        "extra": chance.pick(extras),
    }
    return " ".join(chance.pick(TITLE_SHAPES[language]).format(**words).replace(" by  ", " ").split())


def with_phrase(text: str, phrase: str, chance: Chance) -> str:
    """The text with a phrase before or after it."""
    return f"{phrase} {text}" if chance.flip(0.35) else f"{text} {phrase}"


def accessory_title(product: Product, brand: Brand, language: str, chance: Chance) -> str:
    parts = sector_of(product.sector).accessories
    part = chance.pick(parts)[0 if language == "en" else 1]
    return _filled(chance.pick(spoken(language).accessory), product, brand, language, part=part)


def lookalike_title(product: Product, brand: Brand, language: str, own: str, chance: Chance) -> str:
    # Half of them never name the brand: they only look like it.
    shapes = spoken(language).lookalike
    shape = shapes[0] if chance.flip(0.5) else chance.pick(shapes[1:])
    return _filled(shape, product, brand, language, own=own)


def _filled(shape: str, product: Product, brand: Brand, language: str, **more: str) -> str:
    noun = product.noun[language] or product.line[language].split(" ")[-1]
    words = {
        "brand": brand.called(language),
        "line": product.line[language],
        "noun": noun,
        "colour": product.colour[language],
        "feature": product.feature[language],
    }
    return " ".join(shape.format(**(words | more)).split())


def brand_field(brand: Brand, language: str, chance: Chance) -> str:
    """What an honest seller types into the brand field; some pick 'no brand' out of laziness."""
    habits = {"right": 0.82, "other": 0.09, "none": 0.09}
    habit = chance.weighted(habits)
    if habit == "none":
        return chance.pick(spoken(language).no_brand)
    return full_name(brand, language, chance) if habit == "other" else brand.called(language)


def template(language: str, chance: Chance, *, slogan: float) -> tuple[str, ...]:
    """The sentences a shop repeats under every offer."""
    words = spoken(language)
    sentences = [chance.pick(words.openers), *chance.sample(words.care, chance.whole(2, 5))]
    if chance.flip(slogan):
        sentences.insert(1, chance.pick(words.slogans) + ("." if language == "en" else "。"))
    if chance.flip(0.07):
        sentences.append(chance.pick(words.traps))
    return tuple(sentences)


def description(product: Product, brand_text: str, language: str, archetype: str, sentences: tuple[str, ...]) -> str:
    """One sentence on the thing, then the shop's own template."""
    details = (product.line[language], product.noun[language], product.feature[language], product.colour[language])
    about = " ".join(word for word in (brand_text, *details) if word)
    stop, space = (".", " ") if language == "en" else ("。", "")
    story = spoken(language).story.get(archetype, ())
    told = story[len(about) % len(story)] if story else ""
    return space.join(part for part in (about + stop, told, *sentences) if part)


def contact(chance: Chance) -> tuple[str, str]:
    """(a chat handle, a telephone number)."""
    return chance.letters(chance.whole(5, 8)), "1" + chance.digits(10)


def written_contact(language: str, handle: str, number: str, chance: Chance) -> str:
    """The handle or the number as people write it on platforms of that language, sometimes disguised from filters."""
    words = spoken(language)
    forms = words.contact_disguises if chance.flip(DISGUISED_CONTACT) else words.contact_forms
    return chance.pick(forms).format(h=handle, n=number)
