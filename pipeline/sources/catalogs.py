"""The catalogues of all brands: one folder each, read as data. A bad one costs itself, never another."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Brands, Names, Products, ReferenceImages, Tells
from pipeline.sources.brand_files import BrandFile, read_brand
from pipeline.sources.byte_streams import CHUNK_BYTES
from pipeline.sources.catalog_shapes import IMAGES, catalog_sellers_shape, products_shape
from pipeline.sources.faults import FileAccount, Reject, rejects_table
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import PhotoRefused
from pipeline.sources.photo_store import PhotoStore
from pipeline.sources.regular_files import FileRefused, folders_in, open_regular
from pipeline.sources.table_files import TableFile, table_files
from pipeline.sources.table_reader import Place, TableReading, read_table
from pipeline.sources.table_shapes import TableShape
from pipeline.sources.tells import read_tells

CATALOGS = "catalogs"


class CatalogPhotos:
    """The official photos of all brands; holds only paths until one is asked for."""

    def __init__(self, raw: Path, params: IngestParams) -> None:
        self.folder = Path(raw) / CATALOGS
        self.params = params
        self._stores: dict[str, PhotoStore] = {}

    def read(self, brand_id: str, image: str) -> bytes:
        """The bytes of a brand's photo. Raises PhotoRefused."""
        if brand_id not in self._stores:
            if "/" in brand_id or brand_id.startswith(".") or not brand_id:
                raise PhotoRefused("image_outside", f"found brand {brand_id!r}, expected the name of its folder")
            self._stores[brand_id] = PhotoStore(self.folder / brand_id, self.params)
        return self._stores[brand_id].read(image)

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder, "params": self.params, "_stores": {}}


@dataclass(frozen=True)
class Catalogs:
    """What all brands registered. `digest` is the sha256 of every file below catalogs/, photos included.

    `remarks` are sentences about values that are missing although their product or brand was kept.
    """

    brands: pd.DataFrame
    names: pd.DataFrame
    products: pd.DataFrame
    reference_images: pd.DataFrame
    catalog_sellers: pd.DataFrame
    tells: pd.DataFrame
    rejects: pd.DataFrame
    photos: CatalogPhotos
    digest: str
    accounts: list[FileAccount] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)


def read_catalogs(raw: Path, params: IngestParams) -> Catalogs:
    """The catalogues in `raw/catalogs`, all their problems as rejects of the kind catalog."""
    folders = folders_in(raw / CATALOGS)
    files = {folder: read_brand(raw, folder, params) for folder in folders}
    rejects = [reject for file in files.values() for reject in file.rejects]
    products = _read_parts(raw, "products", files, products_shape(params), params)
    sellers = _read_parts(raw, "sellers", files, catalog_sellers_shape(params), params)
    rejects += [_no_products(folder) for folder in folders if not _parts(raw, folder, "products")]
    tells = []
    for folder, file in files.items():
        rows, problems = read_tells(raw, folder, params)
        rejects += problems
        tells += rows if file.brand is not None else []
    return Catalogs(
        brands=Brands.conform(pd.DataFrame([file.brand for file in files.values() if file.brand is not None])),
        names=Names.conform(pd.DataFrame([row for file in files.values() for row in file.names])),
        products=products.frame,
        reference_images=_reference_images(products),
        catalog_sellers=sellers.frame,
        tells=Tells.conform(pd.DataFrame(tells)),
        rejects=rejects_table([*rejects, *products.rejects, *sellers.rejects]),
        photos=CatalogPhotos(raw, params),
        digest=content_digest(raw / CATALOGS),
        accounts=[*products.accounts, *sellers.accounts],
        remarks=[*products.remarks, *sellers.remarks, *_prices_without_currency(products.frame)],
        unknown_columns=[
            *(f"products.{name}" for name in products.unknown_columns),
            *(f"sellers.{name}" for name in sellers.unknown_columns),
        ],
    )


def _parts(raw: Path, folder: str, table: str) -> list[TableFile]:
    return table_files(raw, f"{CATALOGS}/{folder}", f"{table}.", {Products.brand_id: folder})


def _read_parts(
    raw: Path, table: str, files: dict[str, BrandFile], shape: TableShape, params: IngestParams
) -> TableReading:
    """The table of every usable brand. Of the others only the problems are told: their rows have nowhere to go."""
    fine = [part for folder, file in files.items() if file.brand for part in _parts(raw, folder, table)]
    lost = [part for folder, file in files.items() if not file.brand for part in _parts(raw, folder, table)]
    reading = read_table(fine, shape, params)
    if lost:
        problems = read_table(lost, shape, params)
        reading.rejects.extend(problems.rejects)
        reading.rejects.extend(_of_no_brand(lost[place.part], place) for place in problems.places)
        reading.accounts.extend(_set_aside(account) for account in problems.accounts)
        reading.remarks.extend(f"{one.source_file}: set aside, its brand.yaml cannot be used" for one in lost)
    return reading


def _set_aside(account: FileAccount) -> FileAccount:
    return FileAccount(account.source_file, account.read, 0, account.read - account.repeated, account.repeated)


def _of_no_brand(file: TableFile, place: Place) -> Reject:
    says = "found a record that could be used, expected its brand.yaml to be usable, too; mend that"
    return Reject("catalog", file.source_file, place.number, "brand_unusable", says, sha256=place.sha256.hex())


def _no_products(folder: str) -> Reject:
    says = "found no products.jsonl, .csv or .parquet, expected one row a product; without it only names are compared"
    return Reject("catalog", f"{CATALOGS}/{folder}", None, "products_missing", says)


def _reference_images(products: TableReading) -> pd.DataFrame:
    images = products.aside.get(IMAGES) or [[]] * len(products.frame)
    counts = [len(named or []) for named in images]
    rows = np.repeat(np.arange(len(counts)), counts)
    named = products.frame[[Products.brand_id, Products.product_id]].iloc[rows].reset_index(drop=True)
    named[ReferenceImages.image] = [image for several in images for image in several or []]
    return ReferenceImages.conform(named.drop_duplicates(ignore_index=True))


def _prices_without_currency(products: pd.DataFrame) -> list[str]:
    has_price = products[Products.list_price].notna() | products[Products.street_price_low].notna()
    lost = products[has_price & products[Products.currency].isna()]
    counts = lost.groupby(Products.brand_id, sort=True).size()
    return [
        f"{CATALOGS}/{brand_id}: {count} products have a price and no usable currency, their prices are not compared"
        for brand_id, count in counts.items()
    ]


def content_digest(folder: Path) -> str:
    """The sha256 over the names and contents of all files below the folder, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names):
        name = os.path.relpath(path, folder)
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0" + _file_digest(folder, name))
    return digest.hexdigest()


def _file_digest(folder: Path, name: str) -> bytes:
    try:
        with open_regular(folder, name.split(os.sep)) as file:
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
            return digest.digest()
    except FileRefused as refused:
        return refused.code.encode()
