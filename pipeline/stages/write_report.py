"""The night's report: an index and, per brand, a page, a workbook and a CSV."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from features import registry
from features.contracts import Brands, ImageMatches, Products, Rejects, Suspects
from models.explain import sentence_for, sentences_by_code
from models.learned_claims import FEATURE
from models.ranking import POLICY_QUEUE
from models.rule_reasons import RULE_SENTENCES
from pipeline.datasets import nightly, past_nights
from pipeline.known_fake_photos import KnownFakePhotos
from pipeline.reject_watch import reject_warnings
from pipeline.report.inputs import ReportTables, RunFacts, SectorFacts
from pipeline.report.writer import write_report
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.sources.catalogs import CatalogPhotos
from pipeline.sources.faults import FileAccount
from pipeline.sources.snapshot import photo_store
from pipeline.stage import Context, Stage


def run(context: Context, **tables: Any) -> dict[str, Any]:
    folder = context.path_of(nightly.REPORT)
    # Files of an earlier run are links to what is published: they are removed, never written over.
    shutil.rmtree(folder, ignore_errors=True)
    write_report(
        folder,
        tables=_report_tables(context, tables),
        night=context.night,
        run=_facts(context, tables),
        translate=_translator(),
    )
    return {nightly.REPORT.name: folder}


def _report_tables(context: Context, tables: dict[str, Any]) -> ReportTables:
    rejects = [tables[dataset.name] for dataset in nightly.REJECTS]
    return ReportTables(
        suspects=tables[nightly.SUSPECTS.name],
        listings=tables[nightly.LISTINGS.name],
        sellers=tables[nightly.SELLERS.name],
        brands=tables[nightly.BRANDS.name],
        products=tables[nightly.PRODUCTS.name],
        image_matches=tables[nightly.IMAGE_MATCHES.name],
        links=tables[nightly.LINKS.name],
        rejects=pd.concat(rejects, ignore_index=True),
        listing_photo=_listing_photos(context),
        reference_photo=CatalogPhotos(context.raw, context.params.ingest).read,
        price_comparisons=tables[nightly.FEATURES.name],
        reference_images=tables[nightly.REFERENCE_IMAGES.name],
        known_fake_photo=_known_fake_photos(context, tables).read,
    )


def _known_fake_photos(context: Context, tables: dict[str, Any]) -> KnownFakePhotos:
    """The photos of the known fakes that listings in the queues show."""
    key = [Suspects.platform, Suspects.listing_id]
    matches = tables[nightly.IMAGE_MATCHES.name]
    fakes = matches[matches[ImageMatches.bank] == "known_fake"]
    queued = fakes.merge(tables[nightly.SUSPECTS.name][key].drop_duplicates(), on=key)
    wanted = queued[ImageMatches.reference_image]
    return KnownFakePhotos(context.raw, context.data, context.params.ingest, night=context.night, wanted=wanted)


def _listing_photos(context: Context) -> Callable[[str, str], bytes]:
    stores: dict[str, Any] = {}

    def read(platform: str, image: str) -> bytes:
        if platform not in stores:
            stores[platform] = photo_store(context.raw, platform, context.night, context.params.ingest)
        return bytes(stores[platform].read(image))

    return read


def _facts(context: Context, tables: dict[str, Any]) -> RunFacts:
    snapshot = tables[nightly.SNAPSHOT_FACTS.name]
    score = tables[nightly.SCORE_FACTS.name]
    earlier = past_nights.nights_before(context.data, nightly.RUN, context.night, at_most=context.params.history.nights)
    return RunFacts(
        model_version=score["model_version"],
        accounts=[FileAccount(**account) for told in snapshot.values() for account in told["files"]],
        withheld={name: told["withheld_because"] for name, told in snapshot.items() if told["withheld_because"]},
        banners=[*score["banners"], *reject_warnings(context)],
        previous_night=earlier[-1] if earlier else None,
        without_catalogue=_brands_refused(tables),
        sectors=_sector_facts(context, tables),
    )


def _sector_facts(context: Context, tables: dict[str, Any]) -> SectorFacts:
    sectors, brands = SectorKnowledge.from_json(tables[nightly.SECTOR_PACKS.name]), tables[nightly.BRANDS.name]
    ranking = sectors.ranking(brands, context.params.ranking)
    return SectorFacts(
        harm_tiers=sectors.harm_tiers(brands),
        thresholds={brand: (own.act_score, own.ask_brand_score) for brand, own in ranking.items()},
        sentences_zh=sectors.in_chinese(tables[nightly.SUSPECTS.name], tables[nightly.CANDIDATES.name]),
    )


def _brands_refused(tables: dict[str, Any]) -> dict[str, str]:
    """Brand → why, for folders under catalogs/ that gave no brand, or a brand of whose products none could be used."""
    rejects, known = tables[nightly.CATALOG_REJECTS.name], set(tables[nightly.BRANDS.name][Brands.brand_id])
    usable = known & set(tables[nightly.PRODUCTS.name][Products.brand_id])
    refused: dict[str, str] = {}
    for source, detail in zip(rejects[Rejects.source_file], rejects[Rejects.detail], strict=True):
        top, brand_id, *rest = (*Path(source).parts, "", "")
        # A brand that is known lacks products; what is wrong with its sellers or names does not tell why.
        tells_why = brand_id not in known or rest[0] == "" or rest[0].startswith("products.")
        if top == "catalogs" and brand_id and brand_id not in usable and tells_why:
            refused.setdefault(brand_id, detail)
    queued = set(tables[nightly.SUSPECTS.name][Suspects.brand_id]) - {POLICY_QUEUE}
    nothing = "there is no folder of that name under catalogs"
    return dict.fromkeys(sorted(queued - known), nothing) | refused


def _translator() -> Callable[[str, str, str], str | None]:
    known = sentences_by_code([*registry.features(), FEATURE]) | RULE_SENTENCES

    def translate(code: str, value: str, language: str) -> str | None:
        return sentence_for(known[code], value, language) if code in known else None

    return translate


STAGE = Stage(
    name="write_report",
    says="writes the report's pages, workbooks and CSV files",
    run=run,
    reads=(
        nightly.SUSPECTS,
        nightly.LISTINGS,
        nightly.SELLERS,
        nightly.BRANDS,
        nightly.PRODUCTS,
        nightly.IMAGE_MATCHES,
        nightly.LINKS,
        nightly.SECTOR_PACKS,
        nightly.CANDIDATES,
        nightly.FEATURES,
        nightly.REFERENCE_IMAGES,
        nightly.SNAPSHOT_FACTS,
        nightly.SCORE_FACTS,
        *nightly.REJECTS,
    ),
    writes=(nightly.REPORT,),
    raw=("snapshots", "catalogs"),
    code=(
        "features",
        "models/explain.py",
        "models/learned_claims.py",
        "models/ranking.py",
        "models/rule_reasons.py",
        "models/triage.py",
        "models/wording.py",
        "pipeline/known_fake_photos.py",
        "pipeline/reject_watch.py",
        "pipeline/report",
        "pipeline/sector_knowledge.py",
        "pipeline/sources",
    ),
    params=("history", "ingest", "ranking"),
    data=("runs", "work"),
)
