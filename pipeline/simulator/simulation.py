"""The whole simulation: a market lived night by night, written as raw input, checked, then published."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.simulator.catalog_files import write_catalogs
from pipeline.simulator.catalogs import brand_count, brand_photos, invented_brands
from pipeline.simulator.chance import Chance
from pipeline.simulator.complaints import complain
from pipeline.simulator.gang_trade import found_gangs, restock
from pipeline.simulator.lifecycle import pass_day, start_history
from pipeline.simulator.market import Market, fill_honest, open_market
from pipeline.simulator.photos.darkroom import Darkroom
from pipeline.simulator.policy_files import offer_prohibited_goods, write_policy
from pipeline.simulator.real_catalogs import real_brands
from pipeline.simulator.separation import Separation, check_separation, refuse_easy_market
from pipeline.simulator.settlement import carry_out, settle
from pipeline.simulator.snapshot_files import write_night, write_rows
from pipeline.simulator.trade import PLATFORMS, Brand
from pipeline.simulator.truth_files import write_truth
from pipeline.simulator.verdicts import Court

BEFORE_GANGS = 0.92
Progress = Callable[[str], None]


class OutputNotEmpty(FileExistsError):
    """The folder already holds a market or somebody's data; nothing was written."""


@dataclass(frozen=True)
class SimulationSummary:
    """What was simulated. The share is of live offers over all nights; ``separation`` is sorted, worst first."""

    out: Path
    nights: int
    listings_ever: int
    live_each_night: tuple[int, ...]
    counterfeit_share: float
    counterfeits_ever: int
    decisions: int
    complaints: int
    separation: tuple[Separation, ...]


def _silent(message: str) -> None:
    return None


def simulate(
    out: Path,
    *,
    nights: int,
    end: dt.date,
    seed: int,
    listings: int = 4000,
    catalogs: Path | None = None,
    photos: Path | None = None,
    workers: int = 1,
    progress: Progress = _silent,
) -> SimulationSummary:
    """A simulated market under ``out``: ``raw/`` in contract form and ``truth/`` beside it.

    ``listings`` is the number of live offers a night over all platforms, ``end`` the last night. ``catalogs`` is a
    folder of real catalogues to trade in instead of invented brands, ``photos`` a folder of pictures for products
    that have none; ``workers`` processes draw the photos. Equal arguments give equal bytes, with any number of workers. Raises OutputNotEmpty when ``out`` holds a market already, and
    TooEasyMarket, leaving nothing behind, when one column alone tells counterfeits from the rest.
    """
    partial = _partial_folder(out)
    try:
        progress("inventing brands and sellers")
        market = _populated(seed, nights, end, listings, _brands(seed, listings, end, catalogs, photos))
        with Darkroom(seed, market.products, workers=workers) as darkroom:
            lived = _live(market, partial / "raw", darkroom, progress)
        progress("checking that no column tells alone")
        summary = _concluded(out, partial, market, lived)
        refuse_easy_market(summary.separation)
        _publish(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return summary


def _partial_folder(out: Path) -> Path:
    taken = [folder for folder in (out / "raw", out / "truth") if folder.exists() and any(folder.iterdir())]
    if taken:
        raise OutputNotEmpty(f"{taken[0]} is not empty: choose another folder, or remove it first")
    partial = out / ".simulating"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "truth").mkdir(parents=True)
    return partial


def _publish(partial: Path, out: Path) -> None:
    for name in ("raw", "truth"):
        if (out / name).exists():
            (out / name).rmdir()
        (partial / name).rename(out / name)


def _brands(seed: int, listings: int, end: dt.date, catalogs: Path | None, photos: Path | None) -> tuple[Brand, ...]:
    count = brand_count(listings)
    brands = real_brands(catalogs, count, seed) if catalogs else invented_brands(seed, count, end)
    return brand_photos(photos, brands) if photos else brands


def _populated(seed: int, nights: int, end: dt.date, listings: int, brands: tuple[Brand, ...]) -> Market:
    dates = tuple(end - dt.timedelta(days=nights - 1 - night) for night in range(nights))
    market = open_market(seed, dates, brands, listings)
    # Thieves need somebody to steal from; the last honest offers then fill what the gangs leave.
    fill_honest(market, 0, BEFORE_GANGS)
    found_gangs(market)
    offer_prohibited_goods(market)
    fill_honest(market, 0)
    for listing in market.live.values():
        age_days = (dates[0] - listing.listed_at.date()).days - 1
        start_history(listing, age_days, Chance(seed, "history", *listing.key))
    return market


@dataclass
class _Lived:
    """What the nights left behind."""

    decisions: list[dict[str, Any]]
    complaints: list[dict[str, Any]]
    live: list[int]
    counterfeit: list[int]


def _live(market: Market, raw: Path, darkroom: Darkroom, progress: Progress) -> _Lived:
    write_catalogs(market, raw, darkroom)
    write_policy(market, raw, darkroom)
    court = Court(market, Chance(market.seed, "court"))
    lived = _Lived(court.rows, [], [], [])
    for night, day in enumerate(market.dates):
        if night:
            _turn_over(market, night)
        _show_night(market, raw, darkroom, night, lived)
        progress(f"night {day}: {lived.live[-1]} offers, {len(court.rows)} decisions so far")
        for case in court.announce(night):
            settle(market, case, night)
        complain(market, court, night, lived.complaints)
        court.take_up(night)
    write_rows(raw / "decisions" / "decisions.jsonl", lived.decisions)
    write_rows(raw / "complaints" / "complaints.jsonl", lived.complaints)
    return lived


def _turn_over(market: Market, night: int) -> None:
    pass_day(market, night)
    carry_out(market, night)
    restock(market, night)
    fill_honest(market, night)


def _show_night(market: Market, raw: Path, darkroom: Darkroom, night: int, lived: _Lived) -> None:
    for listing in market.live.values():
        listing.last_night = night
    for platform in PLATFORMS:
        offers = [listing for listing in market.live.values() if listing.platform == platform]
        write_night(raw, darkroom, platform, offers, day=market.dates[night], night=night)
    lived.live.append(len(market.live))
    lived.counterfeit.append(sum(listing.is_counterfeit for listing in market.live.values()))


def _concluded(out: Path, partial: Path, market: Market, lived: _Lived) -> SimulationSummary:
    count = write_truth(market, partial / "truth")
    separation = check_separation(partial / "raw", partial / "truth")
    summary = SimulationSummary(
        out=out,
        nights=len(market.dates),
        listings_ever=count,
        live_each_night=tuple(lived.live),
        counterfeit_share=round(sum(lived.counterfeit) / sum(lived.live), 5),
        counterfeits_ever=sum(listing.is_counterfeit for listing in market.ever),
        decisions=len(lived.decisions),
        complaints=len(lived.complaints),
        separation=separation,
    )
    told = {key: value for key, value in asdict(summary).items() if key != "out"} | {
        "simulated": True,
        "seed": market.seed,
    }
    (partial / "truth" / "summary.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary
