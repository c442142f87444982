"""Two pictures of a model: does it keep its promises, and what does precision cost in recall. PNG bytes."""

import io
from typing import Any

import numpy as np
import pandas as pd

from models.metrics import precision_recall_curve


def reliability_png(table: pd.DataFrame) -> bytes:
    """Promised against found share per bin with intervals; `table` is `metrics.reliability_table`'s."""
    figure, axes = _blank("promised share of counterfeit", "found share")
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    below, above = table["found"] - table["low"], table["high"] - table["found"]
    spread = np.vstack([below.clip(lower=0), above.clip(lower=0)])
    axes.errorbar(table["promised"], table["found"], yerr=spread, fmt="o", color="#1f4e79", capsize=2)
    return _png(figure)


def precision_recall_png(labels: np.ndarray, scores: np.ndarray) -> bytes:
    """Precision against recall over all thresholds."""
    figure, axes = _blank("recall", "precision")
    recall, precision = precision_recall_curve(labels, scores)
    axes.step(recall, precision, where="post", color="#1f4e79")
    return _png(figure)


def _blank(across: str, up: str) -> tuple[Any, Any]:
    # The Agg canvas by hand: no display, and no global state of pyplot to disturb.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set(xlabel=across, ylabel=up, xlim=(0, 1), ylim=(0, 1.02))
    return figure, axes


def _png(figure: Any) -> bytes:
    kept = io.BytesIO()
    # Without the version stamp the same figures give the same bytes.
    figure.savefig(kept, format="png", metadata={"Software": None})
    return kept.getvalue()
