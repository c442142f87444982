"""How often a listing of one variant is linked to its sibling: another size, strength, pack, colour, generation …

    python benchmarks/linking_variants.py [--read N]

Brands, lines and goods are made up; the ways of writing a size, a strength or a generation are those of shops, in
English and Chinese. Each listing tells one variant, in other words than the catalogue. Asked twice: with the variant in
the catalogue (`right`, `sibling`, `none`) and without it, its siblings there (`linked all the same`, and how many of
those are sure enough to be compared in price). `--read` prints so many wrong links.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from features.contracts import Brands, LinkComparisons, Links, Listings, Names, Products
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE
from features.linking import LinkCatalog, LinkParams, link

# Axis → its values, each with how titles write it; the first English and the first Chinese one stand in the catalogue.
Forms = tuple[list[str], list[str]]
AXES: dict[str, list[Forms]] = {
    "volume": [
        (["30 ml", "30ml", "1.0 oz", "1 fl oz"], ["30ml", "30毫升"]),
        (["50 ml", "50ML", "1.7 oz", "1.7 fl. oz."], ["50ml", "50毫升"]),
        (["100 ml", "100mL", "3.4 oz", "3.4 fl oz", "0.1 l"], ["100ml", "100毫升"]),
    ],
    "weight": [
        (["50 g", "50g", "50 grams"], ["50g", "50克"]),
        (["250 g", "250gr", "0.25 kg"], ["250g", "250克"]),
        (["500 g", "500 gram", "0.5kg"], ["500g", "500克", "一斤"]),
        (["1 kg", "1000g", "1kg"], ["1kg", "1公斤", "1000克"]),
    ],
    "strength": [
        (["500 mg", "500mg"], ["500mg", "500毫克"]),
        (["1000 mg", "1000mg", "1 g"], ["1000mg", "1000毫克"]),
    ],
    "count": [
        (["60 capsules", "60 caps", "60ct", "60 count"], ["60粒", "60粒装"]),
        (["120 capsules", "120 softgels", "120 count"], ["120粒", "120粒装"]),
    ],
    "pack": [
        (["2 pack", "pack of 2", "2-pack", "2pcs", "twin pack", "set of 2", "x2"], ["2支装", "两支装", "2件装", "*2"]),
        (["3 pack", "pack of 3", "3pk", "3 pcs", "lot of 3", "x3", "3x"], ["3支装", "三支装", "3件装", "×3"]),
        (["6 pack", "pack of 6", "6 pieces", "half dozen"], ["6支装", "六支装", "6盒", "6只"]),
    ],
    "concentration": [
        (["eau de toilette", "EDT", "E.D.T."], ["淡香水", "EDT"]),
        (["eau de parfum", "EDP"], ["浓香水", "EDP"]),
        (["eau de cologne", "EDC", "cologne"], ["古龙水", "EDC"]),
    ],
    "gender": [
        (["for men", "mens", "men's", "pour homme", "male"], ["男士", "男款", "男式"]),
        (["for women", "womens", "women's", "pour femme", "ladies"], ["女士", "女款", "女式"]),
        (["for kids", "kids", "junior", "children's"], ["儿童", "童款"]),
    ],
    "generation": [
        (["2nd generation", "2nd gen", "gen 2", "II", "Mark II", "second generation"], ["第二代", "二代", "2代"]),
        (["3rd generation", "3rd Gen", "Gen 3", "III", "MK3", "third generation"], ["第三代", "三代", "3代"]),
        (["4th generation", "gen 4", "IV", "Mark IV"], ["第四代", "四代", "4代"]),
    ],
    "version": [
        (["7", "VII"], ["7"]),
        (["8", "VIII"], ["8"]),
        (["9"], ["9"]),
    ],
    "tier": [
        (["Pro", "PRO"], ["Pro"]),
        (["Max"], ["Max"]),
        (["Lite", "lite"], ["Lite", "青春版"]),
        (["mini", "Mini"], ["mini", "迷你"]),
    ],
    "capacity": [
        (["64GB", "64 GB", "64gb"], ["64GB", "64G"]),
        (["128GB", "128 GB", "128 gig"], ["128GB", "128G"]),
        (["1TB", "1 TB", "1000GB", "1024 GB"], ["1TB", "1T"]),
    ],
    "charge": [
        (["10000mAh", "10,000 mAh", "10000 mah"], ["10000毫安", "10000mAh", "1万毫安"]),
        (["20000mAh", "20,000mAh", "20000 mAh"], ["20000毫安", "20000毫安时", "2万毫安"]),
    ],
    "power": [(["45W", "45 watt", "45 W"], ["45W", "45瓦"]), (["65W", "65 watts"], ["65W", "65瓦"])],
    "length": [
        (["36mm", "36 mm", "3.6 cm"], ["36mm", "36毫米"]),
        (["41mm", "41 mm"], ["41mm", "41毫米"]),
    ],
    "screen": [
        (["24 inch", '24"', "24-in", "24in"], ["24英寸", "24寸"]),
        (["27 inch", '27"', "27 inches"], ["27英寸", "27寸"]),
        (["32 inch", "32''"], ["32英寸", "32寸"]),
    ],
    "colour": [
        (["black", "BLACK", "blk"], ["黑色", "黑"]),
        (["white", "ivory"], ["白色", "米白色"]),
        (["navy", "blue"], ["蓝色", "藏青色"]),
        (["beige", "tan"], ["米色", "杏色"]),
        (["red", "burgundy"], ["红色", "酒红色"]),
    ],
    "factor": [(["SPF 30", "SPF30"], ["SPF30", "防晒30"]), (["SPF 50", "SPF50+", "spf-50"], ["SPF50", "SPF50+"])],
    "shade": [(["shade 01", "#01", "No. 01"], ["01号", "#01"]), (["shade 05", "#05", "No.05"], ["05号", "#05"])],
}
# Brand, line, what it is (English, Chinese), further words of the catalogue's title, and the axes it comes in.
LINES = [
    ("Orsolay", "Nuit Verte", "perfume spray", "香水 喷雾", ["volume", "concentration", "gender"]),
    ("Kelbrin", "Hydra Calm", "face cream", "面霜 保湿", ["weight", "factor", "pack"]),
    ("Dormund", "Marsh Root", "vitamin supplement", "维生素 营养片", ["strength", "count"]),
    ("Vestaro", "Peak Runner", "running shoes", "跑步鞋", ["gender", "colour", "generation"]),
    ("Tavenor", "Orbit", "wireless earbuds", "无线耳机", ["generation", "tier", "colour", "version"]),
    ("Quillan", "Slate", "smartphone", "智能手机", ["capacity", "tier", "colour", "version"]),
    ("Brimholt", "Voltade", "power bank", "充电宝 移动电源", ["charge", "power", "colour"]),
    ("Auderon", "Meridiane", "automatic watch", "自动机械手表", ["length", "gender", "colour"]),
    ("Fenwicke", "Clarion", "monitor", "显示器", ["screen", "version"]),
    ("Lumerra", "Velvet Ink", "lipstick", "口红 唇膏", ["shade", "pack"]),
    ("Castelmor", "Highland Roast", "coffee beans", "咖啡豆", ["weight", "pack"]),
    ("Perrineau", "Atelier", "leather handbag", "真皮 手提包", ["colour", "tier"]),
]
WORDS = [("Free Shipping", "包邮"), ("New In Box", "全新"), ("Original", "正品"), ("Fast Dispatch", "现货")]
ENGLISH, CHINESE = 0, 1


@dataclass(frozen=True)
class Variant:
    """One listing of one variant: its titles' language, the product it is of and the way it is written."""

    axis: str
    language: int
    product_id: str
    title: str
    written: str


