"""The colours of the pages: black stone, paper and gold. Each ink is checked against its ground by a test."""

from collections.abc import Mapping

LIGHT: dict[str, str] = {
    "ground": "#f4f1ea",
    "sheet": "#fffdf8",
    "sunk": "#ebe6da",
    "line": "#d9d2c2",
    "line-strong": "#8d8574",
    "ink": "#1d1b17",
    "ink-soft": "#5a5548",
    "stone": "#17171a",
    "stone-raised": "#25252a",
    "track": "#ddd6c6",
    "stone-ink": "#f4f0e6",
    "stone-soft": "#b9b2a2",
    "gold": "#d8ab3f",
    "gold-ink": "#745200",
    "act": "#9c2318",
    "act-ground": "#fbe9e4",
    "ask": "#7a5200",
    "ask-ground": "#fbf0d2",
    "watch": "#3f4f5e",
    "watch-ground": "#e6ebef",
    "good": "#215f3c",
    "focus": "#1a56c4",
    "hidden-ground": "#f7d7f0",
    "hidden-ink": "#7d1468",
}

DARK: dict[str, str] = {
    "ground": "#111113",
    "sheet": "#1a1a1d",
    "sunk": "#232327",
    "line": "#35353b",
    "line-strong": "#77736a",
    "ink": "#ece7dc",
    "ink-soft": "#aca595",
    "stone": "#08080a",
    "stone-raised": "#1e1e22",
    "track": "#38383f",
    "stone-ink": "#f4f0e6",
    "stone-soft": "#b9b2a2",
    "gold": "#d8ab3f",
    "gold-ink": "#e2bb5c",
    "act": "#ff9d8f",
    "act-ground": "#3d1813",
    "ask": "#f0c765",
    "ask-ground": "#372a0b",
    "watch": "#b4c6d6",
    "watch-ground": "#222c35",
    "good": "#86d3a4",
    "focus": "#8ab4ff",
    "hidden-ground": "#46163b",
    "hidden-ink": "#ffb3ec",
}

# (ink, ground) pairs that text is set in.
READ_TOGETHER: tuple[tuple[str, str], ...] = (
    ("ink", "ground"), ("ink", "sheet"), ("ink", "sunk"),
    ("ink-soft", "ground"), ("ink-soft", "sheet"), ("ink-soft", "sunk"),
    ("stone-ink", "stone"), ("stone-soft", "stone"), ("stone-ink", "stone-raised"), ("gold", "stone"),
    ("gold-ink", "sheet"), ("gold-ink", "ground"), ("stone", "gold"),
    ("act", "act-ground"), ("act", "sheet"), ("ask", "ask-ground"), ("ask", "sheet"),
    ("watch", "watch-ground"), ("watch", "sheet"), ("good", "sheet"), ("hidden-ink", "hidden-ground"),
)  # fmt: skip


def colour_rules() -> str:
    """The style rules that set both palettes: light by default, dark by system or by choice."""
    light, dark = _declared(LIGHT, "light"), _declared(DARK, "dark")
    return (
        f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root:not(.light){{{dark}}}}}\n:root.dark{{{dark}}}\n"
        f"@media print{{:root,:root.dark,:root:not(.light){{{light}}}}}\n"
    )


def _declared(palette: Mapping[str, str], scheme: str) -> str:
    return f"color-scheme:{scheme};" + "".join(f"--{name}:{value};" for name, value in palette.items())
