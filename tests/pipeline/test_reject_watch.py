"""The warning that a platform's dump has changed, before anything is withheld."""

from pipeline.reject_watch import warnings_of, without_listings

SELLERS_ONLY = (("listings", 0), ("sellers", 9))


def facts(rejected, platform="market", read=1000):
    half = {"read": read // 2, "rejected": rejected // 2}
    return {platform: {"files": [half, {"read": read - read // 2, "rejected": rejected - rejected // 2}]}}


def test_three_times_the_usual_share_warns_and_says_both_shares():
    (said,) = warnings_of(facts(60), [facts(20)] * 5)
    assert said.startswith("market: 6.0% of its records were rejected, 2.0% in the median of the last 5 nights")


def test_the_usual_share_and_a_handful_of_broken_records_do_not_warn():
    assert warnings_of(facts(50), [facts(20)] * 5) == []
    assert warnings_of(facts(5), [facts(0)] * 5) == []
    assert warnings_of(facts(10), [facts(0)] * 5) != []


def test_one_bad_night_before_does_not_hide_the_next():
    assert warnings_of(facts(60), [facts(0), facts(900), facts(0)]) != []


def test_a_new_platform_and_an_empty_one_do_not_warn():
    assert warnings_of(facts(300), [facts(0)] * 2) == []
    assert warnings_of(facts(300), [facts(0, platform="other")] * 9) == []
    assert warnings_of(facts(0, read=0), [facts(0)] * 5) == []


def test_a_platform_that_brings_sellers_and_no_listing_is_named_unless_it_is_withheld():
    files = [{"source_file": f"snapshots/m/2026-11-18/{name}.jsonl", "kept": kept} for name, kept in SELLERS_ONLY]
    (said,) = without_listings({"m": {"files": files, "withheld_because": None}})
    assert said.startswith("m: its snapshot holds no listing")
    assert without_listings({"m": {"files": files, "withheld_because": "no files"}}) == []
    assert without_listings({"m": {"files": [files[0] | {"kept": 1}], "withheld_because": None}}) == []
