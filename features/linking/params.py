"""The numbers of the link step, each with where it comes from."""

from pydantic import BaseModel, ConfigDict, Field


class LinkParams(BaseModel):
    """The link step's block in params.yaml: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # A listing naming more brands than this keeps the best supported; keyword stuffing needs no more rows.
    most_brands_a_listing: int = Field(default=5, ge=1)
    # Support a naming needs, see naming_support.POINTS: a rare name anywhere, or a common word with two good signs.
    least_naming_support: float = 1.0
    # Below this probability that listing and product are the same, the product is refused (product_id missing).
    # Origin: benchmarks/linking.py on 680 known pairs, all in view: 0.015 links 0.98 of them, and of listings whose
    # product is not in the catalogue 0.12 to another; 0.2 links 0.92 and 0.02. Prices are compared from 0.1 only.
    least_product_confidence: float = Field(default=0.015, ge=0, le=1)
    # Two products nearer than this in log odds cannot be told apart: the product is refused.
    least_log_odds_margin: float = Field(default=0.4, ge=0)
    # A listing that names no catalogued brand is given one by likeness alone from this probability of the product,
    # which its siblings share. Origin: 12,495 real titles with their brand struck out: from 0.1 up 233 were linked by
    # their wording alone, 0.88 of them to the right brand.
    least_likeness_confidence: float = Field(default=0.1, ge=0, le=1)
    # Candidates looked at: the closest products of all brands, and the closest of each brand named.
    candidates_overall: int = Field(default=6, ge=1)
    # … the closest of each brand named, which the overall list may have crowded out.
    candidates_a_brand: int = Field(default=5, ge=1)
    # Products below this n-gram cosine are no candidates unless a model code or a GTIN points at them.
    least_ngram_cosine: float = Field(default=0.15, ge=0, le=1)
    # A model code names a brand by itself from this many letters and digits, both present.
    least_code_length: int = Field(default=5, ge=4)
    # A photo copied from an official one names a brand the text hides from this confidence.
    least_image_confidence: float = Field(default=0.5, ge=0, le=1)
