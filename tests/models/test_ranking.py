"""Tonight's queues: what stands in them, in which order, and why."""

import datetime

import numpy as np
import pandas as pd
import pytest

from features.contracts import (
    Brands,
    Complaints,
    ImageMatches,
    ListingHistory,
    Listings,
    Networks,
    ProhibitedTerms,
    ReferenceImages,
    Scores,
    Suspects,
)
from features.examples import candidates as candidate_rows
from models.audit import draw_audit
from models.prohibited import word_pattern
from models.ranking import POLICY_QUEUE, rank_suspects
from models.triage import RankParams, audit_rows, bands, evidence_known

NIGHT = datetime.date(2026, 11, 18)
SECRET = b"a secret of this installation"
NO_AUDIT = RankParams(audit_share=0, unlinked_audit_rows=0)
KNOWN = {
    "product_id": "P1",
    "price_usd": 10.0,
    "seller_id": "S1",
    "images_named": 1,
    "sales_30d": 3,
    "link_confidence": 0.9,
}


def night_of(scores, *, capacity=10, params=NO_AUDIT, secret=SECRET, night=NIGHT, **tables):
    """The queues of listings L0, L1 … of brand acme with these scores; a None score is a listing without a brand."""
    rows = tables.pop("rows", None) or [{} for _ in scores]
    linked = [
        {**KNOWN, "brand_id": None if score is None else "acme", "score": score, "model_version": "rules-1", **row}
        for score, row in zip(scores, rows, strict=True)
    ]
    table = candidate_rows(linked)
    scored = pd.DataFrame(
        [{**row, "platform": table.platform[at], "listing_id": table.listing_id[at]} for at, row in enumerate(linked)]
    )
    scored = scored[scored["score"].notna()] if len(scored) else scored
    found = {
        "listing_history": ListingHistory.empty(),
        "brands": Brands.conform(pd.DataFrame({"brand_id": ["acme", "bolt"], "name": "x", "capacity": capacity})),
        "prohibited_terms": ProhibitedTerms.empty(),
        "image_matches": ImageMatches.empty(),
        "networks": Networks.empty(),
        "complaints": Complaints.empty(),
        **tables,
    }
    ranked = rank_suspects(
        scores=Scores.conform(scored), candidates=table, params=params, night=night, audit_secret=secret,
        model_version="rules-1", **found,
    )  # fmt: skip
    return Suspects.check(ranked)


def history(listing_id, *, changed, verdict="genuine", settled_at="2026-11-10", brand="acme"):
    row = {
        "platform": "market", "listing_id": listing_id, "nights_seen": 1, "was_shown": True, "settled_brand_id": brand,
        "is_changed_since_settled": changed, "settled_verdict": verdict,
        "settled_at": pd.Timestamp(settled_at, tz="UTC"),
    }  # fmt: skip
    return ListingHistory.conform(pd.DataFrame([row]))


def complaint(received, **more):
    row = {
        "complaint_id": "C1", "brand_id": "acme", "platform": "market", "listing_ids": ["L0"],
        "received_at": pd.Timestamp(received, tz="UTC"), **more,
    }  # fmt: skip
    return Complaints.conform(pd.DataFrame([row]))


def banned(listing_id):
    return match(listing_id, bank="banned", brand_id=None)


def match(listing_id, **more):
    row = {
        "platform": "market", "listing_id": listing_id, "image": "1.jpg", "bank": "official", "brand_id": "acme",
        "product_id": "P7", "reference_image": "p7.jpg", "view": "upright", "distance_bits": 3,
        "confidence": 0.9, **more,
    }  # fmt: skip
    return ImageMatches.conform(pd.DataFrame([row]))


def words(*given):
    return ProhibitedTerms.conform(pd.DataFrame({"rule_id": "R", "says": "no", "word": list(given)}))


def test_the_worst_stand_first_and_no_more_than_the_team_can_read():
    found = night_of([0.1, 0.9, 0.5, 0.7], capacity=3)
    assert found["listing_id"].tolist() == ["L1", "L3", "L2"]
    assert found["rank"].tolist() == [1, 2, 3]
    assert set(found["selected_by"]) == {"score"}


def test_equal_scores_stand_in_the_order_of_their_ids():
    assert night_of([0.5] * 5, capacity=4)["listing_id"].tolist() == ["L0", "L1", "L2", "L3"]


def test_a_queue_is_not_filled_up_with_listings_of_which_nothing_speaks():
    assert night_of([0.5, 0.001])["listing_id"].tolist() == ["L0"]


