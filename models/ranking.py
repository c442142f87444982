"""Tonight's review queues: per brand, worst first, within what its team can read."""

import datetime
from collections.abc import Mapping

import numpy as np
import pandas as pd

from features.contracts import Brands, Candidates, Decisions, ListingHistory, Scores, Suspects
from features.verdicts import start_of
from models.audit import draw_audit
from models.complaint_clock import RECEIVED_AT, open_complaints
from models.feature_log import LINK_KEY, LISTING_KEY
from models.prohibited import prohibitions
from models.row_facts import nearest_references, network_ids, values_at_risk
from models.rule_reasons import rule_reasons
from models.triage import RankParams, audit_rows, bands, evidence_known, in_queue_order

POLICY_QUEUE = "_policy"
_FROM_CANDIDATES = [
    Candidates.price_usd,
    Candidates.sales_30d,
    Candidates.images_named,
    Candidates.images_unusable,
    Candidates.listing_first_seen,
]


def rank_suspects(
    *,
    scores: pd.DataFrame,
    candidates: pd.DataFrame,
    listing_history: pd.DataFrame,
    brands: pd.DataFrame,
    prohibited_terms: pd.DataFrame,
    image_matches: pd.DataFrame,
    networks: pd.DataFrame,
    complaints: pd.DataFrame,
    params: RankParams,
    night: datetime.date,
    audit_secret: bytes,
    model_version: str,
    reference_images: pd.DataFrame | None = None,
    listings: pd.DataFrame | None = None,
    settled: pd.DataFrame | None = None,
    sector_params: Mapping[str, RankParams] | None = None,
) -> pd.DataFrame:
    """The night's Suspects, sorted by brand and rank; `reasons` hold what rules say, `explain` gives the model's.

    Per brand at most `capacity` rows, the audit slice inside it; prohibited and overdue rows come on top. Listings
    without a brand stand in the queue _policy. `reference_images` gives a photo to rows without an image match,
    `listings` (with url) lets complaints name a listing by its address, `settled` (features.verdicts.settled_verdicts)
    tells the verdicts of every brand, `sector_params` (brand → params) the thresholds of brands whose sector sets its own
    bands. Same tables, same rows in the same order.
    """
    asked = open_complaints(complaints, listings, params, night)
    rows = _queue_candidates(scores, candidates, asked, model_version)
    rows = _with_history(rows, listing_history, _settled_of(listing_history) if settled is None else settled)
    rows = _with_complaints(rows, asked, night)
    prohibited = prohibitions(candidates, prohibited_terms, image_matches)
    rows = _with_prohibited(rows, prohibited)
    rows[Suspects.band] = _bands(rows, params, sector_params or {})
    rows = rows[~rows["is_settled"]]
    capacity = _capacities(brands)
    rows = _with_audit(rows, capacity, params, audit_secret=audit_secret, night=night)
    shown = _numbered(_chosen(rows, capacity, params))
    shown = shown.assign(**{Suspects.reasons: pd.Series(rule_reasons(shown, prohibited), dtype="object")})
    return _finished(shown, image_matches, networks, reference_images, night=night)


def _queue_candidates(
    scores: pd.DataFrame, candidates: pd.DataFrame, asked: pd.DataFrame, model_version: str
) -> pd.DataFrame:
    """Every row that could stand in a queue: scored links, brandless listings, complaints about unlinked listings."""
    live = candidates.drop_duplicates(LISTING_KEY)
    scored_key = pd.MultiIndex.from_frame(scores[LISTING_KEY])
    brandless = live[~pd.MultiIndex.from_frame(live[LISTING_KEY]).isin(scored_key)].assign(
        **{Scores.brand_id: POLICY_QUEUE}
    )
    is_new = ~pd.MultiIndex.from_frame(asked[LINK_KEY]).isin(pd.MultiIndex.from_frame(scores[LINK_KEY]))
    asked_only = asked.loc[is_new, LINK_KEY].merge(live.drop(columns=[Candidates.brand_id]), on=LISTING_KEY)
    # What links a listing to its own product says nothing of the brand that complained.
    unscored = pd.concat([brandless, asked_only], ignore_index=True)
    unscored[[Scores.score, Scores.link_confidence]] = 0.0
    unscored[Scores.model_version] = model_version
    unscored = unscored.drop(columns=Scores.product_id)
    extra = live[[*LISTING_KEY, *_FROM_CANDIDATES]]
    parts = [Scores.conform(scores), Scores.conform(unscored)]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return rows.merge(extra, on=LISTING_KEY, how="left", validate="m:1").sort_values(
        LINK_KEY, kind="stable", ignore_index=True
    )


