"""The one wide table every family reads: each link with its listing, seller, brand, product, photos and past."""

import datetime
import itertools

import numpy as np
import pandas as pd

from features.contracts import (
    Brands,
    Candidates,
    ImageMatches,
    ImageSignals,
    LinkComparisons,
    Links,
    ListingFlags,
    ListingHistory,
    Listings,
    PhotoClusters,
    Products,
    Rejects,
    SellerHistory,
    Sellers,
)
from features.night_facts import rates_on, standing_on
from features.tells import told_by_experts
from features.verdicts import start_of

LISTING = [Listings.platform, Listings.listing_id]
SELLER = [Sellers.platform, Sellers.seller_id]
PRODUCT = [Products.brand_id, Products.product_id]


def build_candidates(
    *,
    listings: pd.DataFrame,
    flags: pd.DataFrame,
    sellers: pd.DataFrame,
    links: pd.DataFrame,
    comparisons: pd.DataFrame,
    brands: pd.DataFrame,
    products: pd.DataFrame,
    catalog_sellers: pd.DataFrame,
    tells: pd.DataFrame,
    exchange_rates: pd.DataFrame,
    image_signals: pd.DataFrame,
    image_rejects: pd.DataFrame,
    image_matches: pd.DataFrame,
    photo_clusters: pd.DataFrame,
    listing_history: pd.DataFrame,
    seller_history: pd.DataFrame,
    night: datetime.date,
) -> pd.DataFrame:
    """A Candidates frame: one row per row of Links whose listing is there, in the order of Links.

    Every argument but the night is a frame of its contract. Sums of money are US dollars at the latest rate at or
    before the night and missing without one; sellers' standing and histories are those known on the night.
    """
    rates = rates_on(exchange_rates, night)
    wide = _with_listing(links, listings, rates)
    wide = wide.merge(_comparisons(comparisons), on=[*LISTING, Links.brand_id], how="left")
    wide = wide.merge(_brands(brands), on=Links.brand_id, how="left")
    wide = wide.merge(_products(products, rates), on=PRODUCT, how="left")
    wide = wide.merge(_sellers(sellers), on=SELLER, how="left")
    wide = wide.merge(standing_on(catalog_sellers, night), on=[Candidates.brand_id, *SELLER], how="left")
    photos = (_photos(image_signals), _unusable(image_rejects), _shared(photo_clusters))
    for part in (*photos, _flags(flags), _listing_past(listing_history)):
        wide = wide.merge(part, on=LISTING, how="left")
    wide = _with_matches(wide, image_matches)
    wide = pd.concat([wide, told_by_experts(wide, listings, tells)], axis=1)
    return Candidates.conform(_with_past(wide.merge(_seller_past(seller_history), on=SELLER, how="left"), night))


def _with_listing(links: pd.DataFrame, listings: pd.DataFrame, rates: pd.Series) -> pd.DataFrame:
    rate = listings[Listings.currency].astype("object").map(rates).astype("float64")
    told = listings.rename(columns={Listings.brand: Candidates.typed_brand}).assign(
        **{
            Candidates.price_usd: listings[Listings.price] * rate,
            Candidates.shown_list_price_usd: listings[Listings.list_price] * rate,
            Candidates.images_named: listings[Listings.images].map(len),
        }
    )
    shared = [name for name in Candidates.columns() if name in told.columns and name not in Links.columns()]
    return links.merge(told[[*LISTING, *shared]], on=LISTING, how="inner")


def _comparisons(comparisons: pd.DataFrame) -> pd.DataFrame:
    used = [
        LinkComparisons.title_vector_cosine,
        LinkComparisons.title_ngram_cosine,
        LinkComparisons.is_model_equal,
        LinkComparisons.brands_named,
        LinkComparisons.named_in,
        LinkComparisons.brand_field,
        LinkComparisons.product_confidence,
    ]
    return comparisons[[*LISTING, LinkComparisons.brand_id, *used]]


def _brands(brands: pd.DataFrame) -> pd.DataFrame:
    shown = {Brands.name: Candidates.brand_name, Brands.sector: Candidates.brand_sector}
    return brands[[Brands.brand_id, *shown]].rename(columns=shown)


def _products(products: pd.DataFrame, rates: pd.Series) -> pd.DataFrame:
    rate = products[Products.currency].astype("object").map(rates).astype("float64")
    told = {
        Candidates.product_title: products[Products.title],
        Candidates.product_category: products[Products.category],
        Candidates.product_list_price_usd: products[Products.list_price] * rate,
        Candidates.product_street_price_low_usd: products[Products.street_price_low] * rate,
        Candidates.product_released_on: products[Products.released_on],
        Candidates.product_discontinued_on: products[Products.discontinued_on],
    }
    return products[PRODUCT].assign(**told)


def _sellers(sellers: pd.DataFrame) -> pd.DataFrame:
    shown = {
        Sellers.name: Candidates.seller_name,
        Sellers.registered_at: Candidates.seller_registered_at,
        Sellers.rating: Candidates.seller_rating,
        Sellers.rating_count: Candidates.seller_rating_count,
        Sellers.location: Candidates.seller_location,
        Sellers.contact: Candidates.seller_contact,
    }
    return sellers[[*SELLER, Sellers.seller_type, *shown]].rename(columns=shown)


def _photos(image_signals: pd.DataFrame) -> pd.DataFrame:
    ordered = image_signals.sort_values([*LISTING, ImageSignals.image, ImageSignals.sha256], kind="stable")
    hashes = ordered[ordered[ImageSignals.is_comparable]]
    files = _listed(ordered, ImageSignals.sha256, Candidates.image_sha256s)
    return files.merge(_listed(hashes, ImageSignals.phash, Candidates.image_phashes), on=LISTING, how="left")


