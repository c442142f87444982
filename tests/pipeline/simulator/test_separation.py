"""The honesty check is strong, and every market passes it."""

import json
import shutil

import numpy as np
import pytest

from pipeline.simulator import LIMIT, Separation, TooEasyMarket, check_separation
from pipeline.simulator.separation import area_under_roc, refuse_easy_market
from tests.pipeline.simulator.conftest import NIGHTS, read_rows


def test_no_single_column_tells_counterfeits_apart(markets):
    for made in markets:
        table = made.summary.separation
        assert table[0].auc <= LIMIT, table[0]
        assert len({figure.column for figure in table}) > 30


def test_the_table_looks_at_every_kind_of_column(markets):
    looked_at = {(figure.column, figure.statistic) for made in markets for figure in made.summary.separation}
    assert looked_at >= {
        *{(column, "present") for column in ("brand", "description", "stock", "attributes", "seller.contact")},
        *{(column, "value") for column in ("stock", "sales_30d", "review_count", "seller.rating_count", "listing_id")},
        *{(column, "length") for column in ("title", "description", "brand", "seller.name", "ships_from")},
        *{(column, "target_rate") for column in ("category", "ships_from", "product_id", "brand", "seller.location")},
        *{("images", statistic) for statistic in ("count", "bytes_first", "width", "aspect")},
        *{("price", statistic) for statistic in ("usd", "to_catalogue_price", "cents")},
        *{("brand", "is_catalogue_name"), ("title", "non_ascii"), ("attributes", "count")},
        *{("listed_at", "days_ago"), ("seller.registered_at", "days_ago")},
    }


@pytest.mark.parametrize(
    ("column", "statistic", "plant"),
    [
        ("stock", "value", lambda row, fake: row | {"stock": 1000 + row["listing_id"].__hash__() % 3 if fake else 5}),
        ("description", "present", lambda row, fake: {k: v for k, v in row.items() if k != "description" or not fake}),
        ("condition", "target_rate", lambda row, fake: row | {"condition": "unknown" if fake else "new"}),
        ("title", "length", lambda row, fake: row | {"title": row["title"] + " x" * 40} if fake else row),
    ],
)
def test_a_planted_column_is_caught(column, statistic, plant, market, tmp_path):
    raw = tmp_path / "raw"
    shutil.copytree(market.raw / "catalogs", raw / "catalogs")
    told = market.told()
    for folder in market.nights()[NIGHTS // 2 :: NIGHTS]:
        planted = raw / "snapshots" / folder.parent.name / folder.name
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.mkdir()
        (planted / "images").symlink_to(folder / "images")
        shutil.copy(folder / "sellers.jsonl", planted)
        rows = [
            plant(row, told[folder.parent.name, row["listing_id"]]["is_counterfeit"])
            for row in read_rows(folder / "listings.jsonl")
        ]
        (planted / "listings.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    table = check_separation(raw, market.truth)
    assert any(figure.column == column and figure.statistic == statistic and figure.auc > LIMIT for figure in table)
    with pytest.raises(TooEasyMarket, match=column):
        refuse_easy_market(table)


def test_the_area_is_the_usual_one():
    rng = np.random.default_rng(0)
    scores, labels = rng.integers(0, 9, 300), rng.random(300) < 0.2
    above = scores[labels][:, None] - scores[~labels][None, :]
    assert area_under_roc(scores, labels) == pytest.approx(np.mean((above > 0) + (above == 0) / 2))


def test_a_refusal_names_the_columns():
    with pytest.raises(TooEasyMarket, match="stock"):
        refuse_easy_market([Separation("stock", "value", "all", 0.9, 100, 10)])
