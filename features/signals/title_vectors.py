"""Titles as vectors whose cosine says how alike they mean, in any of the encoder's languages.

A vector is a property of its text alone: it must not depend on which texts were encoded beside it, on how many
processes worked, or on whether it came from the cache. Encoders therefore fix how texts are batched, and every
vector is kept on the float16 grid, cached or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

# What is stored per text; part of the cache's id, changed when the same encoder's stored bytes change.
VECTOR_VERSION = "1"
# Longer texts are cut: no shop shows more, and an encoder's memory and time grow with the text.
LONGEST_TEXT_CHARACTERS = 1000


class TitleEncoder(Protocol):
    """Turns titles into vectors. It must pickle cheaply: worker processes load their own weights."""

    @property
    def id(self) -> str:
        """The name that `encoder_from` knows it by."""
        ...

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        ...

    @property
    def weights_hash(self) -> str:
        """A hash of the weights' bytes; part of cache keys and of a model's identity."""
        ...

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1, float32 (n, dim), each the same whatever texts stand beside it."""
        ...


@cache
def encoder_from(name: str) -> TitleEncoder:
    """The encoder that a params key names: `use-m3`, or `st:<name or path>@<revision>`. Raises ValueError.

    One a process: encoders pickle as a call of this function, so a worker loads its weights once.
    """
    if name == "use-m3":
        from features.signals.use_encoder import UseEncoder

        return UseEncoder()
    if name.startswith("st:") and len(name) > 3:
        from features.signals.sentence_encoder import SentenceEncoder

        return SentenceEncoder(name)
    raise ValueError(f"title encoder: found {name!r}, expected use-m3 or st:<name or path>@<revision>")


def signal_id(encoder: TitleEncoder) -> str:
    """What names the cache of an encoder's vectors."""
    return f"title-{VECTOR_VERSION}-{encoder.id}-{encoder.weights_hash}"


def shown_to_encoder(text: str) -> str:
    """The text as an encoder gets it: cut to length, and valid UTF-8 whatever came in."""
    return text[:LONGEST_TEXT_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def encode_to_keep(encoder: TitleEncoder, texts: list[str]) -> np.ndarray:
    """Vectors as they are kept: float16, (n, dim). It costs about 0.0002 of a cosine and halves the cache."""
    return np.ascontiguousarray(encoder.encode(texts), dtype=np.float16)


def unit_vectors(kept: np.ndarray) -> np.ndarray:
    """Kept vectors as float32 of length 1 (to rounding; a cosine of equal texts may come to 1.0000001)."""
    wide = kept.astype(np.float32)
    lengths = np.sqrt(np.square(wide).sum(axis=1, keepdims=True))
    return wide / np.where(lengths > 0, lengths, 1)


@dataclass(frozen=True)
class TextVectors:
    """Vectors of distinct texts: `rows` maps a text to its row of `vectors`, float32 (n, dim)."""

    encoder_id: str
    weights_hash: str
    rows: Mapping[str, int]
    vectors: np.ndarray

    def of(self, texts: Iterable[str]) -> np.ndarray:
        """The vectors of the texts in their order, (n, dim). Raises KeyError for a text that was not encoded."""
        return self.vectors[[self.rows[text] for text in texts]]

    def __contains__(self, text: str) -> bool:
        return text in self.rows

    def __len__(self) -> int:
        return len(self.rows)


def text_vectors(texts: Iterable[str], encoder: TitleEncoder) -> TextVectors:
    """The vectors of the distinct texts, encoded here and now: no cache, no other process."""
    distinct = sorted(set(texts))
    kept = encode_to_keep(encoder, distinct) if distinct else np.empty((0, encoder.dim), np.float16)
    return from_kept(distinct, kept, encoder)


def from_kept(distinct: Sequence[str], kept: np.ndarray, encoder: TitleEncoder) -> TextVectors:
    """TextVectors of distinct texts and their kept vectors, row by row."""
    rows = {text: row for row, text in enumerate(distinct)}
    return TextVectors(encoder.id, encoder.weights_hash, rows, unit_vectors(kept))