def _shared(clusters: pd.DataFrame) -> pd.DataFrame:
    """Per listing the sellers of its most shared photo; a template is shared with nobody who matters."""
    sellers = clusters[PhotoClusters.sellers]
    told = clusters[LISTING].assign(
        **{
            Candidates.photo_sellers: sellers,
            Candidates.telling_photo_sellers: sellers.where(~clusters[PhotoClusters.is_stock], 1),
        }
    )
    return told.groupby(LISTING, sort=False).max().reset_index()


def _listed(ordered: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """One row per listing with the distinct values of a column as a list, from rows in the order of listings."""
    distinct = ordered.drop_duplicates([*LISTING, column])
    is_first = ~distinct.duplicated(LISTING).to_numpy()
    bounds = [*np.flatnonzero(is_first), len(distinct)]
    values = distinct[column].to_numpy().tolist()
    lists = [values[start:end] for start, end in itertools.pairwise(bounds)]
    return distinct.loc[is_first, LISTING].assign(
        **{name: pd.Series(lists, index=distinct.index[is_first], dtype=object)}
    )


def _unusable(image_rejects: pd.DataFrame) -> pd.DataFrame:
    photos = image_rejects[image_rejects[Rejects.kind] == "image"].dropna(subset=[Rejects.platform, Rejects.listing_id])
    counted = photos.groupby([Rejects.platform, Rejects.listing_id], sort=False).size()
    return counted.rename(Candidates.images_unusable).rename_axis(LISTING).reset_index()


def _flags(flags: pd.DataFrame) -> pd.DataFrame:
    ordered = flags.sort_values([*LISTING, ListingFlags.flag], kind="stable")
    return _listed(ordered, ListingFlags.flag, Candidates.flags)


def _with_matches(wide: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    fakes = matches[matches[ImageMatches.bank] == "known_fake"]
    fakes = fakes.groupby(LISTING, sort=False)[ImageMatches.confidence].max()
    fakes = fakes.rename(Candidates.known_fake_match_confidence).rename_axis(LISTING).reset_index()
    official = matches[matches[ImageMatches.bank] == "official"].rename(
        columns={
            ImageMatches.confidence: Candidates.official_match_confidence,
            ImageMatches.product_id: Candidates.official_match_product_id,
            ImageMatches.view: Candidates.official_match_view,
        }
    )
    best = _best_official(wide, official)
    return wide.merge(best, on=[*LISTING, Candidates.brand_id], how="left").merge(fakes, on=LISTING, how="left")


def _best_official(wide: pd.DataFrame, official: pd.DataFrame) -> pd.DataFrame:
    """One row per (listing, brand): its surest match with that brand's official photos.

    Packshots of sibling products collide, so of equally sure matches the linked product's is taken.
    """
    key = [*LISTING, Candidates.brand_id]
    linked = wide.loc[wide[Candidates.brand_id].notna(), [*key, Candidates.product_id]]
    pairs = official.merge(linked, on=key)
    pairs["_is_linked"] = (pairs[Candidates.official_match_product_id] == pairs[Candidates.product_id]).astype("int64")
    order = [Candidates.official_match_confidence, "_is_linked", Candidates.official_match_product_id]
    pairs = pairs.sort_values(
        [*key, *order, ImageMatches.reference_image, Candidates.official_match_view, ImageMatches.image],
        ascending=[True] * 3 + [False, False, True, True, True, True],
        kind="stable",
    )
    shown = [Candidates.official_match_confidence, Candidates.official_match_product_id, Candidates.official_match_view]
    return pairs.drop_duplicates(key)[[*key, *shown]]


def _listing_past(history: pd.DataFrame) -> pd.DataFrame:
    shown = {
        ListingHistory.first_seen: Candidates.listing_first_seen,
        ListingHistory.nights_seen: Candidates.listing_nights_seen,
    }
    return history[[*LISTING, *shown]].rename(columns=shown)


def _seller_past(history: pd.DataFrame) -> pd.DataFrame:
    shown = {
        SellerHistory.first_seen: Candidates.seller_first_seen,
        SellerHistory.listings_seen: Candidates.seller_listings_seen,
        SellerHistory.listings_gone: Candidates.seller_listings_gone,
        SellerHistory.settled_count: Candidates.seller_settled_count,
        SellerHistory.counterfeit_count: Candidates.seller_counterfeit_count,
        SellerHistory.genuine_count: Candidates.seller_genuine_count,
    }
    return history[[*SELLER, *shown]].rename(columns=shown)


def _with_past(wide: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    """What has no past was first seen tonight, nothing of it settled; an unnamed seller stays unknown."""
    has_seller = wide[Candidates.seller_id].notna()
    tonight = start_of(night)
    filled = {
        Candidates.listing_first_seen: wide[Candidates.listing_first_seen].fillna(tonight),
        Candidates.listing_nights_seen: wide[Candidates.listing_nights_seen].astype("Int64").fillna(0),
        Candidates.seller_first_seen: wide[Candidates.seller_first_seen].fillna(tonight).where(has_seller),
        Candidates.images_unusable: _at_most_named(wide),
    }
    for name in _seller_past(SellerHistory.empty()).columns.drop([*SELLER, Candidates.seller_first_seen]):
        filled[name] = wide[name].astype("Int64").fillna(0).where(has_seller)
    return wide.assign(**filled)


def _at_most_named(wide: pd.DataFrame) -> pd.Series:
    named = wide[Candidates.images_named].to_numpy(dtype=np.int64)
    refused = wide[Candidates.images_unusable].astype("float64").fillna(0).to_numpy(dtype=np.int64)
    return pd.Series(np.minimum(named, refused), index=wide.index, dtype="Int64")
