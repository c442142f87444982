"""Run in a child process: score three plain rows with a model file and write the margins as JSON.

It stands alone (LightGBM and numpy only): a bad model file can crash or hang the process that reads it, and this one
is there to be lost. Arguments: the model file and the number of features.
"""

import json
import sys


def main(arguments: list[str]) -> None:
    """Margins of a row of zeros, a row of ones and a row of nothing known, to standard output."""
    import lightgbm
    import numpy as np

    booster = lightgbm.Booster(model_file=arguments[0])
    width = int(arguments[1])
    rows = np.vstack([np.zeros(width), np.ones(width), np.full(width, np.nan)])
    margins = booster.predict(rows, raw_score=True, num_threads=1)
    sys.stdout.write(json.dumps([float(margin) for margin in margins]))


if __name__ == "__main__":
    main(sys.argv[1:])
