"""Counterfeit gangs: a producer behind several accounts that share photos, texts and contacts, and come back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from pipeline.simulator.accounts import open_account
from pipeline.simulator.archetypes import BY_KIND, GUISES
from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.alterations import THIEVES_EDITS
from pipeline.simulator.schools import BY_NAME, TURNS_TO, School
from pipeline.simulator.trade import Brand, Listing, Platform, Product, Seller
from pipeline.simulator.wording import contact, template, written_contact

# Half of the accounts are fresh, the rest was bought or kept: age alone must not tell.
FRESH_ACCOUNT, BOUGHT_ACCOUNT = 0.46, 0.34
BOTH_PLATFORMS = 0.35
SPELLS_CONTACT_ANEW, CONTACT_ADDED = 0.45, 0.12


@dataclass
class Gang:
    """One producer and his present habits; ``returning`` holds what was removed and when it comes back."""

    gang_id: str
    school: School
    brands: tuple[Brand, ...]
    products: tuple[Product, ...]
    platforms: tuple[Platform, ...]
    target: int
    chance: Chance
    accounts: list[Seller] = field(default_factory=list)
    returning: list[tuple[int, Listing]] = field(default_factory=list)
    handle: str = ""
    number: str = ""
    templates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    price_factor: float = 0.9
    edits: tuple[str, ...] = ()

    def brand_of(self, product: Product) -> Brand:
        return next(brand for brand in self.brands if brand.brand_id == product.brand_id)

    def written_contact(self, language: str) -> str:
        """The gang's handle or number: in its usual spelling, or spelled anew."""
        fixed = Chance(0, "contact", self.handle, language)
        return written_contact(
            language, self.handle, self.number, self.chance if self.chance.flip(SPELLS_CONTACT_ANEW) else fixed
        )

    def open_accounts(self, platform: Platform) -> list[Seller]:
        return [account for account in self.accounts if account.platform == platform and not account.closed]


def found_gang(
    number: int, school: str, brands: tuple[Brand, ...], platforms: tuple[Platform, ...], chance: Chance
) -> Gang:
    """A gang that copies a few products of one to three brands."""
    copied = tuple(chance.sample(brands, chance.whole(1, 3)))
    products = [product for brand in copied for product in brand.products]
    ordered = (
        chance.sample(platforms, len(platforms)) if chance.flip(BOTH_PLATFORMS) else [_by_share(platforms, chance)]
    )
    gang = Gang(
        f"gang-{number:03d}",
        BY_NAME[school],
        copied,
        tuple(chance.sample(products, chance.whole(3, 8))),
        tuple(ordered),
        0,
        chance,
    )
    take_new_habits(gang)
    return gang


def _by_share(platforms: tuple[Platform, ...], chance: Chance) -> Platform:
    return chance.weighted({platform: platform.share for platform in platforms})


def take_new_habits(gang: Gang) -> None:
    """New handle, texts, price level and picture tricks; the workshop and its goods stay the same."""
    chance = gang.chance
    gang.handle, gang.number = contact(chance)
    gang.templates = {language: template(language, chance, slogan=0.3) for language in ("en", "zh")}
    gang.price_factor = chance.between(*gang.school.price_factor)
    gang.edits = tuple(chance.weighted(THIEVES_EDITS) for _ in range(2))


def learn_from_removal(gang: Gang) -> None:
    """What a take-down teaches: often nothing, sometimes new habits, sometimes another school."""
    if gang.chance.flip(0.12):
        gang.school = BY_NAME[gang.chance.pick(TURNS_TO[gang.school.name])]
    if gang.chance.flip(0.25):
        take_new_habits(gang)


def enlist_account(gang: Gang, platform: Platform, today: dt.date) -> Seller:
    """A new account of the gang in the guise of an ordinary seller."""
    chance = gang.chance
    guise = BY_KIND[chance.weighted(GUISES)]
    account = open_account(platform, guise, today, tuple(brand.brand_id for brand in gang.brands), chance)
    account.gang_id = gang.gang_id
    account.registered_on = _registration(account, today, chance)
    account.counterfeit_reviews = chance.between(*gang.school.complaint_rate)
    # A gang writes its contact where its guise would have written one, and a little more often.
    if chance.flip(gang.school.shares_contact if account.contact else CONTACT_ADDED):
        account.contact = gang.written_contact(platform.language)
    if chance.flip(gang.school.shares_template):
        account.template = gang.templates[platform.language]
    gang.accounts.append(account)
    return account


def _registration(account: Seller, today: dt.date, chance: Chance) -> dt.date:
    kind = chance.weighted(
        {"fresh": FRESH_ACCOUNT, "bought": BOUGHT_ACCOUNT, "guise": 1 - FRESH_ACCOUNT - BOUGHT_ACCOUNT}
    )
    if kind == "guise":
        return account.registered_on
    age_days = chance.log_between(3, 120) if kind == "fresh" else chance.log_between(150, 1900)
    account.rating_count = round(account.rating_count * min(1.0, (age_days + 30) / 300))
    return today - dt.timedelta(days=round(age_days))
