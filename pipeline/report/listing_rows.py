"""The queue as rows of plain values: the same columns for the spreadsheet and the CSV file."""

from dataclasses import dataclass

from features.contracts import Decisions
from features.contracts.review import VERDICTS
from pipeline.report.texts import Raw, Text
from pipeline.report.view_model import BrandPage, Card
from pipeline.report.words import WORDS

DECISION = Decisions.verdict
NOTE = Decisions.note
# What says which listing a row is about, so that a filled sheet can be read back.
KEYS = (
    Decisions.platform, Decisions.listing_id, Decisions.brand_id, Decisions.snapshot_date, Decisions.basis,
)  # fmt: skip


PlainRow = dict[str, str | float | None]
"""Column name → text, number or nothing."""


@dataclass(frozen=True)
class Column:
    """A column: its name in the CSV file, its heading in the spreadsheet and its width there, in characters."""

    name: str
    heading: str
    width: int
    is_hidden: bool = False


def _column(name: str, words: str, width: int) -> Column:
    return Column(name, f"{WORDS[words].en} {WORDS[words].zh}", width)


LISTING_PHOTO = _column("listing_photo", "listing_photo", 17)
REFERENCE_PHOTO = _column("reference_photo", "reference_photo", 17)
COLUMNS: tuple[Column, ...] = (
    _column("rank", "sheet_rank", 7),
    _column(DECISION, "sheet_decision", 16),
    _column(NOTE, "note", 26),
    LISTING_PHOTO,
    REFERENCE_PHOTO,
    _column("score", "score", 12),
    _column("section", "sheet_section", 14),
    _column("band", "sheet_band", 14),
    _column("title", "sheet_title", 44),
    _column("product", "product", 32),
    _column("named_as", "named_as", 22),
    _column("price", "price", 34),
    _column("photo_match", "sheet_match", 34),
    _column("reasons", "reasons", 60),
    _column("unknown", "unknown", 34),
    _column("first_seen", "first_seen", 12),
    _column("state", "sheet_state", 20),
    _column("due", "due", 18),
    _column("seller", "seller", 24),
    _column("seller_facts", "sheet_facts", 34),
    _column("address", "sheet_link", 34),
    *(Column(key, key, 14, is_hidden=True) for key in KEYS),
)
PHOTOS = (LISTING_PHOTO.name, REFERENCE_PHOTO.name)
DECISION_CHOICES = tuple(VERDICTS)


def row_of(card: Card) -> PlainRow:
    """One suspect as column name → text or number; photos and the reviewer's own columns are left out."""
    return {
        "rank": card.rank,
        "score": None if card.score is None else round(card.score, 4),
        "section": WORDS[f"section_{card.section}"].en,
        "band": WORDS[f"band_{card.band}"].en,
        "title": card.title.plain,
        "product": _plain(card.product),
        "named_as": card.named_as.plain if card.named_as else None,
        "price": card.price.en,
        "photo_match": card.match.en if card.match else None,
        "reasons": "\n".join(f"{_SIGNS[reason.direction]} {reason.sentence.en}" for reason in card.reasons),
        "unknown": "; ".join(unknown.en for unknown in card.unknowns),
        "first_seen": card.first_seen,
        "state": card.state.en,
        "due": card.due,
        "seller": _plain(card.seller),
        "seller_facts": "; ".join(f"{fact.label.en}: {_plain(fact.value)}" for fact in card.facts),
        "address": card.link.address if card.link else None,
        **_keys(card),
    }


def rows_of(page: BrandPage) -> list[PlainRow]:
    """The page's suspects in order of rank."""
    return [row_of(card) for card in page.cards]


_SIGNS = {"raises": "▲", "lowers": "▼", "silent": "•"}


def _keys(card: Card) -> PlainRow:
    values = (card.platform, card.listing_id, card.brand_id, card.night, card.basis)
    return dict(zip(KEYS, values, strict=True))


def _plain(text: Raw | Text) -> str:
    return text.en if isinstance(text, Text) else text.plain
