"""Words the lexicon does not know yet that rise among settled fakes: proposals for a person to judge, never terms.

A phrase is proposed when sellers of
settled fakes use it, unrelated to each other, and sellers of listings settled otherwise, and of tonight's other
listings, clearly less. Sellers are counted, not listings: one shop's template is no slang.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from features.contracts.table import Table, count, number, text, texts, time
from features.lexicon.matcher import LexiconMatcher, matcher
from features.lexicon.phrase_scan import PhraseScan
from features.lexicon.said_phrases import SaidTexts, compared_texts, parted, phrases_in
from features.skeleton import skeletons_of


class SlangParams(BaseModel):
    """When a phrase is worth a person's look."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Two shops may share a supplier's text by accident; three unrelated ones share a word.
    least_sellers: int = Field(default=3, ge=2)
    # Half-width of the interval in standard errors: the usual 95 %.
    interval_z: float = Field(default=1.96, gt=0)
    # Thousands of phrases are tried, so chance alone gives dozens that honest sellers say a little less: those are held
    # to the 99 % interval; what no honest seller says needs less proof.
    interval_z_when_honest_too: float = Field(default=2.58, gt=0)
    # A word that one honest seller in fifty says is a common word, whatever its odds.
    most_honest_share: float = Field(default=0.02, gt=0, le=1)
    # The lower end of both log-odds must be above this (1.6 times the odds). Thousands of phrases are tried: at 0 a
    # simulated market (seed 21) gave eleven honest phrases beside seven planted ones, at 0.5 one.
    least_log_odds: float = Field(default=0.5)
    # Two phrases whose fakes overlap this far are one find.
    same_find_share: float = Field(default=0.7, gt=0, le=1)
    # Fakes first met in this many days are recent.
    recent_days: int = Field(default=14, ge=1)
    # A person reads some dozens of proposals, not hundreds.
    most_proposals: int = Field(default=40, ge=1)


class SlangProposals(Table):
    """One row per proposed phrase, the surest first."""

    phrase: Any = text("as a skeleton: a form the lexicon could hold", required=True)
    counterfeit_listings: Any = count("settled counterfeit listings that say it", required=True)
    counterfeit_sellers: Any = count("unrelated sellers of those", required=True)
    other_listings: Any = count("listings settled otherwise that say it", required=True)
    other_sellers: Any = count("unrelated sellers of those", required=True)
    live_listings: Any = count("false alarms: live listings of sellers without a settled fake", required=True)
    live_sellers: Any = count("unrelated sellers of those", required=True)
    log_odds: Any = number("smoothed log-odds of saying it: sellers of fakes against sellers settled otherwise")
    log_odds_low: Any = number("lower end of its interval")
    log_odds_high: Any = number("upper end of its interval")
    live_log_odds_low: Any = number("lower end against live sellers without a settled fake")
    recent_share: Any = number("share of recent settled fakes that say it; missing without recent ones")
    earlier_share: Any = number("share of earlier settled fakes that say it; missing without earlier ones")
    first_seen: Any = time("first night a settled fake said it", required=True)
    examples: Any = texts("up to three titles of settled fakes that say it, of different sellers where possible")


