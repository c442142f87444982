"""YAML to plain values: no aliases, no second document, no duplicate keys, nothing guessed from how a word looks.

`On` stays the name of a brand and `00123` an id: plain true, false and null mean what JSON means by them, numbers are
kept as their text, everything else is text.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.sources.faults import RecordFault, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.plain_values import NumberText, Value
from pipeline.sources.regular_files import FileRefused, open_regular

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
# The C parser is ten times faster; where PyYAML was built without it, its own does the same.
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _PlainLoader(_Base):
    """Every node as a plain value, whatever tag it carries: no tag can ask for code."""


def _plain(loader: Any, node: Any) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node)
    if isinstance(node, yaml.SequenceNode):
        return [loader.construct_object(inner, deep=True) for inner in node.value]
    text = node.value
    if node.style not in (None, ""):
        return text
    if text in _WORDS:
        return _WORDS[text]
    return NumberText(text) if _NUMBER.match(text) else text


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Value]:
    built: dict[str, Value] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise RecordFault("invalid_yaml", f"found a key that is no word{_at(key_node)}; use plain names")
        if key_node.value in built:
            raise RecordFault("duplicate_key", f"found {excerpt(key_node.value)} twice{_at(key_node)}; drop one")
        built[key_node.value] = loader.construct_object(value_node, deep=True)
    return built


# None is the constructor of every tag.
_PlainLoader.add_constructor(None, _plain)


def read_yaml(folder: Path, parts: Sequence[str], params: IngestParams) -> Value:
    """The plain value in the file. Raises RecordFault: file_missing, file_refused, invalid_utf8, invalid_yaml, …"""
    try:
        with open_regular(folder, parts) as file:
            data = file.read(params.largest_yaml_bytes + 1)
    except FileRefused as refused:
        raise RecordFault("file_missing" if refused.code == "missing" else "file_refused", refused.says) from refused
    if len(data) > params.largest_yaml_bytes:
        raise RecordFault("file_refused", f"found over {params.largest_yaml_bytes} bytes; split or shorten the file")
    return parse_yaml(data, params)


def parse_yaml(data: bytes, params: IngestParams) -> Value:
    """The plain value written in `data`. Raises RecordFault."""
    try:
        text = data.decode("utf-8-sig")
        _check_shape(text, params)
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - builds plain values only, see _PlainLoader
    except UnicodeDecodeError as wrong:
        raise RecordFault("invalid_utf8", f"found a byte that is not UTF-8 at {wrong.start}; save as UTF-8") from wrong
    except (yaml.YAMLError, ValueError) as wrong:
        raise RecordFault("invalid_yaml", f"not readable as YAML ({_first_line(wrong)}); mend the file") from wrong


def _check_shape(text: str, params: IngestParams) -> None:
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Base)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise RecordFault("alias_refused", f"found an anchor or alias{_at(event)}; write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > params.deepest_nesting:
            raise RecordFault("too_deep", f"found more than {params.deepest_nesting} levels of nesting{_at(event)}")
        if documents > 1:
            raise RecordFault("invalid_yaml", f"found a second document{_at(event)}; one file is one document")
        if count > 2 * params.most_yaml_nodes:
            raise RecordFault("file_refused", f"found over {params.most_yaml_nodes} values; split the file")


def _at(found: Any) -> str:
    return f" in line {found.start_mark.line + 1}" if getattr(found, "start_mark", None) else ""


def _first_line(wrong: Exception) -> str:
    mark = getattr(wrong, "problem_mark", None)
    says = getattr(wrong, "problem", None) or str(wrong)
    return f"{str(says).splitlines()[0] if says else 'unknown'}{f' in line {mark.line + 1}' if mark else ''}"
