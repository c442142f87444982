"""The stage's whole work: every file of the night's report."""

from datetime import date
from pathlib import Path

from pipeline.report.addresses import unsafe_folders
from pipeline.report.brand_page import make_brand_page
from pipeline.report.cards import make_cards
from pipeline.report.csv_file import suspects_csv
from pipeline.report.html import brand_html, night_html
from pipeline.report.inputs import Night, ReportTables, RunFacts, Translator
from pipeline.report.listing_rows import rows_of
from pipeline.report.night_page import NightTally, make_night_page
from pipeline.report.photos import Thumbnails
from pipeline.report.rows import BrandRows, rows_by_brand
from pipeline.report.view_model import BrandPage
from pipeline.report.workbook import suspects_xlsx


def write_report(
    folder: Path, *, tables: ReportTables, night: date, run: RunFacts, translate: Translator | None = None
) -> list[Path]:
    """The files written under `folder`: index.html and, per brand, suspects.html, suspects.xlsx and suspects.csv.

    The same inputs give the same bytes. The folder should be empty: files of an earlier run are not removed.
    A brand whose id cannot be a folder name on every system gets no page, and the index says so.
    Source of the layout: CONTRACT, Out. Raises OSError when the disk does.
    """
    shared = Night(night, run, translate or _no_translation)
    own_rows = _with_empty_queues(rows_by_brand(tables, run.withheld), run)
    unsafe = unsafe_folders(list(own_rows))
    thumbnails, tally, written = Thumbnails(), NightTally(), []
    for brand_id, own in own_rows.items():
        page = make_brand_page(own, make_cards(own, shared, tables, thumbnails), shared)
        tally.add(page, has_page=brand_id not in unsafe)
        if brand_id not in unsafe:
            written += _write_brand(folder / brand_id, page)
    index = folder / "index.html"
    folder.mkdir(parents=True, exist_ok=True)
    index.write_bytes(night_html(make_night_page(tally, tables.rejects, shared)))
    return [index, *written]


def _no_translation(code: str, value: str, language: str) -> str | None:
    return None


def _with_empty_queues(own_rows: dict[str, BrandRows], run: RunFacts) -> dict[str, BrandRows]:
    """A brand whose catalogue could not be used still gets its page, which says why it is empty."""
    absent = {brand_id: BrandRows(brand_id) for brand_id in run.without_catalogue if brand_id not in own_rows}
    return dict(sorted({**own_rows, **absent}.items()))


def _write_brand(folder: Path, page: BrandPage) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    rows = rows_of(page)
    made = {"html": brand_html(page), "xlsx": suspects_xlsx(page, rows), "csv": suspects_csv(rows)}
    written = [folder / f"suspects.{kind}" for kind in made]
    for path, content in zip(written, made.values(), strict=True):
        path.write_bytes(content)
    return written
