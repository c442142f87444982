"""The words of the simulated market as data files: phrases by language, trades, and invented brands."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def word_file(name: str) -> Any:
    """The content of ``words/<name>.yaml``, read once."""
    return yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
