"""What stands over every brand: prohibited words and categories, banned images, exchange rates."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import BannedImages, ExchangeRates, ProhibitedTerms
from pipeline.sources.column_readers import id_reader, line_reader, reader, texts_reader
from pipeline.sources.faults import BadValue, Fault, FileAccount, RecordFault, Reject, excerpt, rejects_table
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.known_fakes import read_known_fakes
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import currency_reader, price_reader
from pipeline.sources.photo_names import safe_parts
from pipeline.sources.photo_store import read_photo_file
from pipeline.sources.plain_values import Value
from pipeline.sources.table_files import table_files
from pipeline.sources.table_reader import read_table
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.time_readers import day_reader

POLICY = "policy"
PROHIBITED = "prohibited.yaml"
NO_REASON = "no reason given"
_RULE_KEYS = {"id", "words", "categories", "says"}


@dataclass(frozen=True)
class PolicyPhotos:
    """The banned images that are files, by their path relative to policy/."""

    folder: Path
    params: IngestParams

    def read(self, image: str) -> bytes:
        """The bytes of a banned image. Raises PhotoRefused."""
        return read_photo_file(self.folder, safe_parts(image), self.params)


@dataclass(frozen=True)
class Policy:
    """The policy tables; a bad entry is a reject of the kind catalog."""

    exchange_rates: pd.DataFrame
    prohibited_terms: pd.DataFrame
    banned_images: pd.DataFrame
    rejects: pd.DataFrame
    photos: PolicyPhotos
    accounts: list[FileAccount] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)


def read_policy(raw: Path, params: IngestParams) -> Policy:
    """The policy in `raw/policy`; what is not there is empty."""
    rates = read_table(table_files(raw, POLICY, "exchange_rates."), _rates_shape(), params)
    banned = read_table(table_files(raw, POLICY, "banned_images."), _banned_shape(params), params)
    fakes = read_known_fakes(raw, None, params)
    terms, problems = _prohibited(raw, params)
    images = banned.frame
    images[BannedImages.reason] = images[BannedImages.reason].fillna(NO_REASON)
    return Policy(
        exchange_rates=rates.frame,
        prohibited_terms=ProhibitedTerms.conform(pd.DataFrame(terms)),
        banned_images=BannedImages.conform(images),
        rejects=rejects_table([*problems, *rates.rejects, *banned.rejects, *fakes.rejects]),
        photos=PolicyPhotos(Path(raw) / POLICY, params),
        accounts=[*rates.accounts, *banned.accounts, *fakes.accounts],
        remarks=[*rates.remarks, *banned.remarks, *fakes.remarks],
        unknown_columns=[
            *(f"exchange_rates.{name}" for name in rates.unknown_columns),
            *(f"banned_images.{name}" for name in banned.unknown_columns),
        ],
    )


def _rates_shape() -> TableShape:
    readers = {
        ExchangeRates.date: day_reader(),
        ExchangeRates.currency: currency_reader(),
        ExchangeRates.usd_per_unit: price_reader(1e-9, 1e9),
    }
    key = (ExchangeRates.date, ExchangeRates.currency)
    return TableShape(table=ExchangeRates, readers=readers, required=tuple(readers), key=key, kind="catalog")


def _banned_shape(params: IngestParams) -> TableShape:
    readers = {
        BannedImages.path: line_reader(params.longest_title),
        BannedImages.phash: reader(_phash),
        BannedImages.reason: line_reader(params.longest_title),
    }
    key = (BannedImages.path, BannedImages.phash)
    return TableShape(table=BannedImages, readers=readers, required=(), key=key, kind="catalog", also=_names_an_image)


def _phash(value: Value) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch("[0-9a-f]{16}", text):
        raise BadValue("unreadable", f"found {excerpt(value)}, expected 16 hexadecimal digits")
    return text


def _names_an_image(columns: Columns, row: int) -> Fault | None:
    if columns[BannedImages.path][row] or columns[BannedImages.phash][row]:
        return None
    return Fault("image_missing", "found neither path nor phash, expected one of them; say which image is banned")


def _prohibited(raw: Path, params: IngestParams) -> tuple[list[dict[str, Any]], list[Reject]]:
    source_file = f"{POLICY}/{PROHIBITED}"
    try:
        found = read_yaml(raw / POLICY, (PROHIBITED,), params)
    except RecordFault as broken:
        if broken.fault.code == "file_missing":
            return [], []
        return [], [Reject("catalog", source_file, None, f"prohibited_{broken.fault.code}", broken.fault.says)]
    if not isinstance(found, list):
        says = f"found {excerpt(found)}, expected a list of rules that begin with `- id:`"
        return [], [Reject("catalog", source_file, None, "prohibited_unreadable", says)]
    terms, rejects = [], []
    for number, rule in enumerate(found, start=1):
        try:
            terms += _rule_terms(rule, params)
        except BadValue as bad:
            rejects.append(Reject("catalog", source_file, number, f"rule_{bad.fault.code}", bad.fault.says))
    return terms, rejects


def _rule_terms(rule: Value, params: IngestParams) -> list[dict[str, Any]]:
    if not isinstance(rule, dict) or not rule.keys() <= _RULE_KEYS:
        raise BadValue("unreadable", f"found {excerpt(rule)}, expected id:, says:, words: and categories:")
    readings = {
        "id": id_reader(params.longest_id)([rule.get("id")]),
        "says": line_reader(params.longest_title)([rule.get("says")]),
        "words": texts_reader(params.longest_title, params.most_list_items)([rule.get("words")]),
        "categories": texts_reader(params.longest_title, params.most_list_items)([rule.get("categories")]),
    }
    faults = [f"{key}: {reading.faults[0].says}" for key, reading in readings.items() if reading.faults]
    values = {key: reading.values[0] for key, reading in readings.items()}
    faults += [f"{key}: found nothing, expected a text" for key in ("id", "says") if not values[key] and not faults]
    if faults or not (values["words"] or values["categories"]):
        raise BadValue("refused", "; ".join(faults) or "found neither words nor categories, expected one of them")
    both = {ProhibitedTerms.rule_id: values["id"], ProhibitedTerms.says: values["says"]}
    words = [{**both, ProhibitedTerms.word: word} for word in values["words"] or []]
    return words + [{**both, ProhibitedTerms.category: category} for category in values["categories"] or []]
