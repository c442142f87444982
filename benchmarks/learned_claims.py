"""Does wording learned from verdicts help, and does it harm? Paired differences on simulated markets whose truth is known.

    python benchmarks/markets.py --seeds 201 202 --nights 18 --listings 2000 --out DIR
    python benchmarks/learned_claims.py DIR/seed-201 DIR/seed-202 [--date 2026-11-18] [--seeds 4]

Each market is judged twice: as it is, and planted: half of the gangs write claims that no lexicon term finds into seven of
ten titles, a third of the other sellers write honest extras into half of theirs. Judged are later nights and unseen sellers by
the market's truth. A column of noise shows how much any new column moves the figure; every variant is trained with
several seeds of the trees, whose mean scores are compared, because one seed alone moves PR-AUC by some hundredths.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from claims import CLAIMS, HONEST, _unknown

from features import registry
from features.signals.title_vectors import TextVectors, encoder_from, text_vectors
from features.verdicts import start_of
from models.classifier import ClassifierParams, train_classifier
from models.feature_log import LINK_KEY, LISTING_KEY, ROW_ORDER, LogKeys
from models.feature_spec import FeatureSpec
from models.labels import Labels
from models.learned_claims import FEATURE, LearnedClaimsParams, learn_claims
from models.margins import full_margins
from models.metrics import average_precision, group_weights
from models.splits import GROUP, SplitParams, cut_of, is_held_out, seller_groups, time_and_seller_split
from models.training_set import feature_columns
from pipeline.datasets import past_nights, training
from pipeline.datasets.dataset import read

RESAMPLINGS = 300
SPEAKS_IN_TEN = 7


@dataclass(frozen=True)
class Market:
    """Training rows, listings nobody judged, judging rows with the truth as label, and the feature columns."""

    train: pd.DataFrame
    unjudged: pd.DataFrame
    judging: pd.DataFrame
    names: tuple[str, ...]
    gangs: dict[tuple[str, str], str]


def main() -> None:
    """Prints per market and kind the PR-AUC with and without, and the difference with its interval; then the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("markets", type=Path, nargs="+")
    parser.add_argument("--date", type=date.fromisoformat, default=date(2026, 11, 18))
    parser.add_argument("--seeds", type=int, default=4, help="seeds of the trees")
    asked = parser.parse_args()
    gains: dict[tuple[str, str], list[float]] = {}
    for folder in asked.markets:
        market = market_of(folder, asked.date)
        label = market.judging[Labels.label].to_numpy("float64")
        print(f"{folder.name}: {len(market.train)} verdicts, {len(label)} judged, {label.sum():.0f} counterfeit")
        for kind in ("ordinary", "planted"):
            for name, gain in judged(market if kind == "ordinary" else planted(market), kind, asked.seeds).items():
                gains.setdefault((kind, name), []).append(gain)
    for (kind, name), found in gains.items():
        print(f"mean {kind:<9}{name:<8} {np.mean(found):+.3f}   by market {[round(one, 3) for one in found]}")


