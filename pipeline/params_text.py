"""Params as commented YAML: the comment above a field in the code is the why above its key in the file."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel

INDENT = "  "


def block_text(block: BaseModel, nested: Mapping[str, Mapping[str, BaseModel]] | None = None, depth: int = 0) -> str:
    """The block's fields as YAML lines, each under its why. `nested` gives blocks for fields that are dictionaries."""
    whys = comments_of(type(block))
    lines = []
    for name in type(block).model_fields:
        why = whys.get(name) or _docstring(getattr(block, name))
        lines += [f"{INDENT * depth}# {line}" for line in textwrap.wrap(why, 110 - len(INDENT) * depth)]
        lines.append(_field_text(block, name, (nested or {}).get(name), depth))
    return "\n".join(lines) + "\n"


def _field_text(block: BaseModel, name: str, nested: Mapping[str, BaseModel] | None, depth: int) -> str:
    value = getattr(block, name)
    if isinstance(value, BaseModel):
        return f"{INDENT * depth}{name}:\n{block_text(value, depth=depth + 1).rstrip()}"
    if nested is not None:
        inner = [_named_block(key, inner, depth + 1) for key, inner in nested.items()]
        return "\n".join([f"{INDENT * depth}{name}:", *inner])
    plain = block.model_dump(mode="json")[name]
    # A list goes on one line; a plain value must not, or its key would be written in braces.
    flow = None if isinstance(plain, list | dict) else False
    dumped = yaml.safe_dump({name: plain}, default_flow_style=flow, allow_unicode=True, width=110, sort_keys=False)
    return textwrap.indent(dumped, INDENT * depth).rstrip()


def _named_block(name: str, block: BaseModel, depth: int) -> str:
    return f"{INDENT * depth}{name}:\n{block_text(block, depth=depth + 1).rstrip()}"


def _docstring(value: Any) -> str:
    return inspect.cleandoc(type(value).__doc__ or "").split("\n\n")[0] if isinstance(value, BaseModel) else ""


def comments_of(model: type[BaseModel]) -> dict[str, str]:
    """Field name → the comment above it, or the one at the end of its line, or its description."""
    source = textwrap.dedent(inspect.getsource(model))
    lines = source.splitlines()
    fields = {
        node.target.id: (node.lineno, node.end_lineno or node.lineno)
        for node in ast.parse(source).body[0].body  # type: ignore[attr-defined]
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    found = {}
    for name, (first, last) in fields.items():
        described = model.model_fields[name].description if name in model.model_fields else None
        found[name] = _comment_above(lines, first) or _comment_after(lines[last - 1]) or described or ""
    return found


def _comment_above(lines: list[str], line_no: int) -> str:
    collected: list[str] = []
    for line in reversed(lines[: line_no - 1]):
        if not line.strip().startswith("#"):
            break
        collected.insert(0, line.strip().lstrip("# "))
    return " ".join(collected)


def _comment_after(line: str) -> str:
    return line.rpartition("  # ")[2].strip() if "  # " in line else ""