def _with_history(rows: pd.DataFrame, history: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """Rows with is_settled, is_returned and settled_at: each brand's own verdict counts for its own queue."""
    changes = history[[*LISTING_KEY, ListingHistory.is_changed_since_settled]]
    verdicts = settled[[*LINK_KEY, Decisions.decided_at]].rename(
        columns={Decisions.decided_at: ListingHistory.settled_at}
    )
    rows = rows.merge(changes, on=LISTING_KEY, how="left", validate="m:1")
    rows = rows.merge(verdicts, on=LINK_KEY, how="left", validate="1:1")
    is_about_it = rows[ListingHistory.settled_at].notna().to_numpy(dtype=bool)
    has_changed = rows[ListingHistory.is_changed_since_settled].eq(True).to_numpy(dtype=bool)
    return rows.assign(is_settled=is_about_it & ~has_changed, is_returned=is_about_it & has_changed)


def _settled_of(history: pd.DataFrame) -> pd.DataFrame:
    """The verdict each listing was settled with last, when nobody gives the verdicts of every brand."""
    known = history[history[ListingHistory.settled_verdict].notna()]
    names = {ListingHistory.settled_brand_id: Decisions.brand_id, ListingHistory.settled_at: Decisions.decided_at}
    return known.rename(columns=names)[[*LINK_KEY, Decisions.decided_at]]


def _with_complaints(rows: pd.DataFrame, asked: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    rows = rows.merge(asked, on=LINK_KEY, how="left", validate="1:1")
    # A verdict given after the complaint came answers it; one given before does not.
    is_answered = (rows[ListingHistory.settled_at] >= rows[RECEIVED_AT]).to_numpy(dtype=bool) & rows[
        "is_settled"
    ].to_numpy()
    is_asked = rows[Suspects.due_at].notna().to_numpy() & ~is_answered
    is_overdue = is_asked & (rows[Suspects.due_at] <= start_of(night)).to_numpy(dtype=bool)
    rows = rows.assign(is_asked=is_asked, is_overdue=is_overdue)
    rows["is_settled"] &= ~is_asked
    rows[Suspects.due_at] = rows[Suspects.due_at].where(is_asked)
    return rows


def _with_prohibited(rows: pd.DataFrame, prohibited: pd.DataFrame) -> pd.DataFrame:
    key = pd.MultiIndex.from_frame(rows[LISTING_KEY])
    return rows.assign(is_prohibited=key.isin(pd.MultiIndex.from_frame(prohibited[LISTING_KEY])))


def _bands(rows: pd.DataFrame, params: RankParams, of_brand: Mapping[str, RankParams]) -> np.ndarray:
    each = [of_brand.get(brand, params) for brand in rows[Scores.brand_id]] if of_brand else params
    return bands(rows[Scores.score], evidence_known(rows), each)


def _capacities(brands: pd.DataFrame) -> dict[str, int]:
    return {brand: int(rows) for brand, rows in zip(brands[Brands.brand_id], brands[Brands.capacity], strict=True)}


def _with_audit(
    rows: pd.DataFrame, capacity: dict[str, int], params: RankParams, *, audit_secret: bytes, night: datetime.date
) -> pd.DataFrame:
    """Rows with is_drawn and selection_probability. Drawn from every unsettled row, whatever its score."""
    wanted = {brand: audit_rows(room, params) for brand, room in capacity.items()}
    wanted[POLICY_QUEUE] = params.unlinked_audit_rows
    drawn = draw_audit(rows, wanted, secret=audit_secret, night=night)
    rows = rows.merge(drawn, on=LINK_KEY, how="left", validate="1:1")
    is_drawn = rows[Suspects.selection_probability].notna()
    return rows.assign(
        is_drawn=is_drawn, **{Suspects.selection_probability: rows[Suspects.selection_probability].fillna(1.0)}
    )


def _chosen(rows: pd.DataFrame, capacity: dict[str, int], params: RankParams) -> pd.DataFrame:
    """The rows that are shown: those on top, the audit slice, then complaints and high scores while room lasts."""
    is_on_top = rows["is_prohibited"] | rows["is_overdue"]
    is_sure = is_on_top | rows["is_drawn"]
    taken = (rows["is_drawn"] & ~is_on_top).groupby(rows[Scores.brand_id]).transform("sum")
    room = rows[Scores.brand_id].map(capacity).astype("float64").fillna(0) - taken
    is_worth_it = rows["is_asked"] | (rows[Scores.score] >= params.least_score)
    waiting = rows[~is_sure & is_worth_it].assign(_asked=~rows["is_asked"], _score=-rows[Scores.score])
    waiting = waiting.sort_values(["_asked", "_score", *LISTING_KEY], kind="stable")
    place = waiting.groupby(Scores.brand_id, sort=False).cumcount()
    admitted = waiting.index[(place < room.loc[waiting.index]).to_numpy()]
    return rows[is_sure | rows.index.isin(admitted)]


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    is_audit_only = rows["is_drawn"] & (rows[Suspects.band] == "watch") & ~rows["is_asked"] & ~rows["is_returned"]
    section = np.select(
        [rows["is_prohibited"], rows["is_overdue"], is_audit_only, rows["is_returned"]],
        ["prohibited", "overdue", "audit", "returned"],
        default=rows[Suspects.band].to_numpy(dtype="object"),
    )
    # A drawn row says so wherever it stands: the miss rate is reckoned from draws.
    selected_by = np.select(
        [rows["is_drawn"], rows["is_prohibited"], rows["is_asked"]], ["audit", "rule", "complaint"], default="score"
    )
    rows = in_queue_order(
        rows.assign(**{Suspects.section: section, Suspects.selected_by: selected_by}), Suspects.section
    )
    rows = rows.sort_values(Scores.brand_id, kind="stable", ignore_index=True)
    return rows.assign(**{Suspects.rank: rows.groupby(Scores.brand_id).cumcount() + 1})


def _finished(
    rows: pd.DataFrame,
    image_matches: pd.DataFrame,
    networks: pd.DataFrame,
    reference_images: pd.DataFrame | None,
    *,
    night: datetime.date,
) -> pd.DataFrame:
    rows = rows.assign(
        **{
            Suspects.nearest_reference: pd.Series(
                nearest_references(rows, image_matches, reference_images), index=rows.index, dtype="object"
            ),
            Suspects.first_seen: rows[Candidates.listing_first_seen].fillna(start_of(night)),
            Suspects.network_id: network_ids(rows, networks),
            Suspects.value_at_risk: values_at_risk(rows),
        }
    )
    return Suspects.conform(rows)
