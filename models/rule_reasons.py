"""Why a row stands in the queue whatever its score: what the policy prohibits, and a complaint that waits."""

from collections import defaultdict
from typing import Any

import pandas as pd

from features.contracts import Suspects
from features.family import Sentence
from models.feature_log import LISTING_KEY
from models.prohibited import CODE, VALUE

RULE_SENTENCES = {
    sentence.code: sentence
    for sentence in (
        Sentence(
            "prohibited_word", "the title holds a prohibited word: {value}", "标题含有违禁词：{value}", unit="text"
        ),
        Sentence(
            "prohibited_category", "it stands in a prohibited category: {value}", "属于禁售类目：{value}", unit="text"
        ),
        Sentence(
            "banned_image", "a photo is a copy of a banned image: {value}", "照片与禁用图片相同：{value}", unit="text"
        ),
        Sentence(
            "complaint_open",
            "a rights holder complained; the answer is due {value} UTC",
            "权利人已投诉；答复截止 {value}（UTC）",
            unit="text",
        ),
    )
}


def rule_reasons(rows: pd.DataFrame, prohibitions: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Per row (platform, listing_id, due_at): its reasons from rules, prohibitions first; none adds to the score."""
    by_listing = defaultdict(list)
    for platform, listing_id, code, value in prohibitions[[*LISTING_KEY, CODE, VALUE]].itertuples(index=False):
        by_listing[platform, listing_id].append(_reason(code, value))
    keys = rows[[*LISTING_KEY, Suspects.due_at]].itertuples(index=False)
    return [[*by_listing[platform, listing_id], *_complaint(due_at)] for platform, listing_id, due_at in keys]


def _complaint(due_at: Any) -> list[dict[str, Any]]:
    return [] if pd.isna(due_at) else [_reason("complaint_open", f"{due_at:%Y-%m-%d %H:%M}")]


def _reason(code: str, value: str) -> dict[str, Any]:
    return {"code": code, "sentence": RULE_SENTENCES[code].en.format(value=value), "value": value, "contribution": 0.0}
