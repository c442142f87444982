"""What was done to a reference to make a photo of it, in one word or two, read off the map between them."""

from dataclasses import dataclass

import numpy as np

from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import TRIMMED

# How a view is called when the listing photo matched it only after its own border was trimmed.
_FRAMED_NAMES = tuple({"upright": "framed", "trimmed": "trimmed"}.get(view, f"framed_{view}") for view in VIEW_NAMES)
# A map this near to no change at all is a copy as it is; saved again and scaled copies miss by less.
_SLIGHT = 0.02
_TILTED_DEGREES = 1.5
_QUARTERS = ("", "turned_left", "turned_180", "turned_right")
# More than this of the reference lies outside the photo: it was cropped.
_CROPPED_SHARE = 0.03
# What lies around the copy is a frame, or the bars of a screenshot, when so much of it has one grey level; around
# the copy in a collage lie other photos. Chosen on the fitting half of benchmarks/photo_sets.
_PLAIN_SHARE = 0.55
_ONE_LEVEL = 12.0
# A reference of which less agrees stands on another ground. Whether it was written over is not told: copies saved
# at low quality agree as little as those under a watermark.
_REGROUNDED = 0.5


@dataclass(frozen=True)
class Surroundings:
    """What a name rests on besides the map: the share of the blocks that agree, and how plain what lies around is."""

    blocks: float
    plain: float = 1.0


def names_of_views(view: np.ndarray, is_framed: np.ndarray) -> np.ndarray:
    """The names of views whose codes matched."""
    return np.where(is_framed, np.array(_FRAMED_NAMES)[view], np.array(VIEW_NAMES)[view])


def name_of_map(matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray, around: Surroundings) -> str:
    """The name of a map (2, 3) from reference to photo places.

    "upright" for no change, else the changes joined: mirror, turned_left, turned_180, turned_right, tilted, cropped,
    and collage, framed or regrounded for what lies around it.
    """
    linear = matrix[:, :2]
    is_mirrored = np.linalg.det(linear) < 0
    if is_mirrored:
        linear = linear @ np.diag([-1.0, 1.0])
    # On screens y runs down, so a positive angle turns to the right.
    degrees = np.rad2deg(np.arctan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1]))
    quarter = round(-degrees / 90) % 4
    off = (degrees + 90 * round(-degrees / 90)) % 360
    words = ["mirror" if is_mirrored else "", _QUARTERS[quarter]]
    words.append("tilted" if min(off, 360 - off) > _TILTED_DEGREES else "")
    words += _edges(_corners(matrix, sides, photo_sides), around)
    return "_".join(word for word in words if word) or "upright"


def plain_share(picture: np.ndarray, matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray) -> float:
    """The share of what lies around the copy in a photo's picture that has one grey level; 1 where nothing does."""
    corners = _corners(matrix, sides, photo_sides)
    low, high = (np.clip(edge, 0, 1) * picture.shape[0] for edge in (corners.min(axis=0), corners.max(axis=0)))
    across, down = (int(np.floor(edge)) for edge in low)
    right, bottom = (int(np.ceil(edge)) for edge in high)
    is_around = np.ones(picture.shape, bool)
    is_around[down:bottom, across:right] = False
    if not is_around.any():
        return 1.0
    levels = picture[is_around]
    return float((abs(levels - np.median(levels)) <= _ONE_LEVEL).mean())


def name_of(view: int, matrix: np.ndarray, told: tuple[np.ndarray, np.ndarray, Surroundings]) -> str:
    """The name of the map; a photo that is the reference without its border is told by its view."""
    return VIEW_NAMES[TRIMMED] if view == TRIMMED else name_of_map(matrix, *told)


def _corners(matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray) -> np.ndarray:
    """Where the reference's corners lie, (4, 2), in shares of the photo's sides."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * sides
    return np.asarray((corners @ matrix[:, :2].T + matrix[:, 2]) / photo_sides)


def _edges(placed: np.ndarray, around: Surroundings) -> list[str]:
    beyond = float(np.maximum(-placed.min(axis=0), placed.max(axis=0) - 1).max())
    seen = np.clip(placed, 0, 1)
    filled = float((seen.max(axis=0) - seen.min(axis=0)).prod())
    words = ["cropped" if beyond > _CROPPED_SHARE else ""]
    if around.blocks < _REGROUNDED:
        return [*words, "regrounded"]
    if filled < (1 - _SLIGHT) ** 4:
        words.append("framed" if around.plain >= _PLAIN_SHARE else "collage")
    return words
