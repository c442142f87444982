"""What the rules say: every weight in one table. First guesses from public reports, to be beaten by a trained model.

Log-odds start at BIAS (0.7 %: an ordinary listing). Each kind of evidence is capped so that one kind alone, however
loud, stays below `ask_brand`, and two kinds at their loudest reach `act`. Cheap is by far the weakest kind, and makes no
case with another: discounters and liquidators fill the cheap end (ranking by low price had AUC 0.21 for listings that
hide their brand, on real data; on simulated markets 21 and 22 a cap of 2.2 instead of 0.8 cost .09 and .07 of PR-AUC).
"""

from models.rules import Rules, RuleTerm, rules_of

BIAS = -5.0
CAPS = {"price": 0.8, "words": 3.0, "photos": 3.0, "seller": 3.0, "buyers": 3.0, "experts": 3.0, "link": 0.0}

# feature, kind of evidence, nothing at, full at, weight
_TABLE: tuple[tuple[str, str, float, float, float], ...] = (
    ("price_to_list_ratio", "price", 0.6, 0.2, 1.2),
    ("price_to_street_low_ratio", "price", 0.9, 0.35, 1.2),
    ("price_to_peer_median_ratio", "price", 0.75, 0.35, 1.0),
    ("price_below_peers_spreads", "price", 2.0, 5.0, 0.6),
    ("shown_discount_share", "price", 0.6, 0.9, 0.4),
    ("replica_words_weight", "words", 0.0, 1.0, 2.5),
    ("slang_words_weight", "words", 0.0, 1.0, 2.0),
    ("wink_words_weight", "words", 0.0, 0.8, 1.2),
    ("promise_words_weight", "words", 0.0, 1.0, 0.4),
    ("grey_words_weight", "words", 0.0, 1.0, 0.3),
    ("contacts_count", "words", 0.0, 1.0, 0.6),
    # Words printed into a photo are words still: together with the text's they stay under one cap.
    ("photo_contacts_count", "words", 0.0, 1.0, 1.0),
    ("photo_grade_words_weight", "words", 0.0, 1.0, 2.0),
    ("is_brand_shown_only_in_photo", "words", 0.0, 1.0, 0.8),
    ("is_title_mixed_script", "words", 0.0, 1.0, 1.0),
    ("invisible_characters_count", "words", 0.0, 2.0, 0.6),
    ("broken_words_count", "words", 0.0, 1.0, 0.7),
    ("is_name_disguised", "words", 0.0, 1.0, 1.5),
    ("is_brand_field_evasive", "words", 0.0, 1.0, 0.9),
    ("is_brand_field_other", "words", 0.0, 1.0, 0.3),
    ("is_named_by_nickname", "words", 0.0, 1.0, 0.3),
    ("line_without_owner_share", "words", 0.4, 0.9, 0.6),
    ("brands_named_count", "words", 2.0, 5.0, 0.3),
    # A lookalike or an accessory breaks other rules, if any: it is not sold as the brand's own product.
    ("lookalike_words_weight", "words", 0.0, 1.0, -1.0),
    ("is_accessory_claim", "words", 0.0, 1.0, -2.5),
    ("known_fake_photo_confidence", "photos", 0.5, 1.0, 3.0),
    ("is_official_photo_altered", "photos", 0.0, 1.0, 1.0),
    ("is_official_photo_of_other_product", "photos", 0.0, 1.0, 0.6),
    ("is_other_brand_in_photo", "photos", 0.0, 1.0, 0.5),
    ("unofficial_photo_other_sellers_count", "photos", 0.0, 3.0, 0.8),
    # Honest resellers copy the brand's photos too.
    ("official_photo_confidence", "photos", 0.5, 1.0, 0.3),
    ("unusable_photos_share", "photos", 0.3, 1.0, 0.3),
    ("photos_named_count", "photos", 1.0, 0.0, 0.2),
    ("is_denied_seller", "seller", 0.0, 1.0, 2.5),
    ("seller_counterfeit_settled_count", "seller", 0.0, 2.0, 2.5),
    ("seller_account_age_days", "seller", 300.0, 20.0, 0.8),
    ("seller_ratings_count", "seller", 50.0, 0.0, 0.3),
    ("seller_listings_gone_share", "seller", 0.3, 0.8, 0.6),
    ("seller_cheap_share", "seller", 0.4, 0.9, 0.4),
    ("seller_evasive_brand_field_share", "seller", 0.1, 0.6, 0.6),
    ("seller_disguised_name_share", "seller", 0.1, 0.6, 0.8),
    ("contact_other_sellers_count", "seller", 0.0, 2.0, 0.8),
    ("description_other_sellers_count", "seller", 0.0, 3.0, 0.3),
    ("place_countries_count", "seller", 1.0, 3.0, 0.5),
    ("is_dispatch_abroad", "seller", 0.0, 1.0, 0.2),
    # The brand vouches for the seller, or people have looked and found the goods genuine.
    ("is_authorised_seller", "seller", 0.0, 1.0, -6.0),
    ("seller_genuine_settled_count", "seller", 0.0, 3.0, -1.2),
    # Rivals write such reviews too: 2.0 and 1.5 had PR-AUC .01 to .03 lower on simulated markets 21 to 23.
    ("reviews_of_fakes_share", "buyers", 0.0, 0.3, 1.2),
    ("reviews_of_fakes_count", "buyers", 0.0, 3.0, 0.9),
    ("reviews_hinting_fakes_count", "buyers", 0.0, 3.0, 0.6),
    # The brand's experts chose the weights, 1 being as sure as a rule can be.
    ("expert_rules_against_weight", "experts", 0.0, 1.0, 3.0),
    ("expert_rules_for_weight", "experts", 0.0, 1.0, -3.0),
    # A listing that may not be this brand's at all is no case for this brand. A sure name with an unsure product has
    # the product's confidence, which is 0.1 where the product is more likely than not in a full catalogue.
    ("link_certainty", "link", 0.09, 0.02, -2.0),
)


def baseline_rules() -> Rules:
    """The rules baseline: scores the first night, and every night without a champion that fits."""
    return rules_of([RuleTerm(*row) for row in _TABLE], BIAS, CAPS)
