"""The outline of each trade's goods as parts in a unit square; the house fixes proportions, the product varies them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.simulator.chance import Chance

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Part:
    """One piece: its outline, which colour of the palette it takes, how far it bulges, and its surface."""

    outline: str
    points: Points
    role: str = "main"
    bulge: float = 1.0
    surface: str = "smooth"
    hollow: float = 0.0


class Hand:
    """Draws proportions: ``of(low, high)`` is the house's taste, shaken by 5 % for the single product."""

    def __init__(self, house: Chance, product: Chance) -> None:
        self.house, self.product = house, product

    def of(self, low: float, high: float) -> float:
        return self.house.between(low, high) * self.product.between(0.95, 1.05)

    def chooses(self, *options: str) -> str:
        return self.house.pick(options)


def _box(x0: float, y0: float, x1: float, y1: float, role: str = "main", **how: object) -> Part:
    return Part("round", ((x0, y0), (x1, y1)), role, **how)  # type: ignore[arg-type]


def _oval(x: float, y: float, rx: float, ry: float, role: str = "main", **how: object) -> Part:
    return Part("oval", ((x - rx, y - ry), (x + rx, y + ry)), role, **how)  # type: ignore[arg-type]


def _shape(*points: tuple[float, float], role: str = "main", **how: object) -> Part:
    return Part("polygon", points, role, **how)  # type: ignore[arg-type]


def handbag(hand: Hand) -> list[Part]:
    half, top, slope = hand.of(0.27, 0.4), hand.of(0.36, 0.5), hand.of(0.0, 0.09)
    skin = hand.chooses("grain", "quilt", "weave", "dots")
    body = _shape(
        (0.5 - half + slope, top), (0.5 + half - slope, top), (0.5 + half, 0.9), (0.5 - half, 0.9), surface=skin
    )
    handle = _oval(0.5, top, half * hand.of(0.5, 0.75), hand.of(0.16, 0.28), "accent", hollow=0.12)
    flap = _shape(
        (0.5 - half, top),
        (0.5 + half, top),
        (0.5 + half * 0.7, top + hand.of(0.12, 0.26)),
        (0.5 - half * 0.7, top + 0.2),
        role="accent",
        surface=skin,
    )
    clasp = _box(0.5 - hand.of(0.02, 0.05), top + 0.14, 0.5 + hand.of(0.02, 0.05), top + 0.2, "metal")
    return [handle, body, *([flap] if hand.chooses("flap", "open") == "flap" else []), clasp]


def watch(hand: Hand) -> list[Part]:
    case, band = hand.of(0.21, 0.29), hand.of(0.1, 0.16)
    strap = hand.chooses("weave", "grain", "rib")
    dial = [
        _oval(0.5, 0.5, case, case, "metal"),
        _oval(0.5, 0.5, case * hand.of(0.8, 0.9), case * 0.86, "dark"),
        _oval(0.5, 0.5, case * 0.74, case * 0.74),
    ]
    marks = [_oval(*_on_dial(case * 0.62, mark / 12), 0.012, 0.012, role="light", bulge=0.2) for mark in range(12)]
    pointer = _shape((0.49, 0.5), (0.51, 0.5), _on_dial(case * 0.55, hand.of(0.05, 0.9)), role="light", bulge=0.2)
    crown = _box(0.5 + case, 0.47, 0.5 + case + 0.05, 0.53, "metal")
    return [_strap(band, 0.03, strap), _strap(band, 0.97, strap), *dial, *marks, pointer, crown]


def _strap(band: float, end: float, surface: str) -> Part:
    """Half a strap, from the case to ``end``, a little wider at the case."""
    wide = band * 1.15
    corners = ((0.5 - band, end), (0.5 + band, end), (0.5 + wide, 0.5), (0.5 - wide, 0.5))
    return _shape(*corners, role="accent", surface=surface)


def _on_dial(radius: float, turn: float) -> tuple[float, float]:
    """A point on a circle round the middle; ``turn`` counts from twelve o'clock."""
    angle = math.tau * turn
    return 0.5 + radius * math.sin(angle), 0.5 - radius * math.cos(angle)


