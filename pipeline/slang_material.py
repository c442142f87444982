"""What slang is looked for in: the words of settled listings and of the last night's, and what a catalogue says.

Only what was known before the day: verdicts decided earlier, and nights up to the day itself.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from features.contracts import Brands, Decisions, Links, Listings, Names, Products
from features.lexicon.column_patterns import as_texts, replace_pattern
from features.lexicon.contacts import contacts_in_skeletons
from features.lexicon.lexicon import Term
from features.lexicon.said_phrases import SaidTexts
from features.lexicon.sector_terms import sector_key
from features.skeleton import skeletons_of
from features.verdicts import settled_verdicts, start_of
from models.feature_log import LISTING_KEY
from models.splits import seller_groups
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import Dataset, read
from pipeline.errors import InputError
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.sources.events import read_decisions
from pipeline.stage import Context

# A shorter description is everybody's; about a sentence and a half, as in the text_reuse features.
SHORTEST_TEMPLATE = 40
# What more sellers share is a platform's own sentence and relates nobody.
MOST_RELATED = 20
_WORDS = [Listings.platform, Listings.listing_id, Listings.seller_id, Listings.title, Listings.description]


@dataclass(frozen=True)
class SlangMaterial:
    """SaidTexts of settled listings (as their verdict saw them) and of the last night's; genuine products' words.

    `sector_terms` are the words that the sector packs of the last night add to the lexicon: they are known already.
    """

    settled: pd.DataFrame
    live: pd.DataFrame
    catalogue_texts: tuple[str, ...]
    last_night: date
    sector_terms: tuple[Term, ...] = ()


def slang_material(context: Context) -> SlangMaterial:
    """The material as known at 00:00 UTC of the context's day. Raises InputError when no night was run by then."""
    nights = past_nights.nights_before(context.data, nightly.LISTINGS, context.night + timedelta(days=1))
    if not nights:
        raise InputError(
            f"slang: no night up to {context.night} under {context.data / 'work'}. Run nights first: touchstone nightly."
        )
    settled = _settled_listings(context)
    seen, live = _last_sightings(context, nights, settled)
    rows = pd.concat([seen, live], keys=["settled", "live"])
    rows = rows.assign(**{SaidTexts.seller_group: seller_groups(rows, related_sellers(rows))})
    told = {side: SaidTexts.conform(rows.loc[[side]]) for side in ("settled", "live") if side in rows.index}
    empty = SaidTexts.empty()
    return SlangMaterial(
        told.get("settled", empty),
        told.get("live", empty),
        _catalogue_texts(context, nights[-1]),
        nights[-1],
        _sector_terms(context, nights[-1]),
    )


def related_sellers(rows: pd.DataFrame) -> pd.DataFrame:
    """platform, seller_id, network_id: sellers who give one contact, or write one long description, share a network_id."""
    titles, described = (skeletons_of(as_texts(rows[name])) for name in (Listings.title, Listings.description))
    contacts = contacts_in_skeletons([f"{title} | {text}" for title, text in zip(titles, described, strict=True)])
    templates = replace_pattern(described, r"\d+", "0")
    keys = [
        [*found, *([template] if len(template) >= SHORTEST_TEMPLATE else [])]
        for found, template in zip(contacts, templates, strict=True)
    ]
    who = [Listings.platform, Listings.seller_id]
    shared = rows[who].assign(network_id=pd.Series(keys, index=rows.index, dtype="object")).explode("network_id")
    shared = shared.dropna().drop_duplicates()
    sellers = shared.groupby("network_id")[Listings.seller_id].transform("size")
    return shared[(sellers > 1) & (sellers <= MOST_RELATED)].reset_index(drop=True)


def _settled_listings(context: Context) -> pd.DataFrame:
    """One row per settled listing: whether any brand's verdict is counterfeit, and the last day it was decided."""
    before = start_of(context.night).to_pydatetime()
    decisions, _ = read_decisions(context.raw, before, context.params.ingest)
    settled = settled_verdicts(decisions, context.night)
    is_fake = settled[Decisions.verdict] == "counterfeit"
    told = settled.assign(**{SaidTexts.is_counterfeit: is_fake})
    return told.groupby(LISTING_KEY, as_index=False).agg({SaidTexts.is_counterfeit: "max", Decisions.decided_at: "max"})


def _last_sightings(context: Context, nights: list[date], settled: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(settled listings as last seen up to their verdict, the last night's other or honest listings), with first night."""
    parts, first_nights = [], []
    rows = pd.DataFrame()
    for night in nights:
        listings = _of(context, nightly.LISTINGS, night)[_WORDS]
        rows = listings.assign(**{SaidTexts.names: _names(context, night, listings)})
        rows[SaidTexts.night] = start_of(night)
        first_nights.append(rows[[*LISTING_KEY, SaidTexts.night]])
        judged = rows.merge(settled, on=LISTING_KEY)
        parts.append(judged[judged[SaidTexts.night] <= judged[Decisions.decided_at]])
    since = pd.concat(first_nights).drop_duplicates(LISTING_KEY, keep="first")
    seen = pd.concat(parts).drop_duplicates(LISTING_KEY, keep="last")
    fakes = settled.loc[settled[SaidTexts.is_counterfeit], LISTING_KEY]
    is_fake = pd.MultiIndex.from_frame(rows[LISTING_KEY]).isin(pd.MultiIndex.from_frame(fakes))
    live = rows[~is_fake].assign(**{SaidTexts.is_counterfeit: False})
    return _since(seen, since), _since(live, since)


def _since(rows: pd.DataFrame, since: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns=SaidTexts.night).merge(since, on=LISTING_KEY, how="left", validate="m:1")


def _names(context: Context, night: date, listings: pd.DataFrame) -> pd.Series:
    """How each listing's text names brands, as its links and its brand words say; none on a night without links."""
    path = nightly.LINKS.at(context.data, night.isoformat())
    links = read(nightly.LINKS, path) if path.exists() else Links.empty()
    named = links[links[Links.named_as].notna()].groupby(LISTING_KEY)[Links.named_as].agg(list)
    keys = pd.MultiIndex.from_frame(listings[LISTING_KEY])
    found = named.reindex(keys)
    return pd.Series([one if isinstance(one, list) else [] for one in found], index=listings.index, dtype="object")


def _catalogue_texts(context: Context, night: date) -> tuple[str, ...]:
    products, brands, names = (_of(context, one, night) for one in (nightly.PRODUCTS, nightly.BRANDS, nightly.NAMES))
    other = [title for titles in products[Products.other_titles] for title in titles]
    written = (*products[Products.category].dropna(), *products[Products.model].dropna())
    said = [*products[Products.title], *other, *written]
    return tuple(sorted({*said, *brands[Brands.name], *names[Names.name]}))


def _sector_terms(context: Context, night: date) -> tuple[Term, ...]:
    """The words of the packs that night was run with, of sectors that a brand is of; none where no packs were kept."""
    path = nightly.SECTOR_PACKS.at(context.data, night.isoformat())
    if not path.exists():
        return ()
    by_sector = SectorKnowledge.from_json(read(nightly.SECTOR_PACKS, path)).terms().by_sector
    used = {sector_key(name) for name in _of(context, nightly.BRANDS, night)[Brands.sector].dropna()}
    return tuple(term for sector in sorted(used & set(by_sector)) for term in by_sector[sector])


def _of(context: Context, dataset: Dataset, night: date) -> pd.DataFrame:
    table: pd.DataFrame = read(dataset, dataset.at(context.data, night.isoformat()))
    return table
