"""Photos of the market drawn by processes of their own, so that the market lives on meanwhile."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType

from pipeline.simulator.chance import stable_number
from pipeline.simulator.photos.photo_store import PhotoStore
from pipeline.simulator.trade import Product, Recipe

Order = tuple[Recipe, str]
"""A photo and the file it goes to; the file's folder is there when the order is sent."""


class Darkroom:
    """Takes orders for photos and writes their files: a photo is drawn once and linked where it is shown again.

    Equal orders give equal files with any number of ``workers``; one draws in this process. Leaving the ``with`` block
    waits for every file. Raises what drawing raised.
    """

    def __init__(self, seed: int, products: Mapping[str, Product], *, workers: int) -> None:
        self._benches = [_Bench(seed, products)] if workers == 1 else []
        self._pools = [_pool(seed, products) for _ in range(workers if workers > 1 else 0)]
        self._orders: list[list[Order]] = [[] for _ in range(workers)]
        self._sent: list[Future[None]] = []

    def __enter__(self) -> Darkroom:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.send()
                for sent in self._sent:
                    sent.result()
        finally:
            for pool in self._pools:
                pool.shutdown(cancel_futures=True)

    def order(self, photo: Recipe, path: str) -> None:
        """Notes that ``path`` is to show the photo."""
        self._orders[stable_number(_origin(photo)) % len(self._orders)].append((photo, path))

    def send(self) -> None:
        """Hands out what was ordered so far."""
        for place, orders in enumerate(self._orders):
            if self._benches:
                self._benches[place].develop(orders)
            elif orders:
                self._sent.append(self._pools[place].submit(_develop, orders))
        self._orders = [[] for _ in self._orders]


class _Bench:
    """Where one process draws. All that is made from one thing comes here, so the thing is drawn once."""

    def __init__(self, seed: int, products: Mapping[str, Product]) -> None:
        self._store = PhotoStore(seed, products)
        self._files: dict[Recipe, str] = {}

    def develop(self, orders: list[Order]) -> None:
        for photo, path in orders:
            first = self._files.get(photo)
            if first is None:
                Path(path).write_bytes(self._store.jpeg(photo))
                self._files[photo] = path
                continue
            try:
                os.link(first, path)
            except OSError:
                # No hard links here, or too many of one file: a copy is as good.
                Path(path).write_bytes(Path(first).read_bytes())
                self._files[photo] = path


def _origin(photo: Recipe) -> str:
    """What the photo shows; an altered one shows what it was made from."""
    while photo.of:
        photo = photo.of[0]
    return photo.subject


def _pool(seed: int, products: Mapping[str, Product]) -> ProcessPoolExecutor:
    # One process each: its orders are done in turn, so the file a later photo is linked to is there.
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=partial(_set_up, seed, dict(products)))


# The bench of this process, where it was started to draw.
_HERE: list[_Bench] = []


def _set_up(seed: int, products: dict[str, Product]) -> None:
    _HERE.append(_Bench(seed, products))


def _develop(orders: list[Order]) -> None:
    _HERE[0].develop(orders)
