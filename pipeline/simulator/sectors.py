"""What is sold: sectors with their nouns, features, accessories, price ranges and categories, in two languages.

All words are this simulation's own; nothing here is read by, or taken from, the detection features.
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]
"""The same words in English and in Chinese."""


@dataclass(frozen=True)
class Sector:
    """One trade. ``price_usd`` is the range of list prices; ``sizes`` are what a title may add."""

    key: str
    label: str
    category: Pair
    nouns: tuple[Pair, ...]
    features: tuple[Pair, ...]
    accessories: tuple[Pair, ...]
    sizes: tuple[str, ...]
    price_usd: tuple[float, float]


SECTORS = (
    Sector(
        "handbag", "handbags", ("Fashion > Bags > Handbags", "箱包 > 女包"),
        (("tote", "托特包"), ("shoulder bag", "单肩包"), ("crossbody bag", "斜挎包"), ("bucket bag", "水桶包"), ("clutch", "手拿包")),
        (("grained leather", "荔枝纹牛皮"), ("canvas", "帆布"), ("quilted", "菱格"), ("suede", "麂皮"), ("monogram", "印花")),
        (("bag organizer insert", "内胆包"), ("replacement strap", "替换肩带"), ("dust bag", "防尘袋")),
        ("small", "medium", "large", "mini"), (180, 2400),
    ),
    Sector(
        "watch", "watches", ("Jewellery > Watches", "钟表 > 腕表"),
        (("automatic watch", "自动机械腕表"), ("chronograph", "计时腕表"), ("diver watch", "潜水表"), ("quartz watch", "石英表")),
        (("sapphire crystal", "蓝宝石镜面"), ("stainless steel", "精钢"), ("ceramic bezel", "陶瓷圈"), ("leather strap", "真皮表带")),
        (("watch strap", "表带"), ("screen protector film", "表盘保护膜"), ("watch winder", "摇表器")),
        ("36mm", "39mm", "41mm", "43mm"), (150, 3800),
    ),
    Sector(
        "sneaker", "footwear", ("Shoes > Sneakers", "鞋靴 > 运动鞋"),
        (("running shoes", "跑步鞋"), ("sneakers", "休闲运动鞋"), ("basketball shoes", "篮球鞋"), ("low top trainers", "低帮板鞋")),
        (("mesh upper", "网面透气"), ("cushioned", "缓震"), ("retro", "复古"), ("lightweight", "轻便"), ("waterproof", "防泼水")),
        (("shoe laces", "鞋带"), ("insoles", "鞋垫"), ("crease protector", "防皱鞋盾")),
        ("US 7", "US 8.5", "US 9", "US 10", "EU 42", "EU 44"), (55, 240),
    ),
    Sector(
        "headphone", "electronics", ("Electronics > Audio > Headphones", "数码 > 耳机"),
        (("wireless headphones", "头戴式无线耳机"), ("noise cancelling headphones", "降噪耳机"), ("gaming headset", "电竞耳机")),
        (("Bluetooth 5.3", "蓝牙5.3"), ("40 h battery", "40小时续航"), ("hi-res audio", "高解析音质"), ("foldable", "可折叠")),
        (("ear pads", "耳罩套"), ("carrying case", "收纳盒"), ("audio cable", "音频线")),
        ("black edition", "travel", "studio"), (45, 420),
    ),
    Sector(
        "perfume", "perfume", ("Beauty > Fragrance", "美妆 > 香水"),
        (("eau de parfum", "浓香水"), ("eau de toilette", "淡香水"), ("cologne", "古龙水"), ("parfum extrait", "香精")),
        (("woody", "木质调"), ("floral", "花香调"), ("amber", "琥珀"), ("citrus", "柑橘"), ("natural spray", "喷雾")),
        (("refill atomizer", "分装瓶"), ("gift box", "礼盒空盒"), ("travel spray bottle", "旅行喷瓶")),
        ("30ml", "50ml", "75ml", "100ml", "3.4 oz"), (35, 310),
    ),
    Sector(
        "charger", "phone accessories", ("Electronics > Phone Accessories", "手机配件 > 充电"),
        (("power bank", "充电宝"), ("wireless charger", "无线充电器"), ("wall charger", "充电头"), ("phone case", "手机壳")),
        (("fast charging", "快充"), ("20000mAh", "20000毫安"), ("slim", "超薄"), ("magnetic", "磁吸")),
        (("charging cable", "数据线"), ("storage pouch", "收纳包"), ("plug adapter", "转换插头")),
        ("20W", "65W", "10000mAh", "15W"), (12, 90),
    ),
    Sector(
        "toy", "toys", ("Toys > Building Sets", "玩具 > 积木"),
        (("building set", "积木套装"), ("block kit", "拼装积木"), ("figure", "公仔"), ("model car", "车模")),
        (("412 pieces", "412颗粒"), ("collector edition", "典藏版"), ("for ages 6+", "6岁以上"), ("light kit", "带灯光")),
        (("display case", "亚克力展示盒"), ("LED light kit", "灯组"), ("storage tray", "收纳盘")),
        ("set", "deluxe", "junior"), (15, 190),
    ),
    Sector(
        "eyewear", "eyewear", ("Fashion > Eyewear > Sunglasses", "配饰 > 太阳镜"),
        (("sunglasses", "太阳镜"), ("optical frame", "镜架"), ("aviator glasses", "飞行员墨镜")),
        (("polarised", "偏光"), ("acetate", "板材"), ("titanium", "钛架"), ("gradient lens", "渐变镜片")),
        (("glasses case", "眼镜盒"), ("replacement lenses", "替换镜片"), ("glasses chain", "眼镜链")),
        ("52-18", "55-17", "58-14"), (70, 420),
    ),
    Sector(
        "cosmetic", "cosmetics", ("Beauty > Skin Care", "美妆 > 护肤"),
        (("face cream", "面霜"), ("serum", "精华液"), ("lipstick", "口红"), ("cushion foundation", "气垫")),
        (("hydrating", "补水保湿"), ("matte", "哑光"), ("SPF 30", "防晒"), ("repairing", "修护")),
        (("travel jar", "分装罐"), ("lipstick holder", "口红架"), ("cosmetic bag", "化妆包")),
        ("15ml", "30ml", "50ml", "3.5g"), (18, 210),
    ),
    Sector(
        "jacket", "outerwear", ("Sports > Outdoor > Jackets", "户外 > 冲锋衣"),
        (("shell jacket", "冲锋衣"), ("down jacket", "羽绒服"), ("windbreaker", "皮肤风衣"), ("fleece", "抓绒衣")),
        (("3-layer", "三层压胶"), ("800 fill", "800蓬"), ("hooded", "连帽"), ("packable", "可收纳")),
        (("wash-in repellent", "防水喷剂"), ("zipper pulls", "拉链头"), ("storage sack", "收纳袋")),
        ("S", "M", "L", "XL"), (90, 720),
    ),
    Sector(
        "autopart", "auto parts", ("Automotive > Parts", "汽配 > 制动"),
        (("brake pads", "刹车片"), ("oil filter", "机油滤清器"), ("spark plugs", "火花塞"), ("brake disc", "刹车盘")),
        (("ceramic", "陶瓷"), ("front axle", "前轮"), ("OE quality", "原厂品质"), ("iridium", "铱金")),
        (("fitting kit", "安装附件"), ("sensor cable", "感应线"), ("grease sachet", "润滑脂")),
        ("set of 4", "pair", "x2"), (14, 160),
    ),
)
BY_KEY = {sector.key: sector for sector in SECTORS}

GENERIC = Sector(
    "generic", "general goods", ("General", "综合"),
    (("device", "设备"), ("set", "套装")), (("boxed", "盒装"), ("new model", "新款")),
    (("carrying case", "收纳包"), ("cable", "连接线"), ("stand", "支架")), ("standard", "plus"), (20, 400),
)
"""For real catalogues of a trade that is not listed above."""

# A real catalogue's own words for its sector or category, and the nearest drawn trade.
SECTOR_WORDS = {
    "bag": "handbag", "luggage": "handbag", "watch": "watch", "shoe": "sneaker", "footwear": "sneaker", "audio": "headphone",
    "headphone": "headphone", "perfume": "perfume", "fragrance": "perfume", "phone": "charger", "toy": "toy", "eyewear": "eyewear",
    "cosmetic": "cosmetic", "beauty": "cosmetic", "apparel": "jacket", "outdoor": "jacket", "auto": "autopart",
}


def nearest_sector(*words: str) -> Sector:
    """The drawn trade that a real catalogue's words point to, else the generic one."""
    text = " ".join(words).casefold()
    return next((BY_KEY[key] for word, key in SECTOR_WORDS.items() if word in text), GENERIC)


