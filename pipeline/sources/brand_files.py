"""`brand.yaml`: who a brand is, and every problem in the file at once."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from features.contracts import Brands, Names
from pipeline.sources.column_readers import Reader, id_reader, line_reader
from pipeline.sources.faults import Fault, RecordFault, Reject, excerpt
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import count_reader
from pipeline.sources.plain_values import Value

FILE_NAME = "brand.yaml"
# The language of a name that brand.yaml gives without one (ISO 639: undetermined).
UNDETERMINED = "und"
_NAMES, _NICKNAMES = "names", "nicknames"
_KEYS = (Brands.brand_id, Brands.name, _NAMES, _NICKNAMES, Brands.sector, Brands.capacity)


@dataclass
class BrandFile:
    """A row of Brands (None when the brand cannot be used), rows of Names, and the problems."""

    source_file: str
    brand: dict[str, Any] | None = None
    names: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """One more problem."""
        self.rejects.append(Reject("catalog", self.source_file, None, *fault))


def read_brand(raw: Path, brand_id: str, params: IngestParams) -> BrandFile:
    """The brand of the folder `catalogs/<brand_id>`; without an id, a name or a readable file it cannot be used."""
    file = BrandFile(f"catalogs/{brand_id}/{FILE_NAME}")
    try:
        found = read_yaml(raw / "catalogs" / brand_id, (FILE_NAME,), params)
    except RecordFault as broken:
        file.add(Fault(f"brand_{broken.fault.code}", broken.fault.says))
        return file
    if not isinstance(found, dict):
        file.add(Fault("brand_unreadable", f"found {excerpt(found)}, expected brand_id:, name: and so on"))
        return file
    for key in found.keys() - set(_KEYS):
        file.add(Fault("brand_unknown_key", f"found {excerpt(key)}, expected one of {', '.join(_KEYS)}; drop it"))
    _fill(file, brand_id, found, params)
    return file


def _fill(file: BrandFile, folder: str, found: dict[str, Value], params: IngestParams) -> None:
    line = line_reader(params.longest_title)
    brand_id = _one(file, Brands.brand_id, id_reader(params.longest_id), found)
    if brand_id != folder:
        says = f"found brand_id {excerpt(brand_id)}, expected {folder!r} as its folder is called; make them equal"
        file.add(Fault("brand_id_mismatch", says))
    name = _one(file, Brands.name, line, found)
    if name is None:
        file.add(Fault("brand_name_missing", "found no name, expected the brand's name; write `name: ...`"))
    sector = _one(file, Brands.sector, line, found)
    capacity = _one(file, Brands.capacity, count_reader(), found)
    names = _names(file, _NAMES, "name", found.get(_NAMES), params)
    names += _names(file, _NICKNAMES, "nickname", found.get(_NICKNAMES), params)
    if brand_id != folder or name is None:
        return
    if name not in [row[Names.name] for row in names]:
        names.insert(0, {Names.language: UNDETERMINED, Names.name: name, Names.kind: "name"})
    file.names = [{Names.brand_id: folder, **row} for row in names]
    capacity = params.default_capacity if capacity is None else capacity
    file.brand = {Brands.brand_id: folder, Brands.name: name, Brands.sector: sector, Brands.capacity: capacity}


def _one(file: BrandFile, key: str, reader: Reader, found: dict[str, Value]) -> Any:
    reading = reader([found.get(key)])
    for fault in reading.faults.values():
        file.add(Fault(f"brand_{key.removeprefix('brand_')}_{fault.code}", f"{key}: {fault.says}"))
    return reading.values[0]


def _names(file: BrandFile, key: str, kind: str, found: Value, params: IngestParams) -> list[dict[str, Any]]:
    if found is None:
        return []
    if not isinstance(found, dict):
        says = f"{key}: found {excerpt(found)}, expected languages with lists of names such as en: [Name]"
        file.add(Fault(f"brand_{key}_unreadable", says))
        return []
    line, rows = line_reader(params.longest_title), []
    for language, given in found.items():
        written = [] if given is None else given if isinstance(given, list) else [given]
        reading = line(written)
        for fault in reading.faults.values():
            file.add(Fault(f"brand_{key}_{fault.code}", f"{key}.{language}: {fault.says}; put it in quotes"))
        if any(name is None and row not in reading.faults for row, name in enumerate(reading.values)):
            says = f"{key}.{language}: found an empty name, expected a name; fill it or take it out"
            file.add(Fault(f"brand_{key}_empty", says))
        fine = dict.fromkeys(name for name in reading.values if name is not None)
        rows += [{Names.language: language, Names.name: name, Names.kind: kind} for name in fine]
    return rows