def test_the_band_needs_the_score_and_the_evidence():
    rows = [{}, {"price_usd": None, "product_id": None}, {}, {}]
    found = night_of([0.9, 0.9, 0.3, 0.1], rows=rows).set_index("listing_id")
    assert found["band"].to_dict() == {"L0": "act", "L1": "ask_brand", "L2": "ask_brand", "L3": "watch"}


def test_evidence_counts_product_price_readable_photo_and_seller():
    rows = candidate_rows([KNOWN, {**KNOWN, "images_unusable": 1}, {**KNOWN, "seller_id": None, "price_usd": None}, {}])
    assert evidence_known(rows).tolist() == [4, 3, 2, 0]


def test_bands_must_rise():
    with pytest.raises(ValueError, match="least_score"):
        RankParams(act_score=0.1)
    assert bands(pd.Series([1.0]), np.array([0]), RankParams()).tolist() == ["ask_brand"]


def test_bands_begin_where_the_brands_own_thresholds_say():
    lower = RankParams(act_score=0.3, ask_brand_score=0.1)
    scores, evidence = pd.Series([0.4, 0.4, 0.15, 0.15]), np.array([4] * 4)
    found = bands(scores, evidence, [lower, RankParams(), lower, RankParams()])
    assert found.tolist() == ["act", "ask_brand", "ask_brand", "watch"]
    assert bands(scores.head(0), evidence[:0], []).tolist() == []
    queues = [night_of([0.4], sector_params={brand: lower})["band"].tolist() for brand in ("acme", "bolt")]
    assert queues == [["act"], ["ask_brand"]]


def test_a_settled_listing_leaves_the_queue_until_its_content_changes():
    assert night_of([0.9, 0.8], listing_history=history("L0", changed=False))["listing_id"].tolist() == ["L1"]
    back = night_of([0.9, 0.8], listing_history=history("L0", changed=True)).set_index("listing_id")
    assert back.loc["L0", "section"] == "returned"


def test_a_verdict_about_another_brand_does_not_settle_this_one():
    assert len(night_of([0.9], listing_history=history("L0", changed=False, brand="bolt"))) == 1


def test_a_listing_linked_to_two_brands_stands_in_both_queues():
    found = night_of([0.9, 0.4], rows=[{"listing_id": "L0"}, {"listing_id": "L0", "brand_id": "bolt"}])
    assert found[["brand_id", "rank", "score"]].to_numpy().tolist() == [["acme", 1, 0.9], ["bolt", 1, 0.4]]


def test_a_prohibited_word_stands_on_top_of_a_full_queue_whatever_the_score():
    rows = [{}, {}, {"title": "Car AIR-BAG module"}]
    found = night_of([0.9, 0.8, 0.0], rows=rows, capacity=2, prohibited_terms=words("air bag"))
    assert found["listing_id"].tolist() == ["L2", "L0", "L1"]
    assert found.loc[0, ["section", "selected_by"]].tolist() == ["prohibited", "rule"]


def test_a_prohibited_listing_without_a_brand_stands_in_the_policy_queue():
    found = night_of([None], rows=[{"title": "安全气囊"}], prohibited_terms=words("气囊"))
    assert found[["brand_id", "section", "score", "model_version"]].to_numpy().tolist() == [
        [POLICY_QUEUE, "prohibited", 0.0, "rules-1"]
    ]


def test_a_banned_image_and_a_prohibited_category_are_listed_too():
    terms = ProhibitedTerms.conform(pd.DataFrame({"rule_id": "R", "says": "no", "category": ["Cars > Airbags"]}))
    rows = [{}, {"category": "cars > airbags > used"}, {"category": "Cars > Airbagsets"}]
    found = night_of([0.0] * 3, rows=rows, prohibited_terms=terms, image_matches=banned("L0"))
    assert found["listing_id"].tolist() == ["L0", "L1"]


