"""What was done to a reference to make a photo of it, in one word or two, read off the map between them."""

import numpy as np

from features.linking.photo_verification import NO_VIEW
from features.signals.photo_views import VIEW_NAMES

# How a view is called when the listing photo matched it only after its own border was trimmed.
_FRAMED_NAMES = tuple({"upright": "framed", "trimmed": "trimmed"}.get(view, f"framed_{view}") for view in VIEW_NAMES)
# A map this near to no change at all is a copy as it is; saved again and scaled copies miss by less.
_SLIGHT = 0.02
_TILTED_DEGREES = 1.5
_QUARTERS = ("", "turned_left", "turned_180", "turned_right")
# The reference fills less of the photo than this when it is one of several pictures.
_COLLAGE_SHARE = 0.6
# More than this of the reference lies outside the photo: it was cropped.
_CROPPED_SHARE = 0.03


def names_of_views(view: np.ndarray, is_framed: np.ndarray) -> np.ndarray:
    """The names of views whose codes matched."""
    return np.where(is_framed, np.array(_FRAMED_NAMES)[view], np.array(VIEW_NAMES)[view])


def name_of_map(matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray, blocks: float) -> str:
    """The name of a map (2, 3) from reference to photo places; `blocks` is the share of the overlap that agrees.

    "upright" for no change, else the changes joined: mirror, turned_left, turned_180, turned_right, tilted, cropped,
    and collage, framed or regrounded for what lies around the copy.
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
    words += _surroundings(matrix, sides, photo_sides, blocks)
    return "_".join(word for word in words if word) or "upright"


def _surroundings(matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray, blocks: float) -> list[str]:
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * sides
    placed = (corners @ matrix[:, :2].T + matrix[:, 2]) / photo_sides
    beyond = float(np.maximum(-placed.min(axis=0), placed.max(axis=0) - 1).max())
    seen = np.clip(placed, 0, 1)
    filled = float((seen.max(axis=0) - seen.min(axis=0)).prod())
    is_cropped = beyond > _CROPPED_SHARE
    if filled < _COLLAGE_SHARE:
        around = "collage"
    elif filled < (1 - _SLIGHT) ** 4:
        around = "framed"
    else:
        around = ""
    return ["cropped" if is_cropped else "", around if blocks >= 0.5 else "regrounded"]


def name_of(view: int, matrix: np.ndarray, told: tuple[np.ndarray, np.ndarray, float], *, is_framed: bool) -> str:
    """The view's own name when a code found the pair, else the map's."""
    if view != NO_VIEW:
        return str(names_of_views(np.array([view]), np.array([is_framed]))[0])
    return name_of_map(matrix, *told)