def propose_slang(
    settled: pd.DataFrame,
    live: pd.DataFrame,
    catalogue_texts: Iterable[str],
    params: SlangParams,
    known: LexiconMatcher | None = None,
) -> pd.DataFrame:
    """SlangProposals from SaidTexts of settled listings and of tonight's listings that are not settled counterfeit.

    Phrases that stand in `catalogue_texts` (names and titles of genuine products) or that the lexicon knows are not
    proposed. The answer does not depend on the order of rows.
    """
    lexicon = known or matcher()
    fakes, others = (_sorted(settled[settled[SaidTexts.is_counterfeit] == side]) for side in (True, False))
    crooks = set(fakes[SaidTexts.seller_group])
    ordinary = _sorted(live[~live[SaidTexts.seller_group].isin(crooks)])
    fake_texts = compared_texts(fakes, lexicon)
    phrases = _shared_phrases(fake_texts, fakes[SaidTexts.seller_group].tolist(), params.least_sellers)
    phrases = _not_in(phrases, skeletons_of([*catalogue_texts]))
    if not phrases:
        return SlangProposals.empty()
    scan = PhraseScan(phrases)
    sides = {"counterfeit": (fakes, fake_texts)}
    sides |= {name: (rows, compared_texts(rows, lexicon)) for name, rows in (("other", others), ("live", ordinary))}
    said = {name: _said(scan, rows, drawn) for name, (rows, drawn) in sides.items()}
    counts = _counts(phrases, said)
    sellers = {name: rows[SaidTexts.seller_group].nunique() for name, (rows, _) in sides.items()}
    scored = counts.assign(**_scores(counts, sellers, params))
    lows = scored[[SlangProposals.log_odds_low, SlangProposals.live_log_odds_low]].min(axis=1)
    is_sure = (lows > params.least_log_odds) & (scored[SlangProposals.counterfeit_sellers] >= params.least_sellers)
    is_sure &= ~_is_common(counts, sellers, params.most_honest_share)
    ranked = scored.assign(_low=lows, _length=scored[SlangProposals.phrase].str.len())[is_sure]
    ranked = ranked.sort_values(["_low", "_length", SlangProposals.phrase], ascending=[False, False, True])
    rows_of = {at: set(part["row"]) for at, part in said["counterfeit"].groupby("phrase")}
    kept = _distinct_finds(ranked, rows_of, params)
    told = [_told(fakes.iloc[sorted(rows_of[at])], fakes, params) for at in kept.index]
    return SlangProposals.conform(pd.concat([kept.reset_index(drop=True), pd.DataFrame(told)], axis=1))


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values([SaidTexts.platform, SaidTexts.listing_id], kind="stable", ignore_index=True)


def _shared_phrases(drawn: Sequence[str], sellers: Sequence[str], least_sellers: int) -> list[str]:
    """Phrases that at least so many sellers use, in order of spelling."""
    by_phrase: defaultdict[str, set[str]] = defaultdict(set)
    for one, seller in zip(drawn, sellers, strict=True):
        for phrase in phrases_in(one):
            by_phrase[phrase].add(seller)
    return sorted(phrase for phrase, found in by_phrase.items() if len(found) >= least_sellers)


def _not_in(phrases: list[str], honest: list[str]) -> list[str]:
    """The phrases without those that stand in an honest text, or whose words stand in one in another order."""
    if not phrases:
        return []
    texts = list(map(parted, honest))
    stands = set(PhraseScan(phrases).find(texts).phrase.tolist())
    texts_of: defaultdict[str, set[int]] = defaultdict(set)
    for at, one in enumerate(texts):
        for word in one.split():
            texts_of[word].add(at)
    mixed = [
        " " in phrase and bool(set.intersection(*(texts_of.get(word, set()) for word in phrase.split())))
        for phrase in phrases
    ]
    return [phrase for at, phrase in enumerate(phrases) if at not in stands and not mixed[at]]


def _said(scan: PhraseScan, rows: pd.DataFrame, drawn: list[str]) -> pd.DataFrame:
    """One row per phrase and listing that says it, with the seller."""
    found = scan.find(drawn)
    said = pd.DataFrame({"phrase": found.phrase, "row": found.row}).drop_duplicates()
    return said.assign(seller=rows[SaidTexts.seller_group].to_numpy(dtype=object)[said["row"]])


def _counts(phrases: list[str], said: dict[str, pd.DataFrame]) -> pd.DataFrame:
    counted: dict[str, Any] = {SlangProposals.phrase: phrases}
    for side, found in said.items():
        of_phrase = found.groupby("phrase")
        for name, numbers in (("listings", of_phrase["row"].size()), ("sellers", of_phrase["seller"].nunique())):
            counted[f"{side}_{name}"] = numbers.reindex(range(len(phrases)), fill_value=0).to_numpy()
    return pd.DataFrame(counted)


