"""How strictly a model is judged."""

from pydantic import BaseModel, ConfigDict, Field


class GateParams(BaseModel):
    """Limits of the evaluation, the leak alarm and the promotion gate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Resamplings of whole seller groups behind every interval; 300 settle its ends to about a tenth of its width.
    bootstrap_times: int = Field(default=300, ge=50)
    # Any number; it is fixed so that the same rows give the same intervals.
    bootstrap_seed: int = 7
    # Fewer judging rows than this decide nothing, whatever the figures say.
    least_test_rows: int = Field(default=40, ge=1)
    # … of which this many must be fakes.
    least_test_positives: int = Field(default=6, ge=1)
    # How much worse than the champion precision at capacity and PR-AUC may look before a challenger is refused;
    # two points are within what another week of labels moves them. One listing of the queue is always allowed.
    worse_margin: float = Field(default=0.02, ge=0)
    # … and it is refused for any loss at all that this share of the paired resamplings agrees on.
    worse_confidence: float = Field(default=0.95, gt=0.5, lt=1)
    # Promised and found share may lie this far apart on average, after allowing for chance (low end of the interval).
    most_calibration_error: float = Field(default=0.10, gt=0)
    # No seller group of settled fakes may fall from noticed to unnoticed: from at least … to under …
    # (one poisoned seller fell from .36 to .01 while average precision moved .014: measured).
    noticed_score: float = Field(default=0.30, gt=0, le=1)
    # … under this.
    unnoticed_score: float = Field(default=0.10, ge=0, lt=1)
    # … once it has this many settled fakes; one or two rows move by chance.
    fallen_from_fakes: int = Field(default=3, ge=1)
    # Slices smaller than this are counted but not measured.
    least_slice_rows: int = Field(default=20, ge=1)
    # A single column that tells fakes apart this well knows the answer (a complaint count gave .94 offline, .43 live).
    leak_auc: float = Field(default=0.97, gt=0.5, le=1)
    # … once at least this many fakes and as many others have the value; fewer separate by chance.
    leak_from_positives: int = Field(default=30, ge=2)