def test_a_row_that_a_rule_put_there_says_which_word_rule_category_photo_or_complaint():
    terms = pd.concat(
        [
            words("air bag", "airbag", "ivory"),
            ProhibitedTerms.conform(pd.DataFrame({"rule_id": ["Q"], "says": ["no arms"], "category": ["Arms"]})),
        ]
    )
    rows = [{"title": "AIR-BAG"}, {"category": "arms > old"}, {}, {}]
    matches = match("L2", bank="banned", brand_id=None, reference_image="banned/1.jpg")
    asked = complaint("2026-11-17 08:00", listing_ids=["L3"])
    found = night_of([0.0] * 4, rows=rows, prohibited_terms=terms, image_matches=matches, complaints=asked)
    said = found.set_index("listing_id")["reasons"].map(lambda told: [(one["code"], one["value"]) for one in told])
    assert said.to_dict() == {
        "L0": [("prohibited_word", "air bag (R: no)"), ("prohibited_word", "airbag (R: no)")],
        "L1": [("prohibited_category", "Arms (Q: no arms)")],
        "L2": [("banned_image", "1.jpg = banned/1.jpg")],
        "L3": [("complaint_open", "2026-11-19 08:00")],
    }


@pytest.mark.parametrize(
    ("word", "title", "is_named"),
    [
        ("airbag", "two AIRBAGS, new", True),
        ("airbag", "a.i.r.b.a.g", True),
        ("airbag", "аirbаg in Cyrillic letters", True),
        ("airbag", "chairbags", False),
        ("air bag", "airbag", True),
        ("air bag", "air-bag", True),
        ("ivory", "ivory-like", True),
        ("象牙", "真象牙雕", True),
        ("c++ (x", "a c++ (x b", True),
        (" ", "anything", False),
    ],
)
def test_prohibited_words_are_found_as_a_reader_sees_them(word, title, is_named):
    import re

    from features.skeleton import skeletons_of

    assert (re.search(word_pattern(word), skeletons_of([title])[0]) is not None) == is_named


def test_an_open_complaint_stands_in_the_queue_with_its_clock():
    found = night_of([0.0, 0.9], complaints=complaint("2026-11-17 08:00"), capacity=1)
    assert found[["listing_id", "selected_by", "section"]].to_numpy().tolist() == [["L0", "complaint", "watch"]]
    assert found["due_at"].tolist() == [pd.Timestamp("2026-11-19 08:00", tz="UTC")]


def test_an_overdue_complaint_comes_on_top_of_the_capacity():
    found = night_of([0.0, 0.9], complaints=complaint("2026-11-15 08:00"), capacity=1)
    assert found[["listing_id", "section"]].to_numpy().tolist() == [["L0", "overdue"], ["L1", "act"]]


def test_a_complaint_about_an_unlinked_listing_stands_in_the_queue_of_the_brand_that_complained():
    found = night_of([None], complaints=complaint("2026-11-15"))
    assert found[["brand_id", "selected_by", "score"]].to_numpy().tolist() == [["acme", "complaint", 0.0]]


def test_a_closed_answered_or_later_complaint_has_no_clock():
    closed = complaint("2026-11-15", closed_at=pd.Timestamp("2026-11-16", tz="UTC"))
    assert night_of([0.0], complaints=closed).empty
    assert night_of([0.0], complaints=complaint("2026-11-18 00:00")).empty
    answered = history("L0", changed=False, settled_at="2026-11-16")
    assert night_of([0.9], complaints=complaint("2026-11-15"), listing_history=answered).empty
    earlier = history("L0", changed=False, settled_at="2026-11-14")
    assert len(night_of([0.9], complaints=complaint("2026-11-15"), listing_history=earlier)) == 1


def test_a_complaint_may_name_a_listing_by_its_address():
    listing = {"platform": "market", "listing_id": "L0", "title": "x", "price": 1.0, "currency": "USD"}
    listings = Listings.conform(pd.DataFrame([{**listing, "url": "https://shop.example/i/1"}]))
    named = complaint("2026-11-15", platform=None, listing_ids=[], listing_urls=["http://shop.example/i/1/#photos"])
    assert night_of([0.0], complaints=named, listings=listings)["section"].tolist() == ["overdue"]
    assert night_of([0.0], complaints=named).empty


def test_a_row_carries_reference_network_and_value():
    networks = Networks.conform(
        pd.DataFrame([{"network_id": "N1", "platform": "market", "seller_id": "S1", "role": "hub", "network_rank": 1}])
    )
    references = ReferenceImages.conform(
        pd.DataFrame({"brand_id": ["acme"], "product_id": ["P1"], "image": ["main.jpg"]})
    )
    found = night_of([0.9, 0.8], networks=networks, image_matches=match("L0"), reference_images=references)
    assert found["nearest_reference"].tolist() == [
        {"product_id": "P7", "image": "p7.jpg", "distance_bits": 3},
        {"product_id": "P1", "image": "main.jpg", "distance_bits": None},
    ]
    assert found["network_id"].tolist() == ["N1", "N1"] and found["value_at_risk"].tolist() == [30.0, 30.0]


