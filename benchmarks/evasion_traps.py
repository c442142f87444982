"""Texts that must stay quiet, and the collected examples of hidden names that must be read, on a small catalogue."""

import pandas as pd

from features.contracts import Brands, Links, Listings, Names, Products
from features.lexicon.matcher import matcher
from features.linking import LinkCatalog, LinkParams, link

_BRANDS = {
    "nike": (["Nike", "耐克"], ["勾子"]), "jordan": (["Jordan"], []), "dior": (["Dior", "迪奥"], ["迪家"]),
    "adidas": (["Adidas", "阿迪达斯"], ["三道杠"]), "new-balance": (["New Balance"], []), "gucci": (["Gucci", "古驰"], []),
    "lv": (["Louis Vuitton", "LV", "路易威登"], ["驴牌"]), "chanel": (["Chanel", "香奈儿"], ["小香"]), "kenzo": (["Kenzo"], []),
    "dg": (["Dolce & Gabbana", "D&G"], []), "ysl": (["Yves Saint Laurent", "YSL"], []), "creed": (["Creed", "Aventus"], []),
    "armani": (["Giorgio Armani", "Armani"], []), "boss": (["Hugo Boss", "Boss"], []), "on": (["On"], []),
    "cat": (["Cat", "Caterpillar"], []), "under-armour": (["Under Armour", "UA"], []), "nest": (["Nest"], []),
    "hp": (["HP", "惠普"], []), "lenovo": (["Lenovo", "联想"], []), "apple": (["Apple", "苹果"], []),
}  # fmt: skip
HIDDEN = {
    "ike air shoes": "nike", "ordan retro shoes": "jordan", "ior sauvage eau de parfum": "dior", "didas runner": "adidas",
    "ew balance 574 shoes": "new-balance", "nnike air shoes": "nike", "ggcc marmont bag": "gucci", "adadis shoes": "adidas",
    "addis shoes": "adidas", "1v neverfull bag": "lv", "chanei perfume": "chanel", "L*V bag": "lv", "kenz* shirt": "kenzo",
    "D*G belt": "dg", "L@V wallet": "lv", "Y*S*L bag": "ysl", "A-v-entus cologne": "creed", "HOGO BOSS hoodie": "boss",
    "Giorgio Arm.ani watch": "armani", "LYU wallet": "lv", "n1ke shoes": "nike", "gu cci belt": "gucci", "HP56 ink": "hp",
    "nai ke 运动鞋": "nike", "lianxiang 笔记本": "lenovo", "耐*克 运动鞋": "nike", "聯想 筆電": "lenovo", "联 想 电脑": "lenovo",
}  # fmt: skip
NO_NAME = [
    "Shoes on sale", "The cat and the dog, picture book", "Be your own boss: a guide", "Everest climbing rope",
    "actual dual band router", "storage bag for the office", "a bike ride for two", "superior quality cotton sheet",
    "exterior paint", "everyone like a hike", "interior light", "the chain of command", "on the go mug", "cat litter scoop",
    "new balanced diet book", "creedence vinyl", "pineapple juice", "scattered clouds print", "nesting boxes", "bossa nova CD",
    "channel lock pliers", "cable TV channels guide", "guccione film", "adding machine", "a dish for the weekend",
    "hiking boots", "junior school bag", "harmony guitar", "a man in love", "lenox tableware", "catalogue of prints",
    "1v power supply", "3.3v 1v regulator", "onion rings", "pa 联系 想法", "想 联", "苹 水果",
]  # fmt: skip
NOT_OWN = {
    "Toner compatible with HP LaserJet": "accessory", "case for Apple phone": "accessory", "fits Nike Air Max laces": "accessory",
    "适用于联想 笔记本电池": "accessory", "perfume inspired by Chanel": "lookalike", "Chanel平替 香水": "lookalike",
    "兼容 惠普 硒鼓": "accessory", "Dior style saddle bag": "lookalike", "not a Nike replica": "own",
}  # fmt: skip
QUIET_WORDS = [
    "AAA batteries 8 pack", "AAA battery charger", "scale model 1:1", "1:1 exchange within 30 days", "UA Under Armour hovr shoes",
    "OEM brake pads", "movie prop replica sword", "museum replica helmet", "duplex printer", "actual size", "good reputation",
    "Nest thermostat", "Everest tent", "not a replica", "non replica", "假一赔十", "compatible with Nike", "适用于 惠普",
    "box, receipt, dust bag included", "高仿真花", "高仿真玩具", "sales rep gift mug", "outer shell", "LC to LC fiber optic cable",
]  # fmt: skip


def _catalog() -> LinkCatalog:
    brands = [{"brand_id": key, "name": names[0], "capacity": 5} for key, (names, _) in _BRANDS.items()]
    names = [
        {"brand_id": key, "language": "zh" if name > "\u3000" else "en", "name": name, "kind": kind}
        for key, both in _BRANDS.items()
        for kind, held in zip(("name", "nickname"), both, strict=True)
        for name in held
    ]
    sizes = ("MM", "PM", "GM")
    products = pd.DataFrame(
        [{"brand_id": "lv", "product_id": at, "title": f"Louis Vuitton Neverfull {at} tote"} for at in sizes]
    )
    return LinkCatalog(
        Brands.conform(pd.DataFrame(brands)), Names.conform(pd.DataFrame(names)), Products.conform(products)
    )


def _linked(titles: list[str], params: LinkParams) -> pd.DataFrame:
    rows = [
        {"platform": "traps", "listing_id": title, "title": title, "price": 9.0, "currency": "USD", "condition": "new"}
        for title in titles
    ]
    links, _ = link(Listings.conform(pd.DataFrame(rows)), _catalog(), None, None, params)
    return links[links[Links.brand_id].notna()]


def unread_names(params: LinkParams) -> list[str]:
    """The collected hidden names that were not read."""
    links = _linked(list(HIDDEN), params)
    read = set(zip(links[Links.listing_id], links[Links.brand_id], strict=True))
    return [title for title, brand_id in HIDDEN.items() if (title, brand_id) not in read]


def sprung_traps(params: LinkParams) -> list[str]:
    """The traps that fired, each with what it was taken for."""
    links = _linked(NO_NAME, params)
    named = zip(links[Links.listing_id], links[Links.brand_id], strict=True)
    fired = [f"{title!r} names {brand_id}" for title, brand_id in named]
    claims = _linked(list(NOT_OWN), params)
    said = zip(claims[Links.listing_id], claims[Links.claim], strict=True)
    fired += [f"{title!r} claims {claim}" for title, claim in said if claim != NOT_OWN[title]]
    weights = matcher().weights(pd.Series(QUIET_WORDS))[["replica", "slang"]].sum(axis=1)
    return fired + [f"{text!r} says fake" for text, weight in zip(QUIET_WORDS, weights, strict=True) if weight > 0]
