"""Invented brands: plain, common-word and short names, some with a Chinese name, its pinyin and nicknames.

A likeness to a real company is accidental. Common words ("Meridian", "Pacer", "Halo") and short names
("Oru", "Vy", "Tru") are there because they are what honest titles collide with.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BrandName:
    """One invented brand; ``spellings`` are other ways the brand itself writes its name."""

    name: str
    sector: str
    zh: str = ""
    pinyin: str = ""
    nick_en: tuple[str, ...] = ()
    nick_zh: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    currency: str = "USD"


BRAND_NAMES = (
    BrandName("Velmora", "handbag", "薇摩拉", "weimola", ("VLM",), ("薇家", "小薇"), (), "EUR"),
    BrandName("Meridian", "watch", "子午", "ziwu", (), ("午家", "绿指针"), (), "USD"),
    BrandName("Zuvo", "sneaker", "祖沃", "zuwo", ("Z-flash",), ("闪电勾", "祖家"), (), "USD"),
    BrandName("Auralis", "headphone", "奥瑞丽", "aoruili", (), (), (), "USD"),
    BrandName("Maison Orvelle", "perfume", "奥薇尔", "aoweier", ("MO",), ("小奥", "奥家"), ("Orvelle",), "EUR"),
    BrandName("Gripwell", "charger", "格维", "gewei"),
    BrandName("Brickadoo", "toy", "布里多", "buliduo", ("Brickies",), ("布家",)),
    BrandName("Arktern", "jacket", "阿克腾", "aketeng", (), ("大燕鸥", "炸毛鸥")),
    BrandName("Oru", "handbag", "欧露", "oulu", (), ("小欧",), (), "EUR"),
    BrandName("Halo", "eyewear", "哈罗", "haluo"),
    BrandName("Ninfea", "cosmetic", "宁妃", "ningfei", (), ("妃家",), (), "EUR"),
    BrandName("Bravik", "autopart", "布拉维", "bulawei"),
    BrandName("Kestrel & Vane", "watch", "凯斯特", "kaisite", ("K&V",), ("隼表",), ("Kestrel and Vane",), "EUR"),
    BrandName("Pacer", "sneaker", "派瑟", "paise"),
    BrandName("Hexon", "headphone", "赫克森", "hekesen"),
    BrandName("Sable", "perfume", "", "", (), (), (), "EUR"),
    BrandName("Tru", "charger"),
    BrandName("Tumble", "toy", "滚滚", "gungun"),
    BrandName("Northpeak", "jacket", "北峰", "beifeng", ("NP",), ("北家",)),
    BrandName("Casa Brenta", "handbag", "布伦塔", "bulunta", ("CB",), ("布家包",), (), "EUR"),
    BrandName("Solenne", "eyewear", "索兰", "suolan", (), (), (), "EUR"),
    BrandName("Vy", "cosmetic", "薇颜", "weiyan"),
    BrandName("Tolva", "watch", "托尔瓦", "tuoerwa"),
    BrandName("Corvano", "autopart"),
)
