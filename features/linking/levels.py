"""The names of what is compared between a listing and a product."""

import numpy as np

Levels = dict[str, np.ndarray]  # level → its value for each pair


class Level:
    """The columns of a comparison, named once."""

    model_equal = "model_equal"
    model_in_text = "model_in_text"
    number_in_text = "number_in_text"  # the model is a plain or short number, which may mean something else
    model_part = "model_part"
    model_near = "model_near"
    model_sibling = "model_sibling"  # another number of the same make
    model_conflict = "model_conflict"
    gtin_equal = "gtin_equal"
    gtin_conflict = "gtin_conflict"
    codes_shared = "codes_shared"
    codes_part = "codes_part"
    codes_sibling = "codes_sibling"
    codes_conflict = "codes_conflict"
    ngram_cosine = "ngram_cosine"
    vector_cosine = "vector_cosine"
    product_words_found = "product_words_found"
    listing_words_found = "listing_words_found"
    measures_conflict = "measures_conflict"  # one measure of a kind each, and they differ
    measures_differ = "measures_differ"
    colours_agree = "colours_agree"
    colours_partly = "colours_partly"  # the listing names one more colour, or one less
    colours_conflict = "colours_conflict"
    numbered_otherwise = "numbered_otherwise"  # mouse 3000 and mouse 6000
    telling_words_found = "telling_words_found"
    rival_words = "rival_words"
