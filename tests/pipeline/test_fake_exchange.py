"""Known fakes travel as hashes with provenance; no listing goes with them, and no other algorithm's hash comes in."""

import csv
import datetime as dt
import json

import pandas as pd
import pytest

from features.contracts import (
    BannedImages,
    Decisions,
    ImageSignals,
    KnownFakeHashes,
    Listings,
    Products,
    ReferenceImages,
    ReferenceSignals,
)
from features.signals.fake_hashes import hashes_to_give, references_of
from features.verdicts import settled_verdicts
from pipeline.datasets import nightly
from pipeline.datasets.dataset import write
from pipeline.errors import InputError
from pipeline.fake_exchange import export_fakes, import_fakes
from pipeline.params import load_params
from pipeline.progress import Progress
from pipeline.sources.events import read_decisions
from pipeline.sources.known_fakes import read_known_fakes
from pipeline.sources.limits import IngestParams
from pipeline.sources.policy import read_policy
from pipeline.stage import Context
from pipeline.stages import extract_signals

NIGHT = dt.date(2026, 11, 18)
CAME = dt.datetime(2026, 11, 18, 9, 30, tzinfo=dt.UTC)
FAKE, COPIED, SHOWN_TWICE = 0x0123456789ABCDEF, 0xFFFF0000FFFF0000, 0x8000000000000001


def given(**fields):
    good = {
        "algorithm": "phash-64", "version": "1", "hash": "0123456789abcdef", "distance_bits": 4, "quality": 0.9,
        "brand_id": "acme", "basis": "test_purchase", "decided_on": "2026-11-01", "provenance": "another desk",
    }  # fmt: skip
    return good | fields


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture
def file_of(tmp_path):
    def written(*rows, name="given.jsonl"):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / name

    return written


def photo(listing_id, phash, **changed):
    row = {
        ImageSignals.platform: "bazaar", ImageSignals.listing_id: listing_id, ImageSignals.image: "secret-name.jpg",
        ImageSignals.sha256: f"{phash:064x}", ImageSignals.width_px: 300, ImageSignals.height_px: 300,
        ImageSignals.phash: phash, ImageSignals.dhash: 7, ImageSignals.quality: 0.912345,
        ImageSignals.is_comparable: True, ImageSignals.view_phashes: [phash],
    }  # fmt: skip
    return row | changed


@pytest.fixture
def market(tmp_path, raw):
    """A night with three counterfeit listings, one of which copied an official photo, and a genuine one."""
    verdicts = {"L1": "counterfeit", "L2": "counterfeit", "L3": "counterfeit", "L4": "genuine"}
    (raw / "decisions").mkdir()
    events = [
        {
            "decision_id": f"d-{listing}", "platform": "bazaar", "listing_id": listing, "brand_id": "acme",
            "verdict": verdict, "basis": "visual", "decided_at": "2026-11-10T12:00:00+00:00", "decided_by": "ann",
            "note": "a note",
        }
        for listing, verdict in verdicts.items()
    ]  # fmt: skip
    (raw / "decisions/a.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    photos = [
        photo("L1", FAKE), photo("L2", SHOWN_TWICE), photo("L3", SHOWN_TWICE), photo("L3", COPIED ^ 0b11),
        photo("L1", 3, **{ImageSignals.is_comparable: False}), photo("L4", 2**40 + 9),
    ]  # fmt: skip
    official = {
        ReferenceSignals.bank: "official", ReferenceSignals.brand_id: "acme", ReferenceSignals.image: "1.jpg",
        ReferenceSignals.quality: 0.9, ReferenceSignals.is_comparable: True, ReferenceSignals.view_phashes: [COPIED],
        ReferenceSignals.dhash: 0,
    }  # fmt: skip
    for dataset, rows in ((nightly.IMAGE_SIGNALS, photos), (nightly.REFERENCE_SIGNALS, [official])):
        table = dataset.contract.conform(pd.DataFrame(rows))
        write(dataset, dataset.at(tmp_path / "data", "2026-11-12"), table)
    return {"night": NIGHT, "raw": raw, "data": tmp_path / "data", "provenance": "acme's desk"}


def test_an_export_holds_the_fakes_own_photos_once(market, tmp_path):
    said = export_fakes(tmp_path / "fakes.jsonl", **market)
    rows = [json.loads(line) for line in (tmp_path / "fakes.jsonl").read_text().splitlines()]
    assert [row["hash"] for row in rows] == [f"{FAKE:016x}", f"{SHOWN_TWICE:016x}"]
    assert rows[0] == given(basis="visual", decided_on="2026-11-10", provenance="acme's desk", quality=0.91)
    assert "2 hashes" in said and "3 verdicts" in said


@pytest.mark.parametrize("name", ["fakes.jsonl", "fakes.csv"])
def test_no_word_of_a_listing_leaves(market, tmp_path, name):
    export_fakes(tmp_path / name, **market)
    text = (tmp_path / name).read_text()
    assert f"{FAKE:016x}" in text
    for word in ("bazaar", "L1", "L2", "secret-name", "ann", "a note", "12:00", f"{FAKE:064x}"):
        assert word not in text


def test_what_is_not_yet_decided_on_the_night_is_not_given(market, tmp_path):
    export_fakes(tmp_path / "fakes.csv", **{**market, "night": dt.date(2026, 11, 10)})
    assert list(csv.DictReader((tmp_path / "fakes.csv").open())) == []


