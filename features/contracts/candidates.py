"""Everything the feature families may know of one listing and one brand, side by side.

One wide table is the whole input of every family: it is cut into rows or groups and spread over workers
without asking a family which other tables it wanted.
"""

from typing import Any

from features.contracts.table import Table, count, flag, hashes, mapping, number, text, texts, time


class Candidates(Table):
    """One row per row of Links, with what is known of the listing, its seller, the brand and the product."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the linked brand, or missing")
    product_id: Any = text("the linked product, or missing")
    seller_id: Any = text("the seller, or missing")
    # the listing
    title: Any = text("the raw title", required=True)
    description: Any = text("the long text")
    typed_brand: Any = text("what the seller typed as brand")
    category: Any = text("path")
    condition: Any = text("new, used, refurbished, unknown or missing")
    stock: Any = count("pieces in stock")
    sales_30d: Any = count("pieces sold in 30 days")
    min_order_quantity: Any = count("smallest order")
    ships_from: Any = text("place of dispatch as written")
    attributes: Any = mapping("attributes as written")
    review_count: Any = count("number of reviews")
    review_score: Any = number("mean score")
    review_texts: Any = texts("review texts shown")
    listed_at: Any = time("first put up")
    captured_at: Any = time("seen by the snapshot")
    flags: Any = texts("remarks of reading, see ListingFlags")
    currency: Any = text("ISO 4217 code of the price", required=True)
    price_usd: Any = number("price at the night's rate; missing without a rate")
    shown_list_price_usd: Any = number("the crossed-out price at the night's rate")
    # the link
    link_confidence: Any = number("0 to 1", required=True)
    product_confidence: Any = number("0 to 1: that it is the linked product if it is this brand at all", ge=0, le=1)
    claim: Any = text("own, accessory, lookalike or none", required=True)
    named_as: Any = text("the text that named the brand")
    named_how: Any = text("exact, alias, nickname, obfuscated, model_code, image or none", required=True)
    named_in: Any = text("where the name stood")
    brand_field: Any = text("typed brand against the linked brand: same, other, missing or evasive")
    brands_named: Any = count("catalogued brands named")
    title_vector_cosine: Any = number("encoder cosine with the product's title")
    title_ngram_cosine: Any = number("n-gram cosine with the product's title")
    is_model_equal: Any = flag("model number found")
    # the brand and the product
    brand_name: Any = text("the brand's name")
    brand_sector: Any = text("its sector")
    product_title: Any = text("the product's title")
    product_category: Any = text("the product's category")
    product_list_price_usd: Any = number("list price at the night's rate")
    product_street_price_low_usd: Any = number("lowest usual honest price at the night's rate")
    product_released_on: Any = time("first day on sale")
    product_discontinued_on: Any = time("last day of production")
    # the seller
    seller_name: Any = text("shop name")
    seller_type: Any = text("c2c, b2c or b2b")
    seller_registered_at: Any = time("account opened")
    seller_rating: Any = number("rating")
    seller_rating_count: Any = count("number of ratings")
    seller_location: Any = text("place as written")
    seller_contact: Any = text("free text")
    seller_status: Any = text("authorised, denied or watched for this brand on this night, or missing")
    # the brand's expert rules
    tells_checked: Any = count("rules of the brand that could be checked", required=True)
    tells_raising: Any = texts("what the rules that speak of a fake say, where they hold")
    tells_raising_weight: Any = number("sum of their weights", required=True)
    tells_lowering: Any = texts("what the rules that speak of the genuine say, where they hold")
    tells_lowering_weight: Any = number("sum of their weights, positive", required=True)
    # the photos
    image_sha256s: Any = texts("sha256 of each readable photo")
    image_phashes: Any = hashes("pHash of each comparable photo")
    images_named: Any = count("photos the listing names", required=True)
    images_unusable: Any = count("of those, broken, missing or refused", required=True)
    photo_sellers: Any = count("sellers who showed its most shared photo, tonight or on the nights looked back on")
    telling_photo_sellers: Any = count("the same without pictures that so many sellers show that they tell nothing")
    official_match_confidence: Any = number("best match with an official photo of this brand")
    official_match_product_id: Any = text("whose official photo that is")
    official_match_view: Any = text("the alteration that explains it")
    known_fake_match_confidence: Any = number(
        "best match with a photo of a listing settled counterfeit before the night"
    )
    # the text in its photos; see PhotoTexts
    photos_read: Any = count("photos whose text was read; missing when the listing was not looked at")
    photo_texts: Any = texts("the text of each photo that was read and shows any")
    own_name_in_photo: Any = text("the linked brand's name as a photo shows it, or missing")
    other_names_in_photo: Any = texts("names in photos of catalogued brands that the listing is not linked to")
    # before the night
    listing_first_seen: Any = time("first night a snapshot held it, tonight included")
    listing_nights_seen: Any = count("earlier nights that held it", required=True)
    seller_first_seen: Any = time("first night that held the seller, tonight included")
    seller_listings_seen: Any = count("distinct listings on earlier nights")
    seller_listings_gone: Any = count("of those, no longer live")
    seller_settled_count: Any = count("the seller's listings settled before the night")
    seller_counterfeit_count: Any = count("of those, counterfeit")
    seller_genuine_count: Any = count("of those, genuine")
