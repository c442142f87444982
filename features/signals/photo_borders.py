"""Where a photo without its uniform borders lies."""

import numpy as np

# A line is border while its grey levels stay within this of each other and of the outermost line.
BORDER_SPREAD = 16
# Trimming may not leave less than this share of a side: a small thing on a wide ground is no bordered photo.
LEAST_KEPT_SHARE = 0.3


def may_have_borders(canvases: np.ndarray) -> np.ndarray:
    """Which pictures (n, h, w) have an even outermost line: the others have no border."""
    edges = (canvases[:, 0], canvases[:, -1], canvases[:, :, 0], canvases[:, :, -1])
    return np.logical_or.reduce([np.ptp(edge, axis=1) <= BORDER_SPREAD for edge in edges])


def trim_box(levels: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the picture (h, w) uint8 without uniform borders, as Pillow crops.

    The whole of it when it has none or is nearly all border.
    """
    height, width = levels.shape
    top, bottom = _border_lines(levels.min(axis=1), levels.max(axis=1))
    inner = levels[top : height - bottom]
    left, right = _border_lines(inner.min(axis=0), inner.max(axis=0)) if len(inner) else (0, 0)
    kept_wide, kept_high = width - left - right, height - top - bottom
    if kept_wide < LEAST_KEPT_SHARE * width or kept_high < LEAST_KEPT_SHARE * height:
        return 0, 0, width, height
    return left, top, width - right, height - bottom


def _border_lines(lowest: np.ndarray, highest: np.ndarray) -> tuple[int, int]:
    """How many lines at the start and at the end are one even tone."""
    return _leading_even(lowest, highest), _leading_even(lowest[::-1], highest[::-1])


def _leading_even(lowest: np.ndarray, highest: np.ndarray) -> int:
    # The highest level so far is never below the lowest, so bytes do not wrap round.
    is_uneven = np.maximum.accumulate(highest) - np.minimum.accumulate(lowest) > BORDER_SPREAD
    return int(is_uneven.argmax()) if is_uneven.any() else 0
