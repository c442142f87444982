"""The rest of the outlines: eyewear, cosmetics, jackets, car parts, boxes and accessories."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.simulator.photos.silhouettes import (
    Hand,
    Part,
    _box,
    _oval,
    _shape,
    charger,
    handbag,
    headphone,
    perfume,
    sneaker,
    toy,
    watch,
)


def eyewear(hand: Hand) -> list[Part]:
    rx, ry, apart = hand.of(0.15, 0.21), hand.of(0.1, 0.18), hand.of(0.21, 0.25)
    round_lens = hand.chooses("oval", "round") == "oval"
    parts = [_shape((0.5 - apart - rx, 0.45), (0.03, 0.4), (0.03, 0.44), (0.5 - apart - rx, 0.52), role="accent")]
    parts.append(_shape((0.5 + apart + rx, 0.45), (0.97, 0.4), (0.97, 0.44), (0.5 + apart + rx, 0.52), role="accent"))
    for x in (0.5 - apart, 0.5 + apart):
        for scale, role in ((1.0, "main"), (0.84, "glass")):
            lens = (
                _oval(x, 0.5, rx * scale, ry * scale, role)
                if round_lens
                else _box(x - rx * scale, 0.5 - ry * scale, x + rx * scale, 0.5 + ry * scale, role)
            )
            parts.append(lens)
    return [*parts, _box(0.5 - apart + rx * 0.9, 0.45, 0.5 + apart - rx * 0.9, 0.49, "metal")]


def cosmetic(hand: Hand) -> list[Part]:
    half, top = hand.of(0.12, 0.34), hand.of(0.4, 0.62)
    body = _box(0.5 - half, top, 0.5 + half, 0.92, surface=hand.chooses("smooth", "rib"))
    lid = _box(
        0.5 - half * 1.03,
        top - hand.of(0.1, 0.3),
        0.5 + half * 1.03,
        top,
        hand.chooses("metal", "accent", "dark"),
        surface=hand.chooses("smooth", "rib"),
    )
    label = _box(0.5 - half * 0.7, top + 0.1, 0.5 + half * 0.7, 0.84, "light", bulge=0.2)
    return [body, lid, label, _box(0.5 - half, top - 0.01, 0.5 + half, top + 0.015, "metal")]


def jacket(hand: Hand) -> list[Part]:
    wide, hem, arm = hand.of(0.2, 0.28), hand.of(0.8, 0.94), hand.of(0.62, 0.8)
    body = _shape(
        (0.5 - wide * 0.8, 0.2),
        (0.5 + wide * 0.8, 0.2),
        (0.5 + wide, hem),
        (0.5 - wide, hem),
        surface=hand.chooses("smooth", "quilt", "rib"),
    )
    left = _shape(
        (0.5 - wide * 0.8, 0.2),
        (0.5 - wide * 0.9, 0.45),
        (0.5 - wide - 0.08, arm),
        (0.5 - wide - 0.18, arm - 0.03),
        role="main",
    )
    right = _shape(
        (0.5 + wide * 0.8, 0.2),
        (0.5 + wide * 0.9, 0.45),
        (0.5 + wide + 0.08, arm),
        (0.5 + wide + 0.18, arm - 0.03),
        role="main",
    )
    yoke = _shape(
        (0.5 - wide * 0.8, 0.2),
        (0.5 + wide * 0.8, 0.2),
        (0.5 + wide * 0.85, hand.of(0.3, 0.42)),
        (0.5 - wide * 0.85, 0.36),
        role="accent",
    )
    hood = _oval(0.5, 0.19, wide * 0.5, hand.of(0.08, 0.14), "accent")
    pockets = [
        _box(0.5 + side - 0.05, 0.6, 0.5 + side + 0.05, 0.63, "dark", bulge=0.2) for side in (-wide * 0.55, wide * 0.55)
    ]
    return [left, right, body, yoke, hood, _box(0.49, 0.2, 0.51, hem, "metal", bulge=0.3), *pockets]


def autopart(hand: Hand) -> list[Part]:
    rim, hub = hand.of(0.32, 0.42), hand.of(0.1, 0.18)
    disc = [
        _oval(0.5, 0.52, rim, rim, "metal", surface="rib"),
        _oval(0.5, 0.52, rim * 0.5, rim * 0.5),
        _oval(0.5, 0.52, hub, hub, "dark"),
    ]
    block = [
        _box(0.12, 0.3, 0.88, hand.of(0.6, 0.75), surface="grain"),
        _box(0.12, 0.3, 0.88, 0.38, "metal"),
        _oval(0.25, 0.34, 0.04, 0.04, "dark"),
        _oval(0.75, 0.34, 0.04, 0.04, "dark"),
    ]
    can = [
        _box(0.5 - hub * 1.8, 0.15, 0.5 + hub * 1.8, 0.9, surface="rib"),
        _box(0.5 - hub * 1.8, 0.15, 0.5 + hub * 1.8, 0.26, "metal"),
        _box(0.5 - hub * 1.8, 0.5, 0.5 + hub * 1.8, 0.72, "light", bulge=0.2),
    ]
    return {"disc": disc, "block": block, "can": can}[hand.chooses("disc", "block", "can")]


def generic(hand: Hand) -> list[Part]:
    left, top, depth = hand.of(0.1, 0.2), hand.of(0.2, 0.4), hand.of(0.06, 0.14)
    lid = _shape((left, top), (left + depth, top - depth), (0.86, top - depth), (0.8, top), role="accent")
    side = _shape((0.8, top), (0.86, top - depth), (0.86, 0.82), (0.8, 0.9), role="dark")
    panel = _box(
        left + 0.06,
        top + 0.08,
        hand.of(0.45, 0.72),
        hand.of(0.6, 0.75),
        hand.chooses("light", "glass", "metal"),
        bulge=0.3,
    )
    return [lid, side, _shape((left, top), (0.8, top), (0.8, 0.9), (left, 0.9)), panel]


def pouch(hand: Hand) -> list[Part]:
    half = hand.of(0.22, 0.36)
    return [
        _box(0.5 - half, 0.32, 0.5 + half, 0.86, surface=hand.chooses("weave", "grain")),
        _box(0.5 - half, 0.38, 0.5 + half, 0.4, "metal"),
        _oval(0.5 + half, 0.39, 0.03, 0.05, "accent"),
    ]


def coil(hand: Hand) -> list[Part]:
    rings = [
        _oval(0.5 + hand.of(-0.05, 0.05), 0.5, radius, radius * hand.of(0.8, 1.0), "main", hollow=0.035)
        for radius in (0.36, 0.3, 0.24)
    ]
    return [*rings, _box(0.1, 0.78, 0.3, 0.85, "dark"), _box(0.7, 0.14, 0.92, 0.21, "metal")]


def strip(hand: Hand) -> list[Part]:
    half = hand.of(0.06, 0.13)
    holes = [_oval(0.5, 0.2 + 0.07 * hole, 0.012, 0.012, "dark", bulge=0.1) for hole in range(6)]
    return [
        _shape(
            (0.5 - half, 0.05),
            (0.5 + half, 0.05),
            (0.5 + half * 0.8, 0.95),
            (0.5 - half * 0.8, 0.95),
            surface=hand.chooses("weave", "grain", "rib"),
        ),
        _box(0.5 - half * 1.2, 0.05, 0.5 + half * 1.2, 0.13, "metal"),
        *holes,
    ]


SILHOUETTES: dict[str, Callable[[Hand], list[Part]]] = {
    "handbag": handbag,
    "watch": watch,
    "sneaker": sneaker,
    "headphone": headphone,
    "perfume": perfume,
    "charger": charger,
    "toy": toy,
    "eyewear": eyewear,
    "cosmetic": cosmetic,
    "jacket": jacket,
    "autopart": autopart,
    "generic": generic,
    "pouch": pouch,
    "coil": coil,
    "strip": strip,
}
ACCESSORY_SHAPES = ("pouch", "coil", "strip", "generic")
