"""Characters put as others by tables: the same as `str.translate`, in any order of texts."""

import random

import numpy as np
import pytest

from features.code_table import CodeTable

LETTERS = "abcXYZ 京ß\u200b\U0001f600\ud800"


class Asked(dict):
    """Most characters become one, some nothing or several; counts how often each is asked for."""

    def __init__(self):
        super().__init__()
        self.times = []

    def __missing__(self, code):
        self.times.append(code)
        return "" if code % 5 == 0 else chr(code + 1) * (1 + (code % 7 == 0) * 2)


def text_of(codes):
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@pytest.mark.parametrize("seed", range(20))
def test_a_text_becomes_what_python_makes_of_it(seed):
    chance = random.Random(seed)
    mapping = Asked()
    table = CodeTable(mapping)
    for _ in range(5):
        text = "".join(chance.choices(LETTERS, k=chance.randint(0, 40)))
        assert text_of(table.translate(text)) == text.translate(Asked())
    assert len(mapping.times) == len(set(mapping.times))


def test_an_empty_text_stays_empty():
    assert CodeTable({}).translate("").tolist() == []
    assert CodeTable({ord("a"): ""}).translate("aa").dtype == np.uint32