LINES: tuple[Pair, ...] = (
    ("Aria", "咏叹"), ("Nocturne", "夜曲"), ("Cascade", "飞瀑"), ("Solstice", "夏至"), ("Harbour", "港湾"), ("Vesper", "暮星"),
    ("Juniper", "杜松"), ("Atlas", "擎天"), ("Mistral", "季风"), ("Corsair", "掠影"), ("Lyric", "抒情"), ("Tundra", "冻原"),
    ("Pavane", "孔雀"), ("Orbit", "星轨"), ("Ember Line", "余烬"), ("Zephyr", "西风"), ("Delta", "三角洲"), ("Canyon", "峡谷"),
    ("Nuit Claire", "明夜"), ("Rive Sud", "南岸"), ("Stride 2", "步幅二代"), ("Volta", "伏打"), ("Karst", "喀斯特"), ("Marlow", "马洛"),
    ("Sienna", "赭石"), ("Onyx", "玛瑙"), ("Prism", "棱镜"), ("Quarry", "石场"), ("Rally", "拉力"), ("Tempo", "节拍"),
    ("Fable", "寓言"), ("Glacier", "冰川"), ("Helios", "日耀"), ("Indigo Road", "靛路"), ("Kelvin", "开尔文"), ("Lumen", "流明"),
)
COLOURS: tuple[Pair, ...] = (
    ("black", "黑色"), ("white", "白色"), ("navy", "藏青"), ("brown", "棕色"), ("red", "红色"), ("beige", "米色"),
    ("green", "墨绿"), ("grey", "灰色"), ("pink", "粉色"), ("silver", "银色"), ("gold", "金色"), ("blue", "天蓝"),
)