def catalogue() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    brands = [{"brand_id": line[0].lower(), "name": line[0], "capacity": 5} for line in LINES]
    names = [{"brand_id": line[0].lower(), "language": "en", "name": line[0], "kind": "name"} for line in LINES]
    products = [
        {
            "brand_id": brand.lower(),
            "product_id": f"{brand}/{axis}/{at}",
            "title": f"{brand} {line} {goods} {value[ENGLISH][0]}",
            "other_titles": [f"{brand} {line} {ours} {value[CHINESE][0]}"],
            "category": goods,
        }
        for brand, line, goods, ours, axes in LINES
        for axis in axes
        for at, value in enumerate(AXES[axis])
    ]
    return (
        Brands.conform(pd.DataFrame(brands)),
        Names.conform(pd.DataFrame(names)),
        Products.conform(pd.DataFrame(products)),
    )


def variants() -> Iterator[Variant]:
    for brand, line, goods, ours, axes in LINES:
        for axis in axes:
            for at, value in enumerate(AXES[axis]):
                for language, forms in enumerate(value):
                    for number, form in enumerate(forms):
                        extra = WORDS[(number + at) % len(WORDS)][language]
                        noun = goods if language == ENGLISH else ours.split()[0]
                        title = (
                            f"{brand} {line} {form} {noun} {extra}"
                            if number % 2
                            else f"{brand} {line} {noun} {form} {extra}"
                        )
                        yield Variant(axis, language, f"{brand}/{axis}/{at}", title, form)


