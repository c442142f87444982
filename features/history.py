"""What was known before the night: when a listing and its seller were first seen, and what was settled about them."""

import datetime
import hashlib
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Decisions, ImageSignals, ListingHistory, Listings, SellerHistory, Sellers, Sightings
from features.skeleton import skeletons
from features.verdicts import settled_verdicts, start_of

LISTING = [Listings.platform, Listings.listing_id]
SELLER = [Sellers.platform, Sellers.seller_id]
# A price may drift by a quarter before the listing counts as another one: sellers re-price daily, and a verdict
# must not be shaken off by a cent. First guess; the width of a band on a logarithmic scale.
PRICE_BAND_RATIO = 1.25


# What a seller writes beside title and description; compared as written.
_TYPED = [Listings.seller_id, Listings.brand, Listings.category, Listings.condition, Listings.currency]


def sightings_of(listings: pd.DataFrame, image_signals: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    """A Sightings frame: what later nights remember of the night's listings, one row each.

    Whether a queue showed the listing is known only when they ask.
    """
    keys = content_keys(listings, image_signals)
    seen: dict[str, Any] = {Sightings.night: start_of(night), Sightings.content_key: keys}
    return Sightings.conform(listings.assign(**seen))


def content_keys(listings: pd.DataFrame, image_signals: pd.DataFrame) -> pd.Series:
    """16 hex digits per listing from all a seller decides: the skeletons of title and description, what was typed in
    the other fields, price band, and what the photos show (`image_signals`: ImageSignals); same index as `listings`.

    Another key means a changed listing. Case, width, invisible characters, the order of photos and their names
    change nothing; a photo nobody could read counts by its name.
    """
    titles = skeletons(listings[Listings.title]).astype("object")
    bands = np.floor(np.log(listings[Listings.price].to_numpy(dtype="float64")) / np.log(PRICE_BAND_RATIO))
    descriptions = skeletons(listings[Listings.description].fillna("")).astype("object")
    typed = [listings[name].astype("object").fillna("") for name in _TYPED]
    photos = _photo_contents(listings, image_signals)
    parts = zip(titles, descriptions, *typed, bands.astype(str), listings[Listings.attributes], photos, strict=True)
    keys = [_key(said, attributes, shown) for *said, attributes, shown in parts]
    return pd.Series(keys, index=listings.index, dtype=listings[Listings.title].dtype, name=Sightings.content_key)


def listing_history(
    tonight: pd.DataFrame, sightings: pd.DataFrame, decisions: pd.DataFrame, night: datetime.date
) -> pd.DataFrame:
    """A ListingHistory frame: one row per listing of the night that an earlier night or a settled verdict knows.

    `tonight` and `sightings` are Sightings frames. Only sightings of earlier nights and decisions before the night
    00:00 UTC count. A listing settled for several brands shows the verdict settled last. Its content is compared with
    the last sighting at or before the night the verdict was about, else with the first one after it; without either
    nothing says that the content changed, and `is_changed_since_settled` is False.
    """
    earlier = _before(sightings, night)
    content = tonight[LISTING].assign(_content=tonight[Sightings.content_key])
    known = content.merge(_seen(earlier), on=LISTING, how="left")
    known = known.merge(_settled_last(_settled_with_sighting(earlier, decisions, night)), on=LISTING, how="left")
    known = known[known[ListingHistory.nights_seen].notna() | known[ListingHistory.settled_verdict].notna()]
    changed, changed_since = (_differs(known, key) for key in ("_last_content", "_settled_content"))
    known = known.assign(
        **{
            ListingHistory.nights_seen: known[ListingHistory.nights_seen].astype("Int64").fillna(0),
            ListingHistory.is_content_changed: changed,
            ListingHistory.is_changed_since_settled: changed_since,
        }
    )
    return ListingHistory.conform(known.sort_values(LISTING, kind="stable"))


def seller_history(
    tonight: pd.DataFrame, sightings: pd.DataFrame, decisions: pd.DataFrame, night: datetime.date
) -> pd.DataFrame:
    """A SellerHistory frame: one row per seller of the night that an earlier night or a settled verdict knows.

    `tonight` and `sightings` are Sightings frames.
    A listing counts for the seller who held it on the night the verdict was about. A listing settled for several
    brands counts once: counterfeit when any verdict says so, else genuine when any says so.
    """
    earlier = _before(sightings, night)
    sold = tonight[[*LISTING, Sightings.seller_id]].dropna(subset=[Sightings.seller_id])
    settled = _settled_with_sighting(earlier, decisions, night)
    known = sold[SELLER].drop_duplicates()
    known = known.merge(_stock(earlier, tonight), on=SELLER, how="left")
    known = known.merge(_settled_of_sellers(settled, sold), on=SELLER, how="left")
    counts = [name for name, kind in SellerHistory.kinds().items() if kind == "count"]
    known = known[known[counts].notna().any(axis=1)]
    known = known.assign(**{name: known[name].astype("Int64").fillna(0) for name in counts})
    return SellerHistory.conform(known.sort_values(SELLER, kind="stable"))


def _photo_contents(listings: pd.DataFrame, image_signals: pd.DataFrame) -> list[list[str]]:
    """Per listing: the sha256 of each photo that could be read, the name of each that could not."""
    columns = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]
    read = {(one, two, image): sha256 for one, two, image, sha256 in image_signals[columns].itertuples(index=False)}
    named = listings[[*LISTING, Listings.images]].itertuples(index=False)
    return [[read.get((one, two, image), image) for image in images] for one, two, images in named]


