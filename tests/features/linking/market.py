"""A small market for the linking tests: eight brands, their goods, and listings made from a few words."""

import functools

import pandas as pd

from features.contracts import Brands, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link

BRANDS = {
    "nike": ("Nike", {"en": ["Nike"], "zh": ["耐克"]}, {"zh": ["勾子"]}),
    "under-armour": ("Under Armour", {"en": ["Under Armour", "UA"]}, {}),
    "chanel": ("Chanel", {"en": ["Chanel"], "zh": ["香奈儿"]}, {"zh": ["小香"]}),
    "lv": ("Louis Vuitton", {"en": ["Louis Vuitton", "LV"], "zh": ["路易威登"]}, {"zh": ["驴牌"]}),
    "creed": ("Creed Aventus", {"en": ["Creed Aventus", "Aventus"]}, {}),
    "on": ("On", {"en": ["On"]}, {}),
    "cat": ("Cat", {"en": ["Cat"]}, {}),
    "boss": ("Boss", {"en": ["Boss", "Hugo Boss"]}, {}),
    "hp": ("HP", {"en": ["HP"]}, {}),
    "nest": ("Nest", {"en": ["Nest"]}, {}),
    "asus": ("Asus", {"en": ["Asus"]}, {}),
    "asus-cn": ("Asus", {"en": ["Asus"], "zh": ["华硕"]}, {}),
    "zoom": ("Zoom", {"en": ["Zoom"]}, {}),
}
PRODUCTS = [
    ("nike", "n1", "Nike Air Max 90 running shoes black", "CN8490-002", None, "USD"),
    ("nike", "n2", "Nike Air Max 90 running shoes white", "CN8490-100", None, "USD"),
    ("nike", "n3", "Nike Zoom Pegasus running shoes", "FB2207-001", "0194956623456", "USD"),
    ("nike", "n4", "Nike Zoom Fly racing shoes", "FB2208-001", None, "USD"),
    ("on", "o1", "On Cloud 5 shoes", "59.98919", None, "USD"),
    ("cat", "c1", "Cat Colorado boots leather", "P724700", None, "USD"),
    ("boss", "b1", "Boss Bottled eau de toilette 100 ml", None, None, "EUR"),
    ("boss", "b2", "Boss hoodie zoom print cotton", None, None, "EUR"),
    ("hp", "h1", "HP 05X black LaserJet toner cartridge", "CE505X", None, "USD"),
    ("hp", "h2", "HP 64GB USB flash drive", "V64-064", None, "USD"),
    ("hp", "h3", "HP 128GB USB flash drive", "V64-128", None, "USD"),
    ("chanel", "ch1", "Chanel Bleu de Chanel eau de parfum 100 ml", None, None, "EUR"),
    ("lv", "lv1", "Louis Vuitton Neverfull MM tote bag", "M40995", None, "EUR"),
    ("asus", "a1", "Asus ENGT430 graphics card 1GB", "ENGT430/DI", None, "USD"),
    ("asus-cn", "ac1", "华硕(ASUS) 飞行堡垒7 15.6英寸游戏笔记本电脑", None, None, "CNY"),
]


def listings(rows):
    """A Listings frame of dictionaries; ids are numbered where not given."""
    filled = [
        {"platform": "market", "listing_id": f"L{at}", "price": 10.0, "currency": "USD", "condition": "new", **row}
        for at, row in enumerate(rows)
    ]
    return Listings.conform(pd.DataFrame(filled))


@functools.cache
def catalog():
    brands = [{"brand_id": key, "name": name, "capacity": 5} for key, (name, _, _) in BRANDS.items()]
    names = [
        {"brand_id": key, "language": language, "name": text, "kind": kind}
        for key, (_, official, nick) in BRANDS.items()
        for kind, held in (("name", official), ("nickname", nick))
        for language, texts in held.items()
        for text in texts
    ]
    columns = ["brand_id", "product_id", "title", "model", "gtin", "currency"]
    products = pd.DataFrame(PRODUCTS, columns=columns).assign(category="goods")
    return LinkCatalog(
        Brands.conform(pd.DataFrame(brands)), Names.conform(pd.DataFrame(names)), Products.conform(products)
    )


def linked(rows, image_matches=None, vectors=None, **params):
    """Links joined with their comparisons for listings given as dictionaries or plain titles."""
    frame = listings([{"title": row} if isinstance(row, str) else row for row in rows])
    links, comparisons = link(frame, catalog(), vectors, image_matches, LinkParams(**params))
    return links.merge(comparisons, on=["platform", "listing_id", "brand_id"], how="left")


def brands_of(row, **params):
    """The brands one listing is linked to, most confident first."""
    return linked([row], **params)["brand_id"].dropna().tolist()


def first(row, **params):
    """The first row of one listing."""
    return linked([row], **params).iloc[0]
