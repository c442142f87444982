"""The queue as a spreadsheet that can be filled in and given back."""

import io
from datetime import date, datetime
from typing import Any

from pipeline.report.listing_rows import (
    COLUMNS,
    DECISION,
    DECISION_CHOICES,
    KEYS,
    LISTING_PHOTO,
    NOTE,
    REFERENCE_PHOTO,
    PlainRow,
)
from pipeline.report.photos import Thumbnail
from pipeline.report.spreadsheet_text import cell
from pipeline.report.view_model import BrandPage, Card
from pipeline.report.words import WORDS

SHEET = "Suspects"
# A rule of thumb is no chance; where no trained model scored, the sheet must not call it one.
SCORE_BY_RULES = f"{WORDS['score_rules'].en} {WORDS['score_rules'].zh}"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
PHOTO_SIDE_PX = 110
ROW_HEIGHT_PX = PHOTO_SIDE_PX + 8
ROW_HEIGHT_WITHOUT_PHOTOS_PX = 64
_PLACE = {column.name: at for at, column in enumerate(COLUMNS)}
_INK, _GOLD, _PAPER = "#17171A", "#D8AB3F", "#FBF6E6"


def suspects_xlsx(page: BrandPage, rows: list[PlainRow]) -> bytes:
    """The workbook's bytes: a sheet of suspects with photos and a decision list, and a sheet that explains it."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        night = date.fromisoformat(page.night)
        book.set_properties(
            {"title": f"Touchstone {page.night}", "created": datetime(night.year, night.month, night.day)}
        )
        formats = _formats(book)
        _write_suspects(book.add_worksheet(SHEET), page, rows, formats)
        _write_help(book.add_worksheet("Help 说明"), formats)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"valign": "top", "text_wrap": True, "font_size": 10}
    head = {"bold": True, "bg_color": _INK, "font_color": "#F4F0E6", "text_wrap": True, "valign": "vcenter"}
    mine = {"bg_color": _PAPER, "border": 1, "border_color": _GOLD, "locked": False}
    return {
        "text": book.add_format(base),
        "head": book.add_format(head),
        "mine": book.add_format({**base, **mine}),
        "score": book.add_format({**base, "num_format": "0 %", "bold": True}),
        "title": book.add_format({**base, "bold": True}),
        "help": book.add_format({"text_wrap": True, "valign": "top", "font_size": 11}),
        "help_head": book.add_format({"bold": True, "font_size": 14, "bottom": 2, "bottom_color": _GOLD}),
    }


def _write_suspects(sheet: Any, page: BrandPage, rows: list[PlainRow], formats: dict[str, Any]) -> None:
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width, None, {"hidden": column.is_hidden})
        heading = SCORE_BY_RULES if column.name == "score" and page.is_scored_by_rules else column.heading
        sheet.write_string(0, at, heading, formats["head"])
    sheet.set_row_pixels(0, 36)
    sheet.freeze_panes(1, _PLACE[NOTE])
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (card, row) in enumerate(zip(page.cards, rows, strict=True), start=1):
        _write_row(sheet, at, row, formats)
        _write_photos(sheet, at, card)
    last = max(1, len(page.cards))
    sheet.autofilter(0, 0, last, len(COLUMNS) - len(KEYS) - 1)
    _offer_decisions(sheet, last)


def _write_row(sheet: Any, at: int, row: PlainRow, formats: dict[str, Any]) -> None:
    for name, value in row.items():
        style = formats["score" if name == "score" else "title" if name == "title" else "text"]
        if isinstance(value, str):
            sheet.write_string(at, _PLACE[name], cell(value), style)
        elif value is not None:
            sheet.write_number(at, _PLACE[name], value, style)
    for name in (DECISION, NOTE):
        sheet.write_blank(at, _PLACE[name], None, formats["mine"])


def _write_photos(sheet: Any, at: int, card: Card) -> None:
    pictures = ((LISTING_PHOTO, card.listing_picture), (REFERENCE_PHOTO, card.reference_picture))
    has_photo = any(picture.thumbnail for _, picture in pictures)
    sheet.set_row_pixels(at, ROW_HEIGHT_PX if has_photo else ROW_HEIGHT_WITHOUT_PHOTOS_PX)
    for column, picture in pictures:
        if picture.thumbnail:
            _insert(sheet, (at, _PLACE[column.name]), picture.thumbnail, picture.says.en)


def _insert(sheet: Any, place: tuple[int, int], thumbnail: Thumbnail, says: str) -> None:
    scale = PHOTO_SIDE_PX / max(thumbnail.width_px, thumbnail.height_px)
    sheet.insert_image(
        *place,
        "photo.jpg",
        {
            "image_data": io.BytesIO(thumbnail.jpeg),
            "x_scale": scale,
            "y_scale": scale,
            "x_offset": 4,
            "y_offset": 4,
            "object_position": 1,  # moves and hides with its row, so sorting and filtering keep photos in place
            "description": cell(says)[:250],
        },
    )


def _offer_decisions(sheet: Any, last: int) -> None:
    rule = {
        "validate": "list",
        "source": list(DECISION_CHOICES),
        "error_title": "Decision",
        "error_message": "Choose a decision from the list, or leave the cell empty.",
    }
    sheet.data_validation(1, _PLACE[DECISION], last, _PLACE[DECISION], rule)


def _write_help(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 70)
    lines = [
        "sheet_help",
        "suspects_only",
        *(f"sheet_help_{number}" for number in range(1, 5)),
        "note_audit",
        "note_photo",
    ]
    for at, key in enumerate(lines):
        style = formats["help_head" if at == 0 else "help"]
        sheet.write_string(at, 0, WORDS[key].en, style)
        sheet.write_string(at, 1, WORDS[key].zh, style)
    for at, verdict in enumerate(DECISION_CHOICES, start=len(lines) + 1):
        words = WORDS[f"verdict_{verdict}"]
        sheet.write_string(at, 0, f"{verdict} — {words.en}", formats["help"])
        sheet.write_string(at, 1, words.zh, formats["help"])
