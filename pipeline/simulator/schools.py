"""How counterfeiters work: five schools, each leaving one to three weak traces and avoiding the others.

The odds below are the difficulty of the market. None of them comes from a detection threshold; they were set so
that each trace alone is shared with far more honest offers than counterfeit ones (see ``separation``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class School:
    """Odds that an offer of this school shows each habit.

    ``shares_contact`` is asked only where the guise shows a contact at all, ``shares_template`` of every account.
    """

    name: str
    share: float
    loud_words: float
    broken_name: float
    hides_brand_field: float
    photos: dict[str, float]
    shares_contact: float
    shares_template: float
    genuine_stock: float = 0.0
    complaint_rate: tuple[float, float] = (0.03, 0.2)
    price_factor: tuple[float, float] = (0.68, 0.94)


SCHOOLS = (
    School(
        "loud",
        0.18,
        loud_words=0.78,
        broken_name=0.12,
        hides_brand_field=0.3,
        shares_contact=0.85,
        shares_template=0.5,
        complaint_rate=(0.03, 0.14),
        photos={"pool": 0.52, "stolen_official": 0.22, "official": 0.14, "guise": 0.12},
    ),
    School(
        "name_breaking",
        0.2,
        loud_words=0.08,
        broken_name=0.85,
        hides_brand_field=0.5,
        shares_contact=0.8,
        shares_template=0.5,
        photos={"pool": 0.5, "stolen_official": 0.27, "official": 0.1, "guise": 0.13},
    ),
    School(
        "photo_stealing",
        0.24,
        loud_words=0.03,
        broken_name=0.06,
        hides_brand_field=0.15,
        shares_contact=0.75,
        shares_template=0.5,
        photos={"stolen_official": 0.62, "stolen_seller": 0.22, "pool": 0.1, "guise": 0.06},
    ),
    School(
        "mixed_stock",
        0.16,
        loud_words=0.0,
        broken_name=0.06,
        hides_brand_field=0.1,
        shares_contact=0.7,
        shares_template=0.5,
        genuine_stock=0.6,
        photos={"official": 0.28, "pool": 0.42, "stolen_official": 0.2, "guise": 0.1},
        complaint_rate=(0.08, 0.28),
    ),
    School(
        "clean",
        0.22,
        loud_words=0.0,
        broken_name=0.0,
        hides_brand_field=0.08,
        shares_contact=0.7,
        shares_template=0.5,
        photos={"pool": 0.68, "official": 0.12, "stolen_seller": 0.1, "guise": 0.1},
        complaint_rate=(0.06, 0.24),
    ),
)
BY_NAME = {school.name: school for school in SCHOOLS}

# What a school turns to after its offers were taken down.
TURNS_TO = {
    "loud": ("name_breaking", "clean"),
    "name_breaking": ("photo_stealing", "clean"),
    "photo_stealing": ("clean", "name_breaking"),
    "mixed_stock": ("clean",),
    "clean": ("photo_stealing",),
}
SMALLEST_GANG_COUNT = 9
OFFERS_PER_GANG = 4.0


def school_seats(gangs: int) -> list[str]:
    """One school name per gang, in proportion to the shares, every school at least once while seats last."""
    wanted = {school.name: max(1.0, school.share * gangs) for school in SCHOOLS}
    seats: list[str] = []
    while len(seats) < gangs:
        taken = {name: seats.count(name) for name in wanted}
        seats.append(min(wanted, key=lambda name: (taken[name] / wanted[name], -wanted[name])))
    return seats
