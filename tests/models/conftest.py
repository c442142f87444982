"""A small reviewed market made from contract tables: sellers, listings, verdicts and what was seen on each night."""

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.contracts import Decisions
from models.feature_log import KEY_COLUMNS, LogKeys
from models.feature_spec import FeatureSpec
from models.labels import LabelParams, labels_from_decisions
from models.training import TrainingInputs
from models.training_set import collect_sightings

AS_OF = datetime.date(2026, 11, 18)
NAMES = ("price_share", "title_distance", "copied_photo", "seller_age_days", "noise")
SPEC = FeatureSpec(NAMES, (-1, 0, 1, 0, 0), "0123456789abcdef", "encoder-1", "rules-1")


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def decision_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A Decisions frame; what a row leaves out is an ordinary visual verdict."""
    plain = {"platform": "market", "brand_id": "acme", "basis": "visual", "decided_by": "ann", "verdict": "genuine"}
    filled = [
        {"decision_id": f"D{at}", "decided_at": utc("2026-11-10 12:00"), "listing_id": f"L{at}", **plain, **row}
        for at, row in enumerate(rows)
    ]
    return Decisions.check(Decisions.conform(pd.DataFrame(filled)))


def shown_rows(decisions: pd.DataFrame) -> pd.DataFrame:
    return decisions[[Decisions.platform, Decisions.listing_id]].drop_duplicates()


def market(listings: int = 1500, sellers: int = 250, seed: int = 5, fake_share: float = 0.3) -> dict[str, pd.DataFrame]:
    """Truth, verdicts and a feature log of 20 nights; about half of the fakes are plain to see in the features."""
    chance = np.random.default_rng(seed)
    seller = chance.integers(0, sellers, listings)
    is_crooked = chance.random(sellers) < fake_share * 1.3
    is_fake = is_crooked[seller] & (chance.random(listings) < 0.75)
    night = chance.integers(0, 20, listings)
    first = pd.DatetimeIndex([utc("2026-10-28")] * listings) + pd.to_timedelta(night, unit="D")
    keys = {
        LogKeys.platform: np.where(seller % 3 == 0, "bazaar", "market"),
        LogKeys.listing_id: [f"L{at:05d}" for at in range(listings)],
        LogKeys.brand_id: np.where(chance.random(listings) < 0.5, "acme", "bolt"),
        LogKeys.seller_id: [f"S{at}" for at in seller],
        LogKeys.snapshot_date: first,
        LogKeys.title: "a title",
        LogKeys.content_key: "k1",
        LogKeys.claim: "own",
        LogKeys.link_confidence: 0.9,
        LogKeys.currency: "USD",
        LogKeys.price_usd: np.round(chance.lognormal(3, 0.5, listings), 2),
    }
    features = {
        "price_share": np.clip(chance.normal(0.9 - 0.35 * is_fake, 0.25), 0.05, 2),
        "title_distance": np.clip(chance.normal(0.3 + 0.15 * is_fake, 0.2), 0, 1),
        "copied_photo": (chance.random(listings) < np.where(is_fake, 0.5, 0.12)).astype("float64"),
        "seller_age_days": chance.exponential(np.where(is_fake, 200.0, 600.0)),
        "noise": chance.normal(0, 1, listings),
    }
    features["title_distance"][chance.random(listings) < 0.2] = np.nan
    log = pd.concat([LogKeys.conform(pd.DataFrame(keys)), pd.DataFrame(features)], axis=1)
    verdicts = pd.DataFrame(
        {
            Decisions.platform: log[LogKeys.platform],
            Decisions.listing_id: log[LogKeys.listing_id],
            Decisions.brand_id: log[LogKeys.brand_id],
            Decisions.verdict: np.where(is_fake, "counterfeit", "genuine"),
            Decisions.decided_at: first + pd.Timedelta(hours=30),
            Decisions.snapshot_date: first,
            Decisions.decided_by: np.where(np.arange(listings) % 2 == 0, "ann", "bob"),
        }
    )
    return {"log": log, "decisions": decision_rows(verdicts.to_dict("records")), "truth": pd.Series(is_fake)}


def nights_of(log: pd.DataFrame) -> list[pd.DataFrame]:
    """The log as one frame a night."""
    return [part.reset_index(drop=True) for _, part in log.groupby(LogKeys.snapshot_date, sort=True)]


def inputs_of(world: dict[str, pd.DataFrame]) -> TrainingInputs:
    """Retraining inputs: the first 80 % of listings are judged; of the others, the genuine ones nobody looked at."""
    decisions = world["decisions"].iloc[: int(0.8 * len(world["decisions"]))]
    labels = labels_from_decisions(decisions, AS_OF, shown_rows(decisions), LabelParams())
    sightings = collect_sightings(labels, nights_of(world["log"]), AS_OF)
    rest = world["log"].iloc[int(0.8 * len(world["log"])) :]
    unjudged = rest.loc[~world["truth"].loc[rest.index], [*KEY_COLUMNS, *NAMES]].reset_index(drop=True)
    return TrainingInputs(sightings, unjudged, SPEC, AS_OF)


@pytest.fixture(scope="session")
def build() -> Any:
    """The builders above, for tests that need rows of their own."""

    class Builders:
        decisions: Callable[..., pd.DataFrame] = staticmethod(decision_rows)
        shown: Callable[..., pd.DataFrame] = staticmethod(shown_rows)
        market: Callable[..., dict[str, pd.DataFrame]] = staticmethod(market)
        nights: Callable[..., list[pd.DataFrame]] = staticmethod(nights_of)
        inputs: Callable[..., TrainingInputs] = staticmethod(inputs_of)
        utc: Callable[..., pd.Timestamp] = staticmethod(utc)
        spec = SPEC
        as_of = AS_OF

    return Builders


@pytest.fixture(scope="session")
def world() -> dict[str, pd.DataFrame]:
    return market()


@pytest.fixture(scope="session")
def inputs(world: dict[str, pd.DataFrame]) -> TrainingInputs:
    return inputs_of(world)
