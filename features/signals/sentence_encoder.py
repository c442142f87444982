"""Any sentence-transformers model as the title encoder, for those who install the `transformers` extra."""

import hashlib
from functools import cached_property
from typing import Any

import numpy as np

from features.signals.title_vectors import encoder_from, shown_to_encoder

_EXTRA = "transformers"


class EncoderUnavailable(ImportError):
    """The library or the weights of an encoder are not on this machine."""


class SentenceEncoder:
    """`st:<name or path>@<revision>`. Never downloads: the model must already be on this machine.

    Texts are encoded one at a time, since padding to a longer neighbour changes a vector's last bits. That costs
    half the speed; the cache pays it once a title.
    """

    def __init__(self, name: str) -> None:
        self.id = name
        place, _, revision = name.removeprefix("st:").partition("@")
        self._place = place
        self._revision = revision or None

    def __reduce__(self) -> tuple[Any, ...]:
        return encoder_from, (self.id,)

    @property
    def dim(self) -> int:
        model = self._model
        # The method has its shorter name since sentence-transformers 6.
        ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        return int(ask())

    @cached_property
    def weights_hash(self) -> str:
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(tensor.cpu().float().numpy()).tobytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1, float32 (n, dim)."""
        model = self._model
        asked = {"normalize_embeddings": True, "convert_to_numpy": True, "show_progress_bar": False}
        vectors = [model.encode([shown_to_encoder(text)], batch_size=1, **asked)[0] for text in texts]
        return np.array(vectors, dtype=np.float32).reshape(len(texts), self.dim)

    @cached_property
    def _model(self) -> Any:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as missing:
            raise EncoderUnavailable(
                f"title encoder {self.id}: sentence-transformers is not installed; "
                f"do: pip install 'touchstone[{_EXTRA}]', or set the encoder to use-m3."
            ) from missing
        # One thread: sums are added in one order, and the workers are the parallel part.
        torch.set_num_threads(1)
        try:
            return SentenceTransformer(self._place, revision=self._revision, device="cpu", local_files_only=True)
        except (OSError, ValueError) as absent:
            raise EncoderUnavailable(
                f"title encoder {self.id}: no model of that name and revision on this machine; "
                "do: put it there first (nothing is downloaded at night), or set the encoder to use-m3."
            ) from absent
