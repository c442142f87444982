"""Pages as HTML: one file each, nothing loaded from anywhere, nothing a stranger wrote ever becomes markup."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from features.contracts.review import BASES, VERDICTS
from pipeline.report.palette import colour_rules
from pipeline.report.texts import Piece, Raw, Text
from pipeline.report.view_model import BrandPage, NightPage
from pipeline.report.words import WORDS

_WORD_PLACE = re.compile(r"{{ w\.(\w+) }}")


def brand_html(page: BrandPage) -> bytes:
    """A brand's page."""
    return _rendered("brand.html", {"page": page})


def night_html(page: NightPage) -> bytes:
    """The index of the night."""
    return _rendered("night.html", {"page": page})


def in_both(text: Text) -> Markup:
    """Our words in both languages, one of which the page shows."""
    if text.en == text.zh:
        return escape(text.en)
    # Joined from escaped parts: Markup.format does the same four times slower, and a night has a million parts.
    en, zh = escape(text.en), escape(text.zh)
    return Markup(f'<span class="t" lang="en">{en}</span><span class="t" lang="zh-Hans">{zh}</span>')


def as_written(text: Raw) -> Markup:
    """A stranger's words, kept in their own direction, hidden characters marked."""
    return Markup(f"<bdi>{''.join(_piece(piece) for piece in text.pieces)}</bdi>")


def either(text: Raw | Text) -> Markup:
    """Our words or a stranger's, each in its way."""
    return in_both(text) if isinstance(text, Text) else as_written(text)


def content_security_policy(script: str, style: str) -> str:
    """Nothing remote, no frames or forms, photos only from the file itself, and only our own script and style."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    return f'<span class="mark {piece.mark}" title="{escape(piece.says)}">{text}</span>' if piece.mark else text


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _rendered(name: str, values: Mapping[str, Any]) -> bytes:
    return _environment().get_template(name).render(values).encode()


@cache
def _environment() -> Environment:
    """Compiled once a process. Undefined names are errors: a template may only place what the page holds."""
    environment = Environment(
        loader=FunctionLoader(_template_with_words),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = "".join(_template(name) for name in ("page.js", "digest.js", "review.js"))
    style = colour_rules() + _template("report.css") + _template("cards.css")
    environment.filters.update(both=in_both, raw=as_written, either=either)
    environment.globals.update(
        w=SimpleNamespace(**{key: in_both(words) for key, words in WORDS.items()}),
        words=SimpleNamespace(**WORDS),
        script=Markup(script),
        style=Markup(style),
        policy=content_security_policy(script, style),
        verdicts=VERDICTS,
        bases=[basis for basis in BASES if f"basis_{basis}" in WORDS],
    )
    return environment


def _template(name: str) -> str:
    return (resources.files("pipeline.report") / "templates" / name).read_text(encoding="utf-8")


def _template_with_words(name: str) -> str:
    """The template with our fixed words already in it, which halves the pieces a page is joined from."""
    return _WORD_PLACE.sub(lambda found: str(in_both(WORDS[found[1]])), _template(name))
