"""`tells.yaml`: what a brand's experts look for, as data. One bad rule costs that rule."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from features.contracts import Listings, Tells
from pipeline.sources.column_readers import id_reader, line_reader
from pipeline.sources.faults import Fault, RecordFault, Reject, excerpt
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import number_reader
from pipeline.sources.plain_values import NumberText, Value

FILE_NAME = "tells.yaml"
OPS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "missing")
_NUMERIC_OPS = ("lt", "le", "gt", "ge")
_KEYS = {"id", "applies_to", "says", "when", "weight"}
_WHEN = {"field", "op", "value"}
_TARGETS = {"product_id", "category"}


def read_tells(raw: Path, brand_id: str, params: IngestParams) -> tuple[list[dict[str, Any]], list[Reject]]:
    """Rows of Tells, and what is wrong with the others; nothing at all without the file."""
    source_file = f"catalogs/{brand_id}/{FILE_NAME}"
    try:
        found = read_yaml(raw / "catalogs" / brand_id, (FILE_NAME,), params)
    except RecordFault as broken:
        if broken.fault.code == "file_missing":
            return [], []
        return [], [_reject(source_file, None, Fault(f"tells_{broken.fault.code}", broken.fault.says))]
    if not isinstance(found, list):
        says = f"found {excerpt(found)}, expected a list of rules that begin with `- id:`"
        return [], [_reject(source_file, None, Fault("tells_unreadable", says))]
    rows, rejects, seen = [], [], set()
    for number, tell in enumerate(found, start=1):
        problems = [*_problems(tell, params)]
        if not problems and str(tell["id"]) in seen:
            problems = [f"id: found {excerpt(tell['id'])} again, expected each id once; rename it"]
        if problems:
            rejects.append(_reject(source_file, number, Fault("tell_refused", "; ".join(problems))))
        else:
            seen.add(str(tell["id"]))
            rows.append(_row(brand_id, tell))
    return rows, rejects


def _reject(source_file: str, number: int | None, fault: Fault) -> Reject:
    return Reject("catalog", source_file, number, *fault)


def _problems(tell: Value, params: IngestParams) -> Iterator[str]:
    if not isinstance(tell, dict):
        yield f"found {excerpt(tell)}, expected id:, says:, when: and weight:"
        return
    for key in sorted(tell.keys() - _KEYS):
        yield f"unknown key {excerpt(key)}, expected {', '.join(sorted(_KEYS))}"
    readers = {
        "id": id_reader(params.longest_id),
        "says": line_reader(params.longest_title),
        "weight": number_reader(-1, 1),
    }
    for key, reader in readers.items():
        reading = reader([tell.get(key)])
        if reading.values[0] is None:
            yield f"{key}: {reading.faults[0].says if reading.faults else 'found nothing, expected a value'}"
    yield from _target_problems(tell.get("applies_to"))
    yield from _when_problems(tell.get("when"))


def _target_problems(target: Value) -> Iterator[str]:
    if target is None:
        return
    is_fine = isinstance(target, dict) and target.keys() <= _TARGETS
    if not is_fine or not all(isinstance(value, str) for value in target.values()):
        yield f"applies_to: found {excerpt(target)}, expected product_id: or category: with a text"


def _when_problems(when: Value) -> Iterator[str]:
    if not isinstance(when, dict) or not when.keys() <= _WHEN:
        yield f"when: found {excerpt(when)}, expected field:, op: and value:"
        return
    name, op, value = when.get("field"), when.get("op"), when.get("value")
    is_attribute = isinstance(name, str) and name.startswith(f"{Listings.attributes}.") and len(name) > 11
    if name not in Listings.columns() and not is_attribute:
        yield f"when.field: found {excerpt(name)}, expected a column of listings or {Listings.attributes}.<name>"
    if op not in OPS:
        yield f"when.op: found {excerpt(op)}, expected one of {', '.join(OPS)}"
    elif op in _NUMERIC_OPS and not isinstance(value, NumberText):
        yield f"when.value: found {excerpt(value)}, expected a number for {op}"
    elif op == "in" and not isinstance(value, list):
        yield f"when.value: found {excerpt(value)}, expected a list for in"
    elif op != "missing" and value is None:
        yield "when.value: found nothing, expected what to compare with"


def _row(brand_id: str, tell: dict[str, Value]) -> dict[str, Any]:
    target, when = tell.get("applies_to") or {}, tell["when"]
    value = when.get("value")
    return {
        Tells.brand_id: brand_id,
        Tells.tell_id: str(tell["id"]),
        Tells.product_id: target.get("product_id"),
        Tells.category: target.get("category"),
        Tells.says: str(tell["says"]),
        Tells.field: str(when["field"]),
        Tells.op: str(when["op"]),
        Tells.value: None if value is None else _as_json(value),
        Tells.weight: float(tell["weight"]),
    }


def _as_json(value: Value) -> str:
    if isinstance(value, NumberText):
        # As written, where JSON writes it so too; 1. and .5 never get this far.
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_as_json, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_as_json(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
