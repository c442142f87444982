"""Words of general language, so that a brand called Boss, or a name that loses a letter, is not seen everywhere."""

from functools import cache
from importlib.resources import files

import yaml

_MOST_FREQUENT = 2500  # `new`, `the`, `super` and `mini` are among them, `pine` is not


@cache
def common_words() -> frozenset[str]:
    """The frequent words of sixteen languages, lower case, 2 to 8 plain letters."""
    return frozenset(_by_frequency())


@cache
def frequent_words() -> frozenset[str]:
    """The most frequent of them, with at least three letters."""
    return frozenset(word for word in _by_frequency()[:_MOST_FREQUENT] if len(word) > 2)


@cache
def _by_frequency() -> tuple[str, ...]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    held = yaml.load(files("features.linking.names").joinpath("common_words.yaml").read_text("utf-8"), loader)
    return tuple(held["words"].split())
