"""What a command prints when it is done: a few lines for people, or the whole summary as JSON."""

import json
from typing import Any

import typer

from pipeline.nightly import NightSummary

TOP_SUSPECTS = 3


def show_night(summary: NightSummary, *, as_json: bool) -> None:
    """Prints what a night read, kept, queued and where its report is."""
    if as_json:
        typer.echo(json.dumps(summary.facts, ensure_ascii=False, sort_keys=True))
        return
    for line in night_lines(summary):
        typer.echo(line)


def night_lines(summary: NightSummary) -> list[str]:
    """The night in a few lines: the accounting identity, the queues, what is withheld, the report."""
    facts = summary.facts
    counts = facts["counts"]
    lines = [
        f"Night {facts['night']}",
        f"  records read {counts['read']:,} = kept {counts['kept']:,} + rejected {counts['rejected']:,}"
        f" + repeated {counts['repeated']:,}; photos refused {counts['image_rejects']:,}",
        f"  scored {counts['scored']:,} listing-brand pairs with {facts['model_version']}; queued {counts['queued']:,}",
    ]
    lines.append(f"  text in photos: {photo_text_line(facts['photo_text'])}")
    lines += [f"  WITHHELD {platform}: {why}" for platform, why in facts["withheld"].items()]
    lines += [f"  note: {banner}" for banner in facts["banners"]]
    if counts["catalog_rejects"]:
        refused = counts["catalog_rejects"]
        lines.append(f"  refused in catalogues, policy and ledgers: {refused:,}, see rejects.parquet")
    lines.append(f"  report: {summary.folder / 'report' / 'index.html'}")
    return lines


def photo_text_line(told: dict[str, Any]) -> str:
    """How much of the photos' text was read, or that reading is off."""
    if told["reader"] is None:
        return "not read (signals.ocr.enabled is off)"
    left = f", {told['over_budget']:,} left by the budget" if told["over_budget"] else ""
    broken = f", {told['unreadable']:,} unreadable" if told["unreadable"] else ""
    return f"{told['photos']:,} photos of {told['listings']:,} suspicious listings read{broken}{left}"


def show_validation(validation: Any, *, as_json: bool) -> bool:
    """Prints what `validate` found; True when something would be rejected or withheld."""
    if as_json:
        typer.echo(json.dumps(validation.as_dict(), ensure_ascii=False, sort_keys=True))
    else:
        for line in validation.lines():
            typer.echo(line)
    return bool(validation.has_faults)


def show_evaluation(judged: Any, *, as_json: bool) -> None:
    """Prints how the challenger did beside the champion, the rules and single columns, and what to do next."""
    if as_json:
        typer.echo(json.dumps(judged.as_dict(), ensure_ascii=False, sort_keys=True))
        return
    for line in judged.lines():
        typer.echo(line)
