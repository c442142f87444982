"""Decisions: who looks at what, when they answer, how often they err, and what a verdict sets off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pipeline.simulator.chance import Chance
from pipeline.simulator.market import Market
from pipeline.simulator.suspicion import look_odds
from pipeline.simulator.trade import Listing

LOOKED_AT_A_NIGHT, AUDITED_A_NIGHT = 0.035, 0.007
ERROR_RATE, UNSURE_RATE = 0.02, 0.03
MEDIAN_DELAY_DAYS, DELAY_SPREAD, LONGEST_DELAY_DAYS = 2.2, 0.6, 10.0
# A test purchase or a court does not err here; it takes longer instead.
SURE_BASES = {"test_purchase", "law_enforcement"}
OPINIONS = {
    "grey_importer": {"grey_market": 0.75, "genuine": 0.25},
    "accessory": {"compatible": 0.88, "genuine": 0.12},
    "lookalike": {"lookalike": 0.92, "genuine": 0.08},
    "liquidator": {"genuine": 0.6, "grey_market": 0.2, "unauthorised": 0.2},
    "retailer": {"genuine": 0.9, "unauthorised": 0.1},
    "discounter": {"genuine": 0.88, "unauthorised": 0.12},
    "counterfeit": {"counterfeit": 1.0},
    "mixed_genuine": {"genuine": 0.9, "unauthorised": 0.1},
}
OFFICES = ("+08:00", "+00:00", "-05:00", "+01:00")
NOTES = {
    "counterfeit": (
        "stitching and logo differ",
        "serial number not ours",
        "工艺与正品不符",
        "copied photo, price list sent by chat",
        "",
    ),
    "genuine": ("checked with the brand", "发票已核实", "own photos, serial matches", ""),
}
REASONS = {
    "counterfeit": ("copied_photo", "wrong_logo", "seller_network", "test_buy_failed", "wording"),
    "genuine": ("invoice_seen", "serial_valid", "known_seller"),
    "grey_market": ("import_label",),
    "lookalike": ("own_label",),
    "compatible": ("for_brand",),
    "unauthorised": ("no_contract",),
    "unsure": ("photos_too_small",),
}


@dataclass
class Opened:
    """A case someone took up; it becomes a decision ``on`` that night."""

    listing: Listing
    snapshot: dt.date
    on: int
    decided_at: dt.datetime
    basis: str
    verdict: str
    wrong: bool
    supersedes: str | None = None


@dataclass
class Court:
    """Open cases and the decisions made so far, as decision rows without their final numbers."""

    market: Market
    chance: Chance
    cases: list[Opened] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def take_up(self, night: int) -> None:
        """Opens tonight's cases: what looks suspicious, and a random audit."""
        today = self.market.dates[night]
        for listing in self.market.live.values():
            if listing.reviewed or listing.product is None:
                continue
            if self.chance.flip(AUDITED_A_NIGHT):
                self.open_case(listing, night, "audit")
            elif self.chance.flip(look_odds(listing, today, LOOKED_AT_A_NIGHT)):
                self.open_case(
                    listing,
                    night,
                    self.chance.weighted(
                        {"visual": 0.62, "rights_holder": 0.25, "test_purchase": 0.11, "law_enforcement": 0.02}
                    ),
                )

    def open_case(self, listing: Listing, night: int, basis: str) -> None:
        """The verdict is drawn now; it is told ``delay`` days later, if the period lasts that long."""
        listing.reviewed = True
        verdict, wrong = _judge(listing, basis, self.chance)
        delay = min(
            LONGEST_DELAY_DAYS, max(1.0, MEDIAN_DELAY_DAYS * 2.718281828 ** self.chance.normal(0, DELAY_SPREAD))
        )
        if basis in SURE_BASES:
            delay = min(LONGEST_DELAY_DAYS, delay + 2)
        self._file(Opened(listing, self.market.dates[night], 0, dt.datetime.min, basis, verdict, wrong), night, delay)

    def _file(self, case: Opened, night: int, delay: float) -> None:
        offset = dt.timezone(dt.timedelta(hours=int(self.chance.pick(OFFICES)[:3])))
        day = self.market.dates[night] + dt.timedelta(days=int(delay))
        case.decided_at = dt.datetime.combine(day, dt.time(9), offset) + dt.timedelta(
            seconds=self.chance.whole(0, 9 * 3600)
        )
        case.on = night + int(delay)
        if case.decided_at.astimezone(dt.UTC).date() <= self.market.dates[-1]:
            self.cases.append(case)

    def announce(self, night: int) -> list[Opened]:
        """The cases decided on that day, as rows in ``rows``; wrong ones may be taken up again."""
        due = [case for case in self.cases if case.on == night]
        self.cases = [case for case in self.cases if case.on != night]
        for case in due:
            number = f"case-{len(self.rows) + 1:05d}"
            self.rows.append(self._row(case, number))
            self._appeal(case, night, number)
        return due

    def _appeal(self, case: Opened, night: int, number: str) -> None:
        """The accused object to a wrong verdict; a wrong acquittal comes out by test purchase now and then."""
        if not case.wrong or not self.chance.flip(0.7 if case.verdict == "counterfeit" else 0.4):
            return
        truth = "counterfeit" if case.listing.is_counterfeit else "genuine"
        basis = "test_purchase" if truth == "counterfeit" else "counter_notice"
        again = Opened(case.listing, case.snapshot, 0, case.decided_at, basis, truth, wrong=False, supersedes=number)
        self._file(again, night, float(self.chance.whole(1, 4)))

    def _row(self, case: Opened, number: str) -> dict[str, Any]:
        listing = case.listing
        row = {
            "decision_id": number,
            "platform": listing.platform.name,
            "listing_id": listing.listing_id,
            "brand_id": listing.brand_id,
            "verdict": case.verdict,
            "basis": case.basis,
            "decided_at": case.decided_at.isoformat(),
            "decided_by": f"{case.basis}-{self.chance.whole(1, 6)}",
            "reason_codes": [self.chance.pick(REASONS[case.verdict])],
            "snapshot_date": str(case.snapshot),
        }
        note = self.chance.pick(NOTES.get(case.verdict, ("",)))
        return row | ({"note": note} if note else {}) | ({"supersedes": case.supersedes} if case.supersedes else {})


def _judge(listing: Listing, basis: str, chance: Chance) -> tuple[str, bool]:
    """(verdict, whether it is wrong)."""
    opinion = chance.weighted(OPINIONS.get(listing.kind, {"genuine": 1.0}))
    if basis in SURE_BASES:
        return opinion, False
    if chance.flip(UNSURE_RATE):
        return "unsure", False
    if chance.flip(ERROR_RATE):
        return ("genuine" if listing.is_counterfeit else "counterfeit"), True
    return opinion, False
