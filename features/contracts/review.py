"""Scores, the queues people review, and what comes back from them."""

from typing import Any

import pyarrow as pa

from features.contracts.table import Table, count, number, record, records, text, texts, time

VERDICTS = ["counterfeit", "lookalike", "grey_market", "unauthorised", "compatible", "genuine", "unsure"]
BASES = ["visual", "rights_holder", "complaint", "counter_notice", "test_purchase", "law_enforcement", "audit"]
BANDS = ["act", "ask_brand", "watch"]
SECTIONS = ["prohibited", "overdue", "act", "ask_brand", "test_buy", "audit", "returned", "watch"]
SELECTED_BY = ["score", "rule", "complaint", "test_buy", "audit"]
RIGHTS = ["trademark", "copyright", "patent", "design"]

REASONS = pa.list_(
    pa.struct(
        [("code", pa.string()), ("sentence", pa.string()), ("value", pa.string()), ("contribution", pa.float64())]
    )
)
REFERENCE = pa.struct([("product_id", pa.string()), ("image", pa.string()), ("distance_bits", pa.int64())])


class Scores(Table):
    """One row per row of Links with a brand; the key is (platform, listing_id, brand_id)."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    seller_id: Any = text("the seller, or missing")
    brand_id: Any = text("the brand", required=True)
    product_id: Any = text("the product, or missing")
    link_confidence: Any = number("0 to 1", required=True, ge=0, le=1)
    score: Any = number("calibrated probability that a settled verdict would be counterfeit", required=True, ge=0, le=1)
    model_version: Any = text("the model, or rules-…", required=True)

    class Config:
        unique = ["platform", "listing_id", "brand_id"]


class Suspects(Table):
    """One row per place in a review queue; the key is (brand_id, rank)."""

    rank: Any = count("1 = first, per brand", required=True, ge=1)
    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    seller_id: Any = text("the seller, or missing")
    brand_id: Any = text("the brand whose queue it is, _policy for none", required=True)
    product_id: Any = text("the product, or missing")
    link_confidence: Any = number("0 to 1", required=True, ge=0, le=1)
    score: Any = number("as in Scores; 0 for a row no model scored", required=True, ge=0, le=1)
    model_version: Any = text("the model, or rules-…", required=True)
    band: Any = text("act, ask_brand or watch", required=True, isin=BANDS)
    section: Any = text("the part of the queue", required=True, isin=SECTIONS)
    selected_by: Any = text("why it is in the queue", required=True, isin=SELECTED_BY)
    selection_probability: Any = number("of this row's selection mechanism", required=True, gt=0, le=1)
    reasons: Any = records(REASONS, "code, sentence, value and contribution, strongest first")
    nearest_reference: Any = record(REFERENCE, "the product and photo it was compared with")
    first_seen: Any = time("first night a snapshot held it", required=True)
    due_at: Any = time("when an answer is due, or missing")
    network_id: Any = text("the seller network, or missing")
    value_at_risk: Any = number("price x sales in 30 days, US dollars, or missing", ge=0)

    class Config:
        unique = ["brand_id", "rank"]


class Decisions(Table):
    """One row per verdict event; append-only."""

    decision_id: Any = text("the event", required=True, unique=True)
    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the brand", required=True)
    verdict: Any = text("what was decided", required=True, isin=VERDICTS)
    basis: Any = text("what it rests on", required=True, isin=BASES)
    decided_at: Any = time("when", required=True)
    decided_by: Any = text("who")
    reason_codes: Any = texts("codes given")
    note: Any = text("free text")
    snapshot_date: Any = time("the night it was about")
    supersedes: Any = text("the event it replaces")


class Complaints(Table):
    """One row per notice of a rights holder."""

    complaint_id: Any = text("the notice", required=True, unique=True)
    brand_id: Any = text("the brand", required=True)
    received_at: Any = time("when it came", required=True)
    platform: Any = text("the marketplace")
    listing_ids: Any = texts("listings named")
    listing_urls: Any = texts("addresses named")
    right: Any = text("the right claimed", isin=RIGHTS)
    right_number: Any = text("its number")
    language: Any = text("language code")
    complainant: Any = text("who")
    closed_at: Any = time("when it was answered")
    outcome: Any = text("upheld, rejected or withdrawn", isin=["upheld", "rejected", "withdrawn"])
    text: Any = text("the notice")
