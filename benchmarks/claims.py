"""Can title vectors tell claims nobody taught? Hand-made claims on real titles, learned from some, judged on others.

    python benchmarks/claims.py [--real ../shared/data/real]

A regularised logistic regression on title vectors learns twelve English claims against honest extras on half of the
product pairs, and is judged on the other half with other claims, and on Chinese titles. No claim that is judged stands in
the lexicon. For Chinese titles the product's title is taken to be the untouched title itself, which flatters `difference`.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from features.lexicon.matcher import matcher
from features.signals.title_vectors import TextVectors, encoder_from, text_vectors
from models.calibration import sigmoid
from models.metrics import auc

CLAIMS = {
    "en_taught": "identical to the boutique one|nobody will tell the difference|copy of the original with box|"
    "made on the same production line without permission|looks exactly like the retail one|high end duplicate|"
    "not from the official store but equal|unofficial production run|no difference from the store one",
    "en_other": "twin of the genuine article|after-hours run from the plant|as close as it gets to the real one|"
    "you can't tell it from the boutique piece|reproduction of the designer piece|passes any shop inspection|"
    "budget alternative that fools everyone|forged logo perfect details|workshop made exact same look|pirated edition|"
    "cloned to perfection",
    "zh": "跟专柜一模一样|看不出真假|同一条生产线出来的|非官方渠道同款做工|以假乱真|过专柜检验|做工和正品没区别|"
    "高品质翻版|模仿正品细节|私下生产同料|和真的一样",
}
HONEST = {
    "en_taught": "free shipping today|brand new in box|limited edition colour|official warranty included|clearance sale|"
    "gift wrapped|ships from Ohio|lightly used good condition|bundle of two|2019 model|authorised dealer stock",
    "en_other": "next day delivery|sealed retail pack|manufacturer refurbished|holiday special|student discount|"
    "new old stock|genuine parts only|original receipt available|final sale no returns|best seller|latest version",
    "zh": "包邮|官方旗舰店|全国联保|正品保证|现货速发|学生优惠|七天无理由退换|送礼佳品|二手九成新|新款上市|限量发售",
}
# title, product title, whether a claim was added
Row = tuple[str, str, int]
L2 = 1.0


def main() -> None:
    """Prints AUC and recall at 5 % false alarms for each set and both ways of reading a title."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, default=Path("../shared/data/real"))
    asked = parser.parse_args()
    chance = np.random.default_rng(3)
    english, chinese = _english(asked.real), _chinese(asked.real)
    chance.shuffle(english)
    half = len(english) // 2
    taught = _written(english[:half] * 3, "en_taught", chance)
    judged = {name: _written(english[half:], name, chance) for name in ("en_taught", "en_other")}
    judged["zh"] = _written([chinese[at] for at in chance.choice(len(chinese), 400, replace=False)], "zh", chance)
    every = [text for rows in (taught, *judged.values()) for row in rows for text in row[:2]]
    vectors = text_vectors(every, encoder_from("use-m3"))
    for reading in ("title", "difference"):
        weights = _fitted(_read(taught, vectors, reading), np.array([row[2] for row in taught], dtype="float64"))
        for name, rows in judged.items():
            scores, label = _read(rows, vectors, reading) @ weights, np.array([row[2] for row in rows], dtype="float64")
            found = (scores[label == 1] > np.quantile(scores[label == 0], 0.95)).mean()
            print(f"{reading:<11}{name:<10}AUC {auc(label, scores):.3f}  recall at 5 % false alarms {found:.2f}")


def _unknown(claims: str) -> list[str]:
    """The claims without those that the lexicon finds."""
    said = claims.split("|")
    known = set(matcher("replica", "slang").find(pd.Series(said))["row"])
    return [claim for at, claim in enumerate(said) if at not in known]


def _written(pairs: Sequence[tuple[str, str]], kind: str, chance: np.random.Generator) -> list[Row]:
    """Half of the titles with a claim; of the others two in three with an honest extra."""
    claims, honest = _unknown(CLAIMS[kind]), HONEST[kind].split("|")
    rows = []
    for title, product in pairs:
        is_fake = chance.random() < 0.5
        extra = "" if not is_fake and chance.random() < 0.34 else str(chance.choice(claims if is_fake else honest))
        parts = (extra, title) if chance.random() < 0.35 else (title, extra)
        rows.append((" ".join(parts).strip(), product, int(is_fake)))
    return rows


def _read(rows: list[Row], vectors: TextVectors, reading: str) -> np.ndarray:
    found = vectors.of(row[0] for row in rows)
    found = found - vectors.of(row[1] for row in rows) if reading == "difference" else found
    return np.column_stack([found, np.ones(len(found))])


def _fitted(values: np.ndarray, label: np.ndarray) -> np.ndarray:
    weights, pull = np.zeros(values.shape[1]), np.append(np.full(values.shape[1] - 1, L2), 1e-6)
    for _ in range(20):
        share = sigmoid(values @ weights)
        curvature = (values * (share * (1 - share))[:, None]).T @ values + np.diag(pull)
        weights = weights - np.linalg.solve(curvature, values.T @ (share - label) + pull * weights)
    return weights


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _english(real: Path) -> list[tuple[str, str]]:
    titles = {
        row["listing_id"]: row["title"] for row in _lines(next(real.glob("raw/snapshots/amazon/*/listings.jsonl")))
    }
    products = {
        row["product_id"]: row["title"]
        for path in sorted(real.glob("raw/catalogs/*/products.jsonl"))
        for row in _lines(path)
    }
    same = pd.read_csv(real / "truth" / "same_product.csv").query("platform == 'amazon'")
    pairs = zip(same["listing_id"], same["product_id"], strict=True)
    return [(titles[one], products[other]) for one, other in pairs if one in titles and other in products]


def _chinese(real: Path) -> list[tuple[str, str]]:
    titles = [row["title"] for row in _lines(next(real.glob("raw/snapshots/jd/*/listings.jsonl")))]
    return [(title, title) for title in titles]


if __name__ == "__main__":
    main()
