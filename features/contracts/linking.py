"""Which brand and product a listing claims to be, and which photos were copied."""

from typing import Any

from features.contracts.table import Table, count, flag, number, text

CLAIMS = ["own", "accessory", "lookalike", "none"]
NAMED_HOW = ["exact", "alias", "nickname", "obfuscated", "model_code", "image", "none"]
BANKS = ["official", "known_fake", "banned"]


class Links(Table):
    """One row per listing and brand it names or resembles; a listing that resembles none has one row without brand."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the brand, or missing")
    product_id: Any = text("the product of that brand, or missing")
    link_confidence: Any = number(
        "0 to 1: that it is this brand and, when given, this product", required=True, ge=0, le=1
    )
    claim: Any = text("what the listing says it is to the brand", required=True, isin=CLAIMS)
    named_as: Any = text("the text that named the brand, as the seller wrote it")
    named_how: Any = text("how the brand was named", required=True, isin=NAMED_HOW)


class LinkComparisons(Table):
    """One row per row of Links that has a brand: the measured levels its decision rests on."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the brand", required=True)
    title_vector_cosine: Any = number(
        "encoder cosine with the linked product's title, else the brand's closest", ge=-1, le=1
    )
    title_ngram_cosine: Any = number("character n-gram TF-IDF cosine with the same", ge=0, le=1)
    is_model_equal: Any = flag("model number of the product stands in the listing")
    is_gtin_equal: Any = flag("GTINs are equal")
    brands_named: Any = count("catalogued brands named in the listing", required=True, ge=0)
    named_in: Any = text("title, brand_field, description, attributes, image or none", required=True)
    brand_field: Any = text(
        "typed brand against this brand", required=True, isin=["same", "other", "missing", "evasive"]
    )
    product_confidence: Any = number(
        "0 to 1: that it is the linked product if it is this brand at all; missing without a product", ge=0, le=1
    )


class ImageMatches(Table):
    """One row per listing photo and reference photo it was copied from. Only asserted matches are rows."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    image: Any = text("the listing's photo", required=True)
    bank: Any = text("where the reference comes from", required=True, isin=BANKS)
    brand_id: Any = text("the reference's brand; missing for banned images")
    product_id: Any = text("the reference's product, when known")
    reference_image: Any = text("the reference photo", required=True)
    view: Any = text("which alteration explains the match", required=True)
    distance_bits: Any = count("bits that differ, of 64", required=True, ge=0)
    confidence: Any = number("0 to 1, unrounded", required=True, ge=0, le=1)
