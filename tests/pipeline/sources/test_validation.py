"""`touchstone validate`: every problem at once, nothing written, no run."""

import datetime as dt
import json

from pipeline.sources.validation import validate_input


def test_good_input_has_no_problems(raw, listing, params):
    raw.lines(listing(images=["a.jpg"]))
    raw.dump("images/a.jpg", b"A")
    raw.write("catalogs/acme/brand.yaml", "brand_id: acme\nname: Acme\n")
    raw.write("catalogs/acme/products.jsonl", '{"product_id": "p", "title": "t"}')
    found = validate_input(raw.root, None, params)
    assert found.problems == []
    assert not found.has_faults
    assert found.lines() == ["2 files: 2 records read = 2 kept + 0 rejected + 0 repeated"]
    assert [account.read for account in found.accounts] == [1, 1]


def test_every_kind_of_problem_is_found_in_one_go(raw, listing, params):
    raw.write("sources.yaml", "platforms: {bazaar: {listings: {columns: {tittle: name}}}}")
    raw.write("catalogs/acme/brand.yaml", "brand_id: acme\nname: Acme\n")
    raw.write("catalogs/acme/products.jsonl", '{"product_id": "p", "title": "t", "images": ["gone.jpg"], "gtin": []}')
    raw.write("policy/prohibited.yaml", "- x")
    raw.write("policy/banned_images.csv", "path,reason\ngone.png,r\n")
    raw.write("decisions/d.jsonl", '{"decision_id": "d"}')
    raw.write("complaints/c.jsonl", "{")
    raw.lines(listing("a", images=["http://x/a.jpg", "gone.jpg", "gone2.jpg"], colour="red", stock=-1), "{")
    raw.dump("_SUCCESS", "{}")
    found = validate_input(raw.root, raw.night, params)
    expected = [
        "sources.yaml: platforms.bazaar.listings.columns.tittle: unknown column",
        "catalogs: image_missing: 1 of 1 photos; the first: 'gone.jpg'",
        "policy/prohibited.yaml record 1: rule_unreadable",
        "policy: image_missing: 1 of 1 photos",
        "decisions/d.jsonl record 1: platform_missing",
        "complaints/c.jsonl record 1: invalid_json",
        "snapshots/stalls/2026-11-18/listings.jsonl record 2: invalid_json",
        "snapshots/stalls/2026-11-18: image_remote: 1 of 3 photos",
        "snapshots/stalls/2026-11-18: image_missing: 2 of 3 photos",
        "its lists would be withheld: _SUCCESS",
    ]
    for said in expected:
        assert any(said in problem for problem in found.problems), (said, found.problems)
    assert any("unknown columns kept aside: listings.colour" in remark for remark in found.remarks)
    assert any("1 listings with unreadable_stock" in remark for remark in found.remarks)
    assert any("gtin: found '[]'" in remark for remark in found.remarks)


def test_a_terminal_shows_the_first_problems_and_json_all_of_them(raw, params):
    for number in range(12):
        raw.lines("{", name=f"listings-{number}.jsonl")
    found = validate_input(raw.root, None, params)
    assert sum(line.startswith("problem: ") for line in found.lines()) == 10
    assert "(+3 more problems; --json shows them all)" in found.lines()
    assert len(json.loads(json.dumps(found.as_dict()))["problems"]) == 13
    assert found.has_faults


def test_a_problem_of_every_record_is_said_once_and_hides_no_other(raw, params):
    raw.lines(*["{"] * 30)
    found = validate_input(raw.root, None, params)
    first, second = (line for line in found.lines() if line.startswith("problem: "))
    assert "listings.jsonl record 1: invalid_json" in first
    assert first.endswith(" (and 29 more records for the same reason)")
    assert "its lists would be withheld" in second


def test_what_is_allowed_and_seldom_meant_is_remarked_on(raw, params):
    raw.lines()
    assert any("found no brand" in remark for remark in validate_input(raw.root, None, params).remarks)
    for brand_id in ("acme", "apex"):
        raw.write(
            f"catalogs/{brand_id}/brand.yaml", f"brand_id: {brand_id}\nname: {brand_id}\nnames: {{en: [Road King]}}\n"
        )
        raw.write(f"catalogs/{brand_id}/products.jsonl", '{"product_id": "p", "title": "t", "titel": "u"}')
    remarks = validate_input(raw.root, None, params).remarks
    assert any("'road king' is a name of acme and of apex" in remark for remark in remarks)
    assert "catalogs: unknown columns kept aside: products.titel" in remarks
    assert any("2026-11-18: found no listing" in remark for remark in remarks)


def test_all_nights_are_checked_when_none_is_named(raw, listing, params):
    raw.lines(listing())
    raw.write("snapshots/bazaar/2026-11-17/listings.jsonl", "{")
    found = validate_input(raw.root, None, params)
    assert len(found.accounts) == 2
    assert any("bazaar/2026-11-17" in problem for problem in found.problems)


def test_a_missing_night_and_missing_input_are_problems_not_errors(raw, listing, params):
    raw.lines(json.dumps(listing()))
    assert "nights that exist: 2026-11-18" in validate_input(raw.root, dt.date(2026, 1, 1), params).problems[0]
    assert "found no folder" in validate_input(raw.root / "nowhere", None, params).problems[0]
    assert "found no night" in validate_input(raw.root / "snapshots" / "stalls", None, params).problems[0]


def test_a_bad_sector_pack_is_a_problem_and_an_unknown_column_a_remark(raw, params):
    raw.write("policy/sectors/toys.yaml", "thresholds: {act: 2}")
    raw.write("decisions/a.jsonl", '{"decision_id": "d", "mood": "x"}')
    found = validate_input(raw.root, None, params)
    assert sum("policy/sectors/toys.yaml" in problem for problem in found.problems) == 2
    assert "decisions: unknown columns kept aside: mood" in found.remarks