def market_of(folder: Path, night: date) -> Market:
    """What a market that was simulated, logged and trained on holds."""
    data, params = folder / "data", SplitParams()
    sightings = read(training.TRAINING_SET, training.TRAINING_SET.at(data, night.isoformat()))
    unjudged = read(training.UNJUDGED, training.UNJUDGED.at(data, night.isoformat()))
    split = time_and_seller_split(sightings, night, params)
    unjudged = unjudged.assign(**{GROUP: seller_groups(unjudged)})
    is_early = unjudged[LogKeys.snapshot_date] < start_of(split.cut)
    told = pd.DataFrame(
        [json.loads(line) for line in (folder / "truth" / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    )
    return Market(
        train=split.train,
        unjudged=unjudged[is_early & ~is_held_out(unjudged[GROUP], params)].reset_index(drop=True),
        judging=_judging(data, night, told, set(split.train[GROUP])),
        names=tuple(feature_columns(sightings)),
        gangs={
            (row["platform"], row["listing_id"]): str(row["gang_id"])
            for row in told[told["is_counterfeit"]].to_dict("records")
        },
    )


def _judging(data: Path, night: date, told: pd.DataFrame, trained: set[str]) -> pd.DataFrame:
    cut = start_of(cut_of(night, SplitParams()))
    logs = past_nights.feature_logs(data, night + timedelta(days=1))
    rows = pd.concat([log[log[LogKeys.brand_id].notna() & (log[LogKeys.snapshot_date] >= cut)] for log in logs])
    first = rows.sort_values(ROW_ORDER, kind="stable").drop_duplicates(LINK_KEY, keep="first")
    first = first.assign(**{GROUP: seller_groups(first)})
    truth = told[[*LISTING_KEY, LogKeys.brand_id, "is_counterfeit"]].rename(columns={LogKeys.brand_id: "_brand"})
    joined = first[~first[GROUP].isin(trained)].merge(truth, on=LISTING_KEY, how="left", validate="m:1")
    is_fake = joined["is_counterfeit"].eq(True) & (joined[LogKeys.brand_id] == joined["_brand"])
    return joined.assign(**{Labels.label: is_fake.astype("float64")})


def judged(market: Market, kind: str, seeds: int) -> dict[str, float]:
    """Name → gain in PR-AUC over the same trees without it."""
    train, unjudged, judging = market.train, market.unjudged, market.judging
    label = judging[Labels.label].to_numpy("float64")
    weights = group_weights(judging[GROUP], times=RESAMPLINGS, seed=1)
    started = time.process_time()
    titles = _vectors(market)
    encoded, started = time.process_time() - started, time.process_time()
    taught = learn_claims(train, unjudged, titles, LearnedClaimsParams(), ClassifierParams().unjudged_weight)
    learned = taught.claims.scores(titles.of(judging[LogKeys.title]))
    seconds = time.process_time() - started
    noise = np.random.default_rng(7)
    columns = {
        "noise": tuple(noise.normal(size=len(rows)) for rows in (train, unjudged, judging)),
        "learned": (taught.judged, taught.unjudged, learned),
    }
    base = _mean_scores(market, None, seeds)
    print(
        f"  {kind:<9}without {average_precision(label, base):.3f}; learned column alone "
        f"{average_precision(label, learned):.3f}, {seconds:.1f} s to learn, {encoded:.1f} s to encode anew"
    )
    gains = {}
    for name, column in columns.items():
        scores = _mean_scores(market, column, seeds)
        gains[name] = average_precision(label, scores) - average_precision(label, base)
        drawn = [average_precision(label, scores, one) - average_precision(label, base, one) for one in weights]
        low, high = np.quantile(drawn, [0.025, 0.975])
        print(f"  {kind:<9}with {name:<8}{gains[name]:+.3f} (95 % {low:+.3f} to {high:+.3f})", flush=True)
    return gains


def _mean_scores(market: Market, column: tuple[np.ndarray, ...] | None, seeds: int) -> np.ndarray:
    """The mean log-odds of the judging rows over trees of several seeds."""
    directions = {feature.name: feature.monotone for feature in registry.features()}
    spec = FeatureSpec(market.names, tuple(directions.get(name, 0) for name in market.names), "", "", "")
    parts = [market.train, market.unjudged, market.judging]
    if column is not None:
        spec = spec.with_column(FEATURE.name, FEATURE.monotone)
        parts = [rows.assign(**{FEATURE.name: values}) for rows, values in zip(parts, column, strict=True)]
    return np.mean([_margins(parts, spec, seed) for seed in range(seeds)], axis=0)


def _margins(parts: Sequence[pd.DataFrame], spec: FeatureSpec, seed: int) -> np.ndarray:
    import lightgbm

    train, unjudged, judging = parts
    trained = train_classifier(train, unjudged, spec, ClassifierParams(seed=20261118 + seed))
    return full_margins(lightgbm.Booster(model_str=trained.model_text), judging[list(spec.names)])


def _vectors(market: Market) -> TextVectors:
    rows = (market.train, market.unjudged, market.judging)
    return text_vectors([title for part in rows for title in part[LogKeys.title]], encoder_from("use-m3"))


def planted(market: Market) -> Market:
    """The market with claims and honest extras in its titles; the same title gets the same words every time."""
    train, unjudged, judging = (
        rows.assign(**{LogKeys.title: [_said(*key, market.gangs) for key in _told(rows)]})
        for rows in (market.train, market.unjudged, market.judging)
    )
    return replace(market, train=train, unjudged=unjudged, judging=judging)


def _told(rows: pd.DataFrame) -> Sequence[tuple[str, str, str, str]]:
    columns = [LogKeys.platform, LogKeys.listing_id, LogKeys.title, LogKeys.seller_id]
    return list(rows[columns].itertuples(index=False, name=None))


def _said(platform: str, listing: str, title: str, seller: str, gangs: dict[tuple[str, str], str]) -> str:
    is_chinese = any("一" <= letter <= "鿿" for letter in title)
    gang = gangs.get((platform, listing))
    word = ""
    if gang is not None and _drawn(f"speaks {gang}", 2) == 0 and _drawn(f"here {listing}", 10) < SPEAKS_IN_TEN:
        claims = _claims("zh" if is_chinese else "en")
        word = claims[_drawn(f"{gang} {_drawn(listing, 2)}", len(claims))]
    elif _drawn(f"honest {seller}", 3) == 0 and _drawn(f"now {listing}", 2) == 0:
        honest = (HONEST["zh"] if is_chinese else HONEST["en_taught"] + "|" + HONEST["en_other"]).split("|")
        word = honest[_drawn(f"{seller}{listing}", len(honest))]
    return " ".join((word, title) if _drawn(f"before {listing}", 3) == 0 else (title, word)).strip()


@cache
def _claims(language: str) -> list[str]:
    return _unknown(CLAIMS["zh"] if language == "zh" else CLAIMS["en_taught"] + "|" + CLAIMS["en_other"])


def _drawn(name: str, below: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % below


if __name__ == "__main__":
    main()