def sneaker(hand: Hand) -> list[Part]:
    toe, collar, sole = hand.of(0.5, 0.6), hand.of(0.26, 0.38), hand.of(0.06, 0.13)
    skin = hand.chooses("weave", "grain", "dots")
    upper = _shape(
        (0.08, collar), (0.3, collar + 0.03), (0.5, toe - 0.1), (0.82, toe), (0.93, 0.72), (0.07, 0.72), surface=skin
    )
    stripe = _shape(
        (0.3, 0.66), (0.36, 0.66), (hand.of(0.5, 0.62), toe - 0.08), (0.46, toe - 0.08), role="accent", bulge=0.4
    )
    swoop = _shape((0.12, 0.55), (0.45, 0.7), (hand.of(0.6, 0.78), 0.58), (0.42, 0.62), role="accent", bulge=0.4)
    mark = stripe if hand.chooses("stripe", "swoop") == "stripe" else swoop
    tongue = _shape((0.26, collar - 0.05), (0.36, collar - 0.02), (0.52, toe - 0.06), (0.4, toe), role="light")
    laces = [
        _box(
            0.36 + 0.05 * row,
            collar + 0.05 + 0.04 * row,
            0.47 + 0.05 * row,
            collar + 0.065 + 0.04 * row,
            "light",
            bulge=0.3,
        )
        for row in range(4)
    ]
    heel = _shape((0.07, collar + 0.02), (0.15, collar + 0.05), (0.17, 0.72), (0.06, 0.72), role="accent")
    return [
        tongue,
        upper,
        mark,
        heel,
        *laces,
        _box(0.05, 0.7, 0.95, 0.7 + sole, "light", surface="rib"),
        _box(0.06, 0.7 + sole, 0.94, 0.73 + sole, "dark"),
    ]


def headphone(hand: Hand) -> list[Part]:
    cup, rise = hand.of(0.11, 0.17), hand.of(0.3, 0.4)
    arc = _oval(0.5, 0.5, 0.33, rise, "accent", hollow=hand.of(0.06, 0.12))
    cover = _box(0.1, 0.62, 0.9, 1.0, "hole")
    cups = [_oval(x, 0.62, cup, cup * hand.of(1.2, 1.6), role) for x in (0.18, 0.82) for role in ("main",)]
    pads = [_oval(x, 0.62, cup * 0.55, cup, "dark", surface="grain") for x in (0.18 + cup * 0.5, 0.82 - cup * 0.5)]
    return [arc, cover, *cups, *pads, _oval(0.18, 0.62, 0.03, 0.03, "metal"), _oval(0.82, 0.62, 0.03, 0.03, "metal")]


def perfume(hand: Hand) -> list[Part]:
    half, top, neck = hand.of(0.17, 0.32), hand.of(0.33, 0.48), hand.of(0.05, 0.09)
    outline = hand.chooses("round", "oval", "taper")
    glass = {
        "round": _box(0.5 - half, top, 0.5 + half, 0.93, "glass"),
        "oval": _oval(0.5, (top + 0.93) / 2, half, (0.93 - top) / 2, "glass"),
        "taper": _shape(
            (0.5 - half * 0.6, top), (0.5 + half * 0.6, top), (0.5 + half, 0.93), (0.5 - half, 0.93), role="glass"
        ),
    }[outline]
    juice = _box(0.5 - half * 0.8, top + hand.of(0.1, 0.22), 0.5 + half * 0.8, 0.88, bulge=0.6)
    cap = _box(
        0.5 - neck * 1.6,
        top - hand.of(0.14, 0.26),
        0.5 + neck * 1.6,
        top - 0.04,
        hand.chooses("metal", "dark", "accent"),
        surface=hand.chooses("smooth", "rib"),
    )
    return [
        glass,
        juice,
        _box(0.5 - neck, top - 0.06, 0.5 + neck, top + 0.03, "metal"),
        cap,
        _box(0.5 - half * 0.55, 0.62, 0.5 + half * 0.55, 0.76, "light", bulge=0.3),
    ]


def charger(hand: Hand) -> list[Part]:
    half, top = hand.of(0.17, 0.3), hand.of(0.1, 0.26)
    body = _box(0.5 - half, top, 0.5 + half, 0.92, surface=hand.chooses("smooth", "grain", "rib"))
    ring = _oval(0.5, hand.of(0.45, 0.6), half * 0.6, half * 0.6, "accent", hollow=0.2)
    lights = [_oval(0.42 + 0.05 * lamp, 0.86, 0.01, 0.01, "light", bulge=0.2) for lamp in range(4)]
    port = _box(0.46, top + 0.02, 0.54, top + 0.05, "dark", bulge=0.2)
    return [
        body,
        *([ring] if hand.chooses("ring", "bare") == "ring" else [_box(0.5 - half, 0.7, 0.5 + half, 0.76, "accent")]),
        port,
        *lights,
    ]


def toy(hand: Hand) -> list[Part]:
    parts, floor = [], 0.9
    while floor > hand.of(0.24, 0.34):
        height, left, right = hand.of(0.09, 0.16), hand.of(0.14, 0.38), hand.of(0.62, 0.9)
        role = hand.product.pick(("main", "accent", "light", "dark"))
        studs = [
            _box(x, floor - height - 0.03, x + 0.05, floor - height + 0.01, role, bulge=0.5)
            for x in (left + 0.04, (left + right) / 2, right - 0.09)
        ]
        parts += [*studs, _box(left, floor - height, right, floor, role)]
        floor -= height
    return [*parts, _oval(0.32, 0.9, 0.07, 0.07, "dark"), _oval(0.7, 0.9, 0.07, 0.07, "dark")]