def test_the_queues_do_not_depend_on_the_order_of_rows():
    scores = np.round(np.random.default_rng(0).random(60), 1).tolist()
    rows = [{"listing_id": f"L{at:02d}"} for at in range(60)]
    one = night_of(scores, rows=rows, params=RankParams())
    other = night_of(scores[::-1], rows=rows[::-1], params=RankParams())
    pd.testing.assert_frame_equal(one, other)


def test_an_empty_night_gives_an_empty_queue():
    assert night_of([]).empty


# --- the audit slice ---


def test_the_audit_slice_lies_inside_the_capacity_and_logs_its_probability():
    found = night_of([0.5] * 100, capacity=20, params=RankParams(audit_share=0.1))
    drawn = found[found["selected_by"] == "audit"]
    assert len(found) == 20 and len(drawn) == 2
    assert set(drawn["selection_probability"]) == {0.02}
    assert set(found.loc[found["selected_by"] != "audit", "selection_probability"]) == {1.0}


def test_every_queue_draws_at_least_one_row_unless_it_has_only_one():
    assert [audit_rows(room, RankParams()) for room in (0, 1, 2, 10, 40, 100)] == [0, 0, 1, 1, 2, 5]


def test_the_audit_draws_from_listings_nobody_would_look_at_and_from_unlinked_ones():
    found = night_of([0.0] * 50 + [None] * 50, params=RankParams(unlinked_audit_rows=3))
    assert found.groupby("brand_id").size().to_dict() == {"_policy": 3, "acme": 1}
    assert set(found["section"]) == {"audit"}
    assert found.loc[found["brand_id"] == "_policy", "selection_probability"].tolist() == [0.06] * 3


def test_a_settled_listing_is_not_drawn_again():
    found = night_of([0.0, 0.0], params=RankParams(), listing_history=history("L0", changed=False))
    assert found["listing_id"].tolist() == ["L1"] and found["selection_probability"].tolist() == [1.0]


def live(count, brand="acme"):
    return pd.DataFrame({"platform": "market", "listing_id": [f"L{at}" for at in range(count)], "brand_id": brand})


def test_listings_are_drawn_as_often_as_their_logged_probability_says():
    queues = [f"B{at}" for at in range(300)]
    rows = pd.concat([live(25, queue) for queue in queues], ignore_index=True)
    drawn = np.zeros(25)
    for secret in (b"one", b"two", b"three", b"four", b"five"):
        found = draw_audit(rows, dict.fromkeys(queues, 3), secret=secret, night=NIGHT)
        assert set(found["selection_probability"]) == {3 / 25}
        drawn += np.bincount(found["listing_id"].str[1:].astype(int), minlength=25)
    expected = 5 * len(queues) * 3 / 25
    # 25 counts around 180 with a standard deviation of 12.6: beyond 4.5 of them is a broken draw.
    assert np.abs(drawn - expected).max() < 4.5 * np.sqrt(expected * (1 - 3 / 25))


def test_the_draw_repeats_with_the_secret_and_changes_with_secret_night_and_queue():
    rows = live(200)

    def drawn(secret=SECRET, night=NIGHT, brand="acme"):
        found = draw_audit(
            rows.assign(brand_id=brand).sample(frac=1, random_state=1), {brand: 10}, secret=secret, night=night
        )
        return set(found["listing_id"])

    assert drawn() == drawn()
    assert len(drawn() & drawn(secret=b"other")) < 6
    assert len(drawn() & drawn(night=NIGHT + datetime.timedelta(days=1))) < 6
    assert len(drawn() & drawn(brand="bolt")) < 6


def test_another_queue_does_not_disturb_a_draw():
    both = pd.concat([live(50), live(80, "bolt")], ignore_index=True)
    alone = draw_audit(live(50), {"acme": 5}, secret=SECRET, night=NIGHT)
    found = draw_audit(both, {"acme": 5, "bolt": 5}, secret=SECRET, night=NIGHT)
    assert set(found.loc[found["brand_id"] == "acme", "listing_id"]) == set(alone["listing_id"])


def test_more_places_than_listings_draws_them_all_for_certain():
    found = draw_audit(live(2), {"acme": 5}, secret=SECRET, night=NIGHT)
    assert found["selection_probability"].tolist() == [1.0, 1.0]
    assert draw_audit(live(2), {}, secret=SECRET, night=NIGHT).empty