def _is_common(counts: pd.DataFrame, sellers: dict[str, int], most_share: float) -> pd.Series:
    """Whether too many honest sellers say the phrase, of those settled or of those live."""
    of_others = counts[SlangProposals.other_sellers] > most_share * sellers["other"]
    return of_others | (counts[SlangProposals.live_sellers] > most_share * sellers["live"])


def _scores(counts: pd.DataFrame, sellers: dict[str, int], params: SlangParams) -> dict[str, np.ndarray]:
    ours = counts[SlangProposals.counterfeit_sellers].to_numpy("float64")
    found, spread = _log_odds(ours, sellers["counterfeit"], counts[SlangProposals.other_sellers], sellers["other"])
    live, live_spread = _log_odds(ours, sellers["counterfeit"], counts[SlangProposals.live_sellers], sellers["live"])
    honest = counts[SlangProposals.other_sellers] + counts[SlangProposals.live_sellers]
    width = np.where(honest > 0, params.interval_z_when_honest_too, params.interval_z)
    return {
        SlangProposals.log_odds: found,
        SlangProposals.log_odds_low: found - width * spread,
        SlangProposals.log_odds_high: found + width * spread,
        SlangProposals.live_log_odds_low: live - width * live_spread,
    }


def _log_odds(ours: np.ndarray, of_ours: int, theirs: pd.Series, of_theirs: int) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds ratio and its standard error, half a seller added to every cell (Haldane and Anscombe)."""
    cells = np.array([ours, of_ours - ours, theirs, of_theirs - theirs], dtype="float64") + 0.5
    logs = np.log(cells)
    return logs[0] - logs[1] - logs[2] + logs[3], np.sqrt((1.0 / cells).sum(axis=0))


def _distinct_finds(ranked: pd.DataFrame, rows_of: dict[Any, set[int]], params: SlangParams) -> pd.DataFrame:
    """The ranked phrases without those that a better one says already: parts of it, or the same fakes."""
    kept: list[Any] = []
    for at, phrase in zip(ranked.index, ranked[SlangProposals.phrase].astype(str), strict=True):
        if len(kept) == params.most_proposals:
            break
        others = ((str(ranked.at[one, SlangProposals.phrase]), rows_of[one]) for one in kept)
        if not any(_is_same_find((phrase, rows_of[at]), other, params.same_find_share) for other in others):
            kept.append(at)
    return ranked.loc[kept]


def _is_same_find(one: tuple[str, set[int]], other: tuple[str, set[int]], same_share: float) -> bool:
    """Mostly the same fakes; for phrases with a word or two characters in common, most of the rarer one's fakes."""
    shared = len(one[1] & other[1])
    is_kin = bool(_pieces(one[0]) & _pieces(other[0]))
    within = min(len(one[1]), len(other[1])) if is_kin else len(one[1] | other[1])
    return shared >= same_share * within


def _pieces(phrase: str) -> set[str]:
    words = phrase.split()
    return set(words) if phrase.isascii() or len(words) > 1 else {phrase[at : at + 2] for at in range(len(phrase) - 1)}


def _told(saying: pd.DataFrame, fakes: pd.DataFrame, params: SlangParams) -> dict[str, Any]:
    """When it came up, and who says it."""
    since = fakes[SaidTexts.night].max() - pd.Timedelta(days=params.recent_days)
    recent, is_recent = fakes[SaidTexts.night] > since, saying[SaidTexts.night] > since
    by_seller = saying.drop_duplicates(SaidTexts.seller_group)
    examples = pd.concat([by_seller, saying.drop(by_seller.index)])[SaidTexts.title].head(3)
    return {
        SlangProposals.recent_share: float(is_recent.sum() / recent.sum()) if recent.any() else None,
        SlangProposals.earlier_share: float((~is_recent).sum() / (~recent).sum()) if not recent.all() else None,
        SlangProposals.first_seen: saying[SaidTexts.night].min(),
        SlangProposals.examples: examples.tolist(),
    }
