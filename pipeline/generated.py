"""Files written from the code, so that they cannot disagree with it: dvc.yaml, params.yaml, docs/features.md, data/README.md."""

from collections.abc import Callable
from pathlib import Path

import features.contracts as contracts
from features import feature_docs
from features.contracts import Table
from pipeline import dvcfile
from pipeline.graph import ALL_STAGES
from pipeline.params import default_params_text, load_params, params_text

PARAMS = Path("params.yaml")
_HEADING = "<!-- Written by `touchstone describe docs`; do not edit. -->\n"


def render(topic: str) -> str:
    """The text of one topic: features, stages, tables or params."""
    return {"features": feature_docs.render, "stages": _stages, "tables": _tables, "params": default_params_text}[
        topic
    ]()


def write_files() -> list[Path]:
    """Writes every generated file that is stale; gives those written."""
    stale = stale_files()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_FILES[path](), encoding="utf-8")
    return stale


def stale_files() -> list[Path]:
    """The generated files that differ from what the code says now, relative to the repository's root."""
    return [path for path, text in _FILES.items() if not path.exists() or path.read_text(encoding="utf-8") != text()]


def _stages() -> str:
    lines = []
    for stage in ALL_STAGES:
        lines.append(f"{stage.name}: {stage.says}")
        lines.append(f"    reads   {', '.join([*stage.raw, *(dataset.name for dataset in stage.reads)]) or '-'}")
        lines.append(f"    writes  {', '.join(dataset.name for dataset in stage.writes) or '-'}")
    return "\n".join(lines) + "\n"


def _tables() -> str:
    named = [getattr(contracts, name) for name in contracts.__all__]
    tables = [one for one in named if isinstance(one, type) and issubclass(one, Table) and one is not Table]
    return "\n".join(map(_table, tables))


def _table(table: type[Table]) -> str:
    says = (table.__doc__ or "").split("\n")[0]
    rows = [
        f"| `{name}` | {table.kinds()[name]} | {'' if field.nullable else 'yes'} | {table.meanings()[name]} |"
        for name, field in table.to_schema().columns.items()
    ]
    head = ["| column | kind | always there | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([f"## {table.__name__}", "", says, "", *head, *rows, ""])


def _data_readme() -> str:
    return (
        _HEADING + "# Data dictionary\n\n"
        "`data/raw/` is what you give, `data/runs/<date>/` what a night publishes, `data/feature_log/` what the model "
        "saw, `data/work/<date>/` what stages hand each other, `data/cache/` signals by content (safe to delete). "
        "Nothing here is code, and nothing but this page is in git.\n\n" + _tables()
    )


def _params_yaml() -> str:
    """The values are the installation's own; the rest is the code's."""
    return params_text(load_params(PARAMS)) if PARAMS.exists() else default_params_text()


_FILES: dict[Path, Callable[[], str]] = {
    Path("dvc.yaml"): dvcfile.render,
    Path("docs/features.md"): lambda: _HEADING + feature_docs.render(),
    Path("data/README.md"): _data_readme,
    PARAMS: _params_yaml,
}
