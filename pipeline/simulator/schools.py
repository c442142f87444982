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
    complaint_rate: tuple[float, float] = (0.02, 0.16)
    price_factor: tuple[float, float] = (0.76, 0.97)


SCHOOLS = (
    School("loud", 0.18, 0.72, 0.12, 0.3, {"pool": 0.5, "stolen_official": 0.2, "official": 0.15, "guise": 0.15}, 0.85, 0.5, complaint_rate=(0.02, 0.1)),
    School("name_breaking", 0.2, 0.06, 0.8, 0.5, {"pool": 0.45, "stolen_official": 0.25, "official": 0.1, "guise": 0.2}, 0.8, 0.5),
    School("photo_stealing", 0.24, 0.03, 0.06, 0.12, {"stolen_official": 0.58, "stolen_seller": 0.24, "pool": 0.1, "guise": 0.08}, 0.75, 0.45),
    School("mixed_stock", 0.16, 0.0, 0.05, 0.1, {"official": 0.35, "pool": 0.35, "stolen_official": 0.15, "guise": 0.15}, 0.6, 0.4, 0.6, (0.05, 0.22)),
    School("clean", 0.22, 0.0, 0.0, 0.08, {"pool": 0.6, "official": 0.15, "stolen_seller": 0.1, "guise": 0.15}, 0.6, 0.4, complaint_rate=(0.04, 0.2)),
)
BY_NAME = {school.name: school for school in SCHOOLS}

# What a school turns to after its offers were taken down.
TURNS_TO = {"loud": ("name_breaking", "clean"), "name_breaking": ("photo_stealing", "clean"), "photo_stealing": ("clean", "name_breaking"), "mixed_stock": ("clean",), "clean": ("photo_stealing",)}
SMALLEST_GANG_COUNT = 6
OFFERS_PER_GANG = 4.5


def school_seats(gangs: int) -> list[str]:
    """One school name per gang, in proportion to the shares, every school at least once while seats last."""
    wanted = {school.name: max(1.0, school.share * gangs) for school in SCHOOLS}
    seats: list[str] = []
    while len(seats) < gangs:
        taken = {name: seats.count(name) for name in wanted}
        seats.append(min(wanted, key=lambda name: (taken[name] / wanted[name], -wanted[name])))
    return seats
