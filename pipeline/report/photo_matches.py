"""The match between a listing's photo and a reference in words: which photo was copied, whose it was, what was done."""

from collections.abc import Sequence

from features.contracts import ImageMatches
from pipeline.report.figures import code, percent
from pipeline.report.rows import Row
from pipeline.report.texts import Text, plain
from pipeline.report.words import say

KNOWN_FAKE = "known_fake"
# What says most about a listing comes first: anybody may copy an official photo.
_BANKS = (KNOWN_FAKE, "banned", "official")
_VIEWS = ("upright", "mirror", "turned", "tilted", "trimmed", "crop", "framed", "collage", "regrounded")
_HASH_ALONE = "phash:"


def best_matches(matches: Sequence[Row], wanted: str | None) -> list[Row]:
    """The match of each bank that the ranking named, else its surest; known fakes first."""
    best = {}
    for match in sorted(matches, key=lambda match: _order(match, wanted), reverse=True):
        best[match[ImageMatches.bank]] = match
    return [best[bank] for bank in _BANKS if bank in best]


def match_words(matches: Sequence[Row], *, is_gone: bool) -> Text | None:
    """What the matches say, most telling first; `is_gone` tells that the known fake's photo cannot be shown."""
    if not matches:
        return None
    first, *others = (_words_of(match, is_gone=is_gone) for match in matches)
    for other in others:
        first = first + Text("; ", "；") + other
    return first


def view_words(view: str) -> Text:
    """What the seller did to the photo, one word a change; a view this page has no words for is shown by name."""
    found = dict.fromkeys(name for part in view.split("_") for name in _VIEWS if part.startswith(name))
    if not found:
        return code(view)
    first, *others = (say(f"view_{name}") for name in found)
    for other in others:
        first = first + Text(", ", "、") + other
    return first


def whose_fake(match: Row) -> str:
    """platform/listing/photo of a settled counterfeit; a hash that others gave names no listing."""
    return plain(match[ImageMatches.reference_image])


def _order(match: Row, wanted: str | None) -> tuple[bool, float, str, str]:
    reference = match[ImageMatches.reference_image]
    return reference != wanted, -match[ImageMatches.confidence], reference, match[ImageMatches.image]


def _words_of(match: Row, *, is_gone: bool) -> Text:
    measured = say(
        "match_measured",
        bits=match[ImageMatches.distance_bits],
        view=view_words(match[ImageMatches.view]),
        confidence=percent(match[ImageMatches.confidence]),
    )
    named = say(f"match_{match[ImageMatches.bank]}")
    if match[ImageMatches.bank] != KNOWN_FAKE:
        return named + Text(": ", "：") + measured
    named = named + Text(f" ({whose_fake(match)})", f"（{whose_fake(match)}）")
    gone = Text("", "")
    if is_gone:
        is_hash = match[ImageMatches.reference_image].startswith(_HASH_ALONE)
        gone = Text("; ", "；") + say("known_fake_hash_alone" if is_hash else "known_fake_photo_gone")
    return named + Text(": ", "：") + measured + gone
