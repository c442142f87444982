"""params.yaml: every key with its why, the defaults in it, and faults told all at once."""

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from features.registry import FAMILIES
from pipeline.errors import InputError
from pipeline.params import Params, default_params_text, load_params
from pipeline.params_text import block_text, comments_of

ROOT = Path(__file__).parents[2]


class Inner(BaseModel):
    """What the inner block is for."""

    # The why of depth, which
    # takes two lines.
    depth: int = Field(default=3, ge=0)


class Outer(BaseModel):
    """A block like any other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "some"  # the why after the line
    inner: Inner = Inner()
    # The why of several.
    several: list[str] = ["a", "b"]
    told: float = Field(default=0.5, description="The why as a description.")


def loaded(tmp_path, text):
    path = tmp_path / "params.yaml"
    path.write_text(text)
    return load_params(path)


def problems(tmp_path, text):
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, text)
    return str(refused.value).splitlines()


def keys_without_why(block, above):
    whys = comments_of(type(block))
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, BaseModel):
            yield from keys_without_why(value, f"{above}.{name}")
        elif not whys[name]:
            yield f"{above}.{name}"


def test_every_key_has_its_why_above_it():
    families = [(f"features.{family.name}", family.params) for family in FAMILIES]
    blocks = [("params", Params()), *families]
    assert [key for above, block in blocks for key in keys_without_why(block, above)] == []


def test_every_line_of_the_file_that_is_no_comment_stands_under_one():
    lines = default_params_text().splitlines()
    families = {f"  {family.name}:" for family in FAMILIES}
    bare = [
        line
        for above, line in zip(lines, lines[1:], strict=False)
        if not line.strip().startswith(("#", "-")) and not above.strip().startswith("#") and line not in families
    ]
    assert bare == []


def test_the_defaults_in_the_file_are_those_of_the_code(tmp_path):
    assert loaded(tmp_path, default_params_text()) == Params()


def test_the_checked_in_file_changes_nothing():
    """The file keeps its values when a default changes: delete it and run `touchstone describe docs` to take the new ones."""
    assert load_params(ROOT / "params.yaml") == Params()


def test_an_empty_or_absent_file_means_the_defaults(tmp_path, monkeypatch):
    assert loaded(tmp_path, "") == Params()
    monkeypatch.chdir(tmp_path / "..")
    assert load_params(None) == Params()


def test_a_file_that_was_asked_for_must_be_there(tmp_path):
    with pytest.raises(InputError, match="is not there"):
        load_params(tmp_path / "other.yaml")


def test_a_changed_value_changes_the_hash(tmp_path):
    assert loaded(tmp_path, "classifier: {leaves: 9}").sha256() != Params().sha256()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("classifer: {}", "classifer: unknown key; did you mean classifier?"),
        ("classifier: {leavs: 3}", "classifier.leavs: unknown key; did you mean leaves?"),
        ("signals: {photos: {max_pixel: 3}}", "signals.photos.max_pixel: unknown key; did you mean max_pixels?"),
        ("features: {prize: {}}", "features.prize: unknown family; did you mean price?"),
        (
            "features: {price: {fewest_other_seller: 3}}",
            "features.price.fewest_other_seller: unknown key; did you mean fewest_other_sellers?",
        ),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_known_one(tmp_path, text, said):
    assert said in [line.strip() for line in problems(tmp_path, text)]


def test_a_key_like_no_other_is_told_with_all_there_are(tmp_path):
    (line,) = problems(tmp_path, "labels: {zzzz: 1}")[1:]
    assert "known: unshown_weight" in line


def test_several_problems_are_told_at_once(tmp_path):
    told = problems(tmp_path, "night: 3\nclassifier: {leaves: many}\nlabls: {}\nfeatures: {prize: {}}\n")
    assert len(told) == 5
    for part in ("night", "classifier.leaves: found 'many'", "labls", "features.prize"):
        assert any(part in line for line in told)


def test_many_problems_take_at_most_ten_lines(tmp_path):
    told = problems(tmp_path, yaml.safe_dump({f"key_{at}": at for at in range(30)}))
    assert len(told) == 10
    assert told[-1].strip() == "(+22 more)"


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "features: [price]", "features: {price: 3}", "a: [1"])
def test_a_file_of_another_shape_is_refused_in_words(tmp_path, text):
    assert len(problems(tmp_path, text)) <= 10


def test_a_huge_value_is_shown_in_short(tmp_path):
    assert len(problems(tmp_path, f"classifier: {{leaves: {'x' * 10_000}}}")[1]) < 200


def test_whys_are_read_above_the_field_after_it_or_from_its_description():
    assert comments_of(Outer) == {
        "name": "the why after the line",
        "inner": "",
        "several": "The why of several.",
        "told": "The why as a description.",
    }


def test_a_block_is_written_with_its_whys_and_read_back_the_same():
    text = block_text(Outer())
    assert text.splitlines() == [
        "# the why after the line",
        "name: some",
        "# What the inner block is for.",
        "inner:",
        "  # The why of depth, which takes two lines.",
        "  depth: 3",
        "# The why of several.",
        "several: [a, b]",
        "# The why as a description.",
        "told: 0.5",
    ]
    assert Outer.model_validate(yaml.safe_load(text)) == Outer()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "the file: found ['a'], expected keys, each with its value"),
        ("ingest: {max_reject_share: 1.7}", "ingest.max_reject_share: found 1.7, expected less than or equal to 1"),
    ],
)
def test_a_refused_value_is_told_with_what_was_expected(tmp_path, text, said):
    assert said in [line.strip() for line in problems(tmp_path, text)]