def linked(asked: list[Variant], keep: str) -> pd.DataFrame:
    """Product and product confidence of each variant, axis by axis; of its own axis' catalogue `all` or `siblings`."""
    brands, names, products = catalogue()
    found = {}
    axis_of = products[Products.product_id].str.rsplit("/", n=1).str[0]
    for at, one in enumerate(asked):
        ours = products[axis_of == one.product_id.rsplit("/", 1)[0]]
        if keep == "siblings":
            ours = ours[ours[Products.product_id] != one.product_id]
        found.setdefault(tuple(ours[Products.product_id]), []).append(at)
    rows = []
    for ids, places in found.items():
        others = products[~products[Products.brand_id].isin([ids[0].split("/")[0].lower()])]
        sold = pd.concat([products[products[Products.product_id].isin(ids)], others], ignore_index=True)
        catalog = LinkCatalog(brands, names, Products.conform(sold))
        given = [
            {"platform": "shop", "listing_id": str(at), "title": asked[at].title, "price": 9.0, "currency": "USD"}
            for at in places
        ]
        links, comparisons = link(Listings.conform(pd.DataFrame(given)), catalog, None, None, LinkParams())
        links = links.merge(comparisons, on=[Links.platform, Links.listing_id, Links.brand_id], how="left")
        best = links.sort_values(LinkComparisons.product_confidence, ascending=False, kind="stable")
        rows.append(best.drop_duplicates(Links.listing_id))
    told = pd.concat(rows).set_index(Links.listing_id)
    return told.loc[[str(at) for at in range(len(asked))], [Links.product_id, LinkComparisons.product_confidence]]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--read", type=int, default=0, help="print so many wrong links")
    most = given.parse_args().read
    asked = list(variants())
    there, gone = linked(asked, "all"), linked(asked, "siblings")
    table = pd.DataFrame(
        {
            "axis": [one.axis for one in asked],
            "language": ["en" if one.language == ENGLISH else "zh" for one in asked],
            "title": [one.title for one in asked],
            "right": [found == one.product_id for found, one in zip(there[Links.product_id], asked, strict=True)],
            "none": there[Links.product_id].isna().to_numpy(),
            "elsewhere": gone[Links.product_id].notna().to_numpy(),
            "compared": (gone[LinkComparisons.product_confidence].astype(float) >= LEAST_PRODUCT_CONFIDENCE).to_numpy(),
            "found": there[Links.product_id].to_numpy(),
            "other": gone[Links.product_id].to_numpy(),
        }
    )
    table["sibling"] = ~table["right"] & ~table["none"]
    shown = ["right", "sibling", "none", "elsewhere", "compared"]
    print(
        f"{len(asked)} listings; with the variant: right, sibling, none; without: linked all the same, compared in price"
    )
    for keys, part in [*table.groupby(["axis"]), *table.groupby(["language"]), (("all",), table)]:
        print(f"  {keys[0]:<14}{len(part):5}" + "".join(f"{part[name].mean():9.3f}" for name in shown))
    wrong = table[table["sibling"] | table["elsewhere"]]
    for row in wrong.head(most).itertuples():
        print(f"  {row.title} -> {row.found if row.sibling else row.other}{'' if row.sibling else ' (gone)'}")


if __name__ == "__main__":
    main()