def _key(said: list[str], attributes: dict[str, str], photos: list[str]) -> str:
    typed = [text for pair in sorted(attributes.items()) for text in pair]
    parts = ["\x1f".join(part) for part in (said, typed, sorted(set(photos)))]
    return hashlib.blake2b("\x1e".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _before(sightings: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    earlier = sightings[sightings[Sightings.night] < start_of(night)]
    # The content key breaks ties between two sightings of one listing on one night, so order never matters.
    return earlier.sort_values([*LISTING, Sightings.night, Sightings.content_key], kind="stable")


def _seen(earlier: pd.DataFrame) -> pd.DataFrame:
    by_listing = earlier.groupby(LISTING, sort=False)
    seen = by_listing.agg(
        **{
            ListingHistory.first_seen: (Sightings.night, "min"),
            ListingHistory.nights_seen: (Sightings.night, "nunique"),
            ListingHistory.was_shown: (Sightings.was_shown, "max"),
            "_last_content": (Sightings.content_key, "last"),
        }
    )
    return seen.reset_index()


def _settled_with_sighting(earlier: pd.DataFrame, decisions: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    """Settled verdicts, each with seller and content of the last sighting at or before the night it was about.

    Where no such night is remembered any more, the first one after it speaks.
    """
    settled = settled_verdicts(decisions, night)
    about = settled[Decisions.snapshot_date].fillna(settled[Decisions.decided_at])
    settled = settled.assign(_about=about).sort_values(["_about", *LISTING, Decisions.brand_id], kind="stable")
    held = earlier.sort_values(Sightings.night, kind="stable")[
        [*LISTING, Sightings.night, Sightings.seller_id, Sightings.content_key]
    ].rename(columns={Sightings.content_key: "_settled_content", Sightings.night: "_held"})
    join: dict[str, Any] = {"left_on": "_about", "right_on": "_held", "by": LISTING}
    then = pd.merge_asof(settled, held, **join)
    later = pd.merge_asof(settled, held, direction="forward", **join)
    return then.where(then["_held"].notna(), later)


def _settled_last(settled: pd.DataFrame) -> pd.DataFrame:
    order = settled.sort_values([*LISTING, Decisions.decided_at, Decisions.brand_id], kind="stable")
    shown = {
        Decisions.verdict: ListingHistory.settled_verdict,
        Decisions.decided_at: ListingHistory.settled_at,
        Decisions.brand_id: ListingHistory.settled_brand_id,
    }
    last = order.drop_duplicates(LISTING, keep="last").rename(columns=shown)
    return last[[*LISTING, *shown.values(), "_settled_content"]]


def _differs(known: pd.DataFrame, key: str) -> pd.Series:
    return (known[key].notna() & (known[key].astype("object") != known["_content"].astype("object"))).astype(bool)


def _stock(earlier: pd.DataFrame, tonight: pd.DataFrame) -> pd.DataFrame:
    """When each seller was first seen, and how many of the listings they then held are no longer live."""
    held = earlier.dropna(subset=[Sightings.seller_id])
    first = held.groupby(SELLER, sort=False)[Sightings.night].min().rename(SellerHistory.first_seen)
    held = held[[*LISTING, Sightings.seller_id]].drop_duplicates()
    held = held.merge(tonight[LISTING].assign(_is_live=True), on=LISTING, how="left")
    by_seller = held.assign(_is_gone=held["_is_live"].isna()).groupby(SELLER, sort=False)
    counted = by_seller.agg(
        **{SellerHistory.listings_seen: ("_is_gone", "size"), SellerHistory.listings_gone: ("_is_gone", "sum")}
    )
    return counted.join(first).reset_index()


def _settled_of_sellers(settled: pd.DataFrame, sold: pd.DataFrame) -> pd.DataFrame:
    """How many of each seller's listings are settled, and how."""
    now = sold.rename(columns={Sightings.seller_id: "_seller_now"})
    owned = settled.merge(now, on=LISTING, how="left")
    owned[Sightings.seller_id] = owned[Sightings.seller_id].fillna(owned["_seller_now"])
    owned = owned.dropna(subset=[Sightings.seller_id])
    owned = owned.assign(
        _fake=owned[Decisions.verdict] == "counterfeit", _genuine=owned[Decisions.verdict] == "genuine"
    )
    one = owned.groupby([*LISTING, Sightings.seller_id], sort=False)[["_fake", "_genuine"]].max().reset_index()
    one = one.assign(_genuine=one["_genuine"].astype(bool) & ~one["_fake"].astype(bool))
    counted = one.groupby(SELLER, sort=False).agg(
        **{
            SellerHistory.settled_count: ("_fake", "size"),
            SellerHistory.counterfeit_count: ("_fake", "sum"),
            SellerHistory.genuine_count: ("_genuine", "sum"),
        }
    )
    return counted.reset_index()
