"""The page docs/features.md, written from the registry."""

from features.family import Family, Feature, Scope
from features.registry import FAMILIES

_SCOPES = {
    Scope.ROW: "one row at a time",
    Scope.GROUP: "all rows of one {key}",
    Scope.SNAPSHOT: "the whole night",
}
_TRENDS = {1: "only up", -1: "only down", 0: "either way"}


def render() -> str:
    """The page as Markdown, ending in a line break: one section a family, one row a feature."""
    count = sum(len(family.features) for family in FAMILIES)
    head = [
        "# Features",
        "",
        "Written from the code by `touchstone describe features`; edit the families, not this page.",
        f"{count} features in {len(FAMILIES)} families. Every value is a float; missing stays missing. "
        "*Score* says whether a higher value may move the score only up, only down, or either way.",
    ]
    return "\n".join([*head, *(line for family in FAMILIES for line in _family(family))]) + "\n"


def _family(family: Family) -> list[str]:
    scope = _SCOPES[family.scope].format(key=" and ".join(f"`{name}`" for name in family.group_key))
    params = ", ".join(f"`{name}` = {value}" for name, value in family.params.model_dump().items())
    return [
        "",
        f"## {family.title} (`{family.name}`)",
        "",
        f"Looks at {scope}. " + (f"Params: {params}." if params else "No params."),
        "",
        "| feature | meaning | missing when | score | sentence |",
        "| --- | --- | --- | --- | --- |",
        *(_feature(feature) for feature in family.features),
    ]


def _feature(feature: Feature) -> str:
    sentences = [sentence.en for sentence in (feature.raises, feature.lowers) if sentence]
    cells = [
        f"`{feature.name}`",
        feature.meaning,
        feature.missing_when,
        _TRENDS[feature.monotone],
        "<br>".join(sentences) or "(silent)",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