@pytest.mark.parametrize(("name", "provenance"), [("fakes.txt", "a"), ("fakes.csv", " "), ("there.csv", "a")])
def test_an_export_that_cannot_be_is_refused(market, tmp_path, name, provenance):
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(InputError, match="expected"):
        export_fakes(tmp_path / name, **{**market, "provenance": provenance})
    assert (tmp_path / "there.csv").read_text() == "mine"


@pytest.mark.parametrize("name", ["fakes.jsonl", "fakes.csv"])
def test_what_one_gives_another_can_compare_with(market, tmp_path, name):
    export_fakes(tmp_path / name, **market)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "2 read = 2 added" in import_fakes(tmp_path / name, elsewhere, received_at=CAME)
    after = dt.datetime(2026, 11, 19, tzinfo=dt.UTC)
    references = references_of(read_known_fakes(elsewhere, after, IngestParams()).known)
    assert ReferenceSignals.check(references)[ReferenceSignals.view_phashes].tolist() == [[FAKE], [SHOWN_TWICE]]
    assert set(references[ReferenceSignals.bank]) == {"known_fake"} and references[ReferenceSignals.sha256].isna().all()


def test_hashes_are_known_from_the_night_after_they_came(raw, file_of):
    import_fakes(file_of(given()), raw, received_at=CAME)
    days = [dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (18, 19)]
    assert [len(read_known_fakes(raw, day, IngestParams()).known) for day in days] == [0, 1]


def test_nothing_is_added_twice(raw, file_of):
    import_fakes(file_of(given(), given(brand_id="other")), raw, received_at=CAME)
    said = import_fakes(file_of(given(), given(hash="f" * 16), given()), raw, received_at=CAME)
    assert "3 read = 1 added + 1 there already + 1 repeated" in said
    assert len(read_known_fakes(raw, None, IngestParams()).known) == 3
    assert len(list((raw / "policy").iterdir())) == 2


@pytest.mark.parametrize("other", [{"algorithm": "pdq", "hash": "a" * 64}, {"version": "2"}])
def test_another_algorithm_is_kept_aside_and_the_rest_is_taken(raw, file_of, other):
    said = import_fakes(file_of(given(), given(**other)), raw, received_at=CAME)
    assert "1 added" in said and "1 of another algorithm" in said and "cannot be compared" in said
    assert len(read_known_fakes(raw, None, IngestParams()).known) == 1


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"hash": "0123"}, "expected 16"),
        ({"hash": "xyz"}, "hexadecimal"),
        ({"quality": 2}, "quality"),
        ({"basis": "gossip"}, "basis"),
        ({"provenance": ""}, "provenance"),
        ({"decided_on": "soon"}, "decided_on"),
    ],
)
def test_a_broken_record_keeps_the_whole_file_out(raw, file_of, broken, says):
    with pytest.raises(InputError, match=says):
        import_fakes(file_of(given(), given(**broken)), raw, received_at=CAME)
    assert not (raw / "policy").exists()


def test_hashes_placed_by_hand_are_read_with_the_policy_and_their_faults_are_rejects(raw):
    (raw / "policy").mkdir()
    rows = [given(), given(algorithm="pdq"), given(hash="12")]
    (raw / "policy/known_fakes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    policy = read_policy(raw, IngestParams())
    assert [(account.read, account.kept, account.rejected) for account in policy.accounts] == [(3, 1, 2)]
    assert sorted(policy.rejects["reason_code"]) == ["algorithm_other", "hash_unreadable"]


def test_the_first_verdict_of_a_picture_is_the_one_given(market):
    raw, data = market["raw"], market["data"]
    decisions, _ = read_decisions(raw, None, IngestParams())
    settled = settled_verdicts(decisions, NIGHT)
    settled.loc[settled[Decisions.listing_id] == "L3", Decisions.decided_at] = pd.Timestamp("2026-11-02T01:00Z")
    signals = pd.read_parquet(nightly.IMAGE_SIGNALS.at(data, "2026-11-12"))
    rows = hashes_to_give(ImageSignals.conform(signals), settled, ReferenceSignals.empty(), "desk")
    days = dict(zip(rows[KnownFakeHashes.hash], rows[KnownFakeHashes.decided_on], strict=True))
    assert days[f"{SHOWN_TWICE:016x}"] == pd.Timestamp("2026-11-02", tz="UTC")


def test_the_night_compares_with_what_was_received_before_it(raw, file_of, tmp_path):
    import_fakes(file_of(given()), raw, received_at=CAME)
    empty = {name: table.empty() for name, table in (("listings", Listings), ("products", Products))}
    for night, known in ((18, 0), (19, 1)):
        context = Context(
            night=dt.date(2026, 11, night), raw=raw, data=tmp_path / "data", models=tmp_path / "models",
            params=load_params(None), workers=1, progress=Progress(is_silent=True),
        )  # fmt: skip
        tables = extract_signals.run(
            context, **empty, reference_images=ReferenceImages.empty(), banned_images=BannedImages.empty()
        )
        references = tables[nightly.REFERENCE_SIGNALS.name]
        assert len(ReferenceSignals.check(references)) == known
        assert list(references[ReferenceSignals.image]) == ["phash:0123456789abcdef"] * known
