"""How a reference lies in a photo that a view's code matched: mirrored, turned, cut or framed, as an affine map."""

import numpy as np

from features.signals.photo_views import VIEW_NAMES

_IDENTITY = np.array([[1.0, 0, 0], [0, 1, 0]])
# Shares of the sides: from a place in the reference to its place in the photo.
_TURNS = {
    "mirror": np.array([[-1.0, 0, 1], [0, 1, 0]]),
    "turned_left": np.array([[0.0, 1, 0], [-1, 0, 1]]),
    "turned_right": np.array([[0.0, -1, 1], [1, 0, 0]]),
    "turned_180": np.array([[-1.0, 0, 1], [0, -1, 1]]),
}
_STARTS = {"top_left": (0, 0), "top_right": (1, 0), "bottom_left": (0, 1), "bottom_right": (1, 1), "centre": (0.5, 0.5)}

Margins = tuple[float, float, float, float]


def view_map(view: int, *, margins: Margins, own_margins: Margins, is_framed: bool) -> np.ndarray:
    """The map (2, 3) between shares of sides; `margins` are the reference's, `own_margins` the photo's."""
    name = VIEW_NAMES[view]
    if name == "trimmed":
        matrix = _cut_to(margins)
    elif name.startswith("crop_"):
        matrix = _cut_to(_window(name))
    else:
        matrix = _TURNS.get(name, _IDENTITY)
    return _then(matrix, _shrunk_into(own_margins)) if is_framed else matrix


def in_longer_sides(matrix: np.ndarray, sides: np.ndarray, photo_sides: np.ndarray) -> np.ndarray:
    """A map between shares of sides as one between places counted in each photo's longer side."""
    scaled = matrix * photo_sides[:, None]
    return np.column_stack([scaled[:, :2] / sides, scaled[:, 2]])


def _window(name: str) -> Margins:
    _, percent, position = name.split("_", 2)
    cut = int(percent) / 100
    across, down = _STARTS[position]
    return across * cut, down * cut, (1 - across) * cut, (1 - down) * cut


def _cut_to(margins: Margins) -> np.ndarray:
    left, top, right, bottom = margins
    wide, high = max(1 - left - right, 0.1), max(1 - top - bottom, 0.1)
    return np.array([[1 / wide, 0, -left / wide], [0, 1 / high, -top / high]])


def _shrunk_into(margins: Margins) -> np.ndarray:
    left, top, right, bottom = margins
    return np.array([[1 - left - right, 0, left], [0, 1 - top - bottom, top]])


def _then(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return second @ np.vstack([first, [0, 0, 1]])
