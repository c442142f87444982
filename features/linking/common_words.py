"""Words of general language, so that a brand called Boss, or a name that loses a letter, is not seen everywhere."""

from functools import cache
from importlib.resources import files

import yaml


@cache
def common_words() -> frozenset[str]:
    """The frequent words of sixteen languages, lower case, 2 to 8 plain letters."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    held = yaml.load(files("features.linking").joinpath("common_words.yaml").read_text("utf-8"), loader)
    return frozenset(held["words"].split())
