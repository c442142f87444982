"""What `describe slang` prints: phrases that rise among settled fakes, for a person to take into the lexicon or leave."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from features.lexicon.discovery import SlangParams, SlangProposals, propose_slang
from features.lexicon.matcher import matcher
from features.lexicon.said_phrases import SaidTexts
from pipeline.commands import options
from pipeline.errors import InputError
from pipeline.slang_material import SlangMaterial, slang_material


def describe_slang(date: str | None, *, raw: Path, data: Path, models: Path, as_json: bool = False) -> None:
    """Prints the proposals as known on the day. Raises InputError without a day, or for one without nights."""
    if date is None:
        raise InputError("describe slang: --date is missing, expected a date like 2026-11-18")
    night = options.night_from(date)
    context = options.context_from(night, raw=raw, data=data, models=models, params=None, workers=1, is_silent=True)
    material = slang_material(context)
    known = matcher(more=material.sector_terms)
    found = propose_slang(material.settled, material.live, material.catalogue_texts, SlangParams(), known)
    if as_json:
        typer.echo(json.dumps(found.to_dict("records"), default=str, ensure_ascii=False, sort_keys=True))
        return
    for line in slang_lines(found, material):
        typer.echo(line)


def slang_lines(found: pd.DataFrame, material: SlangMaterial) -> list[str]:
    """The proposals in lines a person reads, the surest first, and what they rest on."""
    fakes = int(material.settled[SaidTexts.is_counterfeit].sum())
    lines = [
        f"Phrases in neither the lexicon nor a sector pack that rise among {fakes} settled fakes, against {len(material.settled) - fakes} "
        f"listings settled otherwise and {len(material.live)} live on {material.last_night}: {len(found)} proposed"
    ]
    for row in found.to_dict("records"):
        lines += _proposal_lines(row)
    if not len(found):
        lines.append(
            "Nothing stands out: three unrelated sellers of fakes must say it, and honest sellers clearly less."
        )
    return lines


def _proposal_lines(row: dict[Any, Any]) -> list[str]:
    said = SlangProposals
    odds = f"{row[said.log_odds]:.1f} ({row[said.log_odds_low]:.1f} to {row[said.log_odds_high]:.1f})"
    return [
        f"{_safe(row[said.phrase])}",
        f"  fakes {row[said.counterfeit_listings]} by {row[said.counterfeit_sellers]} sellers; settled otherwise "
        f"{row[said.other_listings]} by {row[said.other_sellers]}; log-odds {odds}",
        f"  false alarms tonight: {row[said.live_listings]} listings by {row[said.live_sellers]} sellers; recent fakes "
        f"{_share(row[said.recent_share])}, earlier {_share(row[said.earlier_share])}; first seen {row[said.first_seen]:%Y-%m-%d}",
        *(f"  e.g. {_safe(title)}" for title in row[said.examples]),
    ]


def _share(value: float) -> str:
    return "unknown" if value != value else f"{value:.0%}"


def _safe(text: str) -> str:
    """The text for a terminal: a title may hold characters that move the cursor or turn the line round."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
