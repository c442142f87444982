"""Two variants of a product are told apart however shops write what differs, in English and Chinese."""

import pytest

from features.linking.colours import colours
from features.linking.quantities import agreement, quantities
from features.skeleton import skeletons_of

from .market import first
from .test_contradictions import linked_product


def told(one, other):
    contradicting, differing = agreement(*(quantities(text) for text in skeletons_of([one, other])))
    return "contradict" if contradicting else "differ" if differing else "fit"


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("cream 50 g", "cream 50克", "cream 0.25 kg"),
        ("phone 128GB", "phone 128G", "phone 64 gb"),
        ("vitamin 500 mg", "vitamin 500毫克", "vitamin 1000mg"),
        ("vitamin 60 capsules", "vitamin 60 ct", "vitamin 120粒"),
        ("power bank 10000mAh", "power bank 10,000 mAh", "power bank 2万毫安时"),
        ("scent eau de toilette", "scent EDT", "scent 浓香水"),
        ("shoes for men", "shoes 男款", "women's shoes"),
        ("shoes kids", "童鞋 shoes", "shoes 女士"),
        ("earbuds 2nd generation", "earbuds mark II", "earbuds 第三代"),
        ("sunscreen SPF 30", "sunscreen 防晒30", "sunscreen SPF50+"),
        ("lipstick shade 01", "lipstick 01号", "lipstick #05"),
        ("oil pack of 2", "oil 两支装", "oil x3"),
        ("scent 100 ml / 3.4 oz", "scent 100毫升", "scent 50 ml / 1.7 oz"),
        ("laptop 8G 256GSSD", "laptop 8GB/256GB/2GB 独显", "laptop 8G 512GSSD"),
        ("laptop 13.3英寸FHD", "laptop 13 inch", "laptop 14英寸AMD"),
    ],
)
def test_the_same_said_otherwise_fits_and_another_variant_contradicts(one, same, other):
    assert (told(one, same), told(one, other)) == ("fit", "contradict")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Surface Laptop 2代 16G", "Surface Laptop 第八代Core i5 16G"),  # the processor's generation
        ("shoes unisex for men and women", "shoes for women"),
        ("memory 8GB 2 x 4GB", "memory 8GB"),
        ("disk 500G SSD", "disk 500GB"),
        ("monitor 24 inch", "monitor 24-in pack"),
        ("paper 8.5 x 11", "paper 8-1/2 x 11 box of 10"),
    ],
)
def test_what_only_looks_like_another_variant_does_not_contradict(one, other):
    assert told(one, other) == "fit"


def test_one_chinese_letter_is_a_colour_only_where_it_stands_alone():
    assert colours("15.6寸 256g 黑") == colours("黑色") != 0
    assert colours("金士顿 蓝牙 红米") == 0


def test_the_colour_attribute_chooses_between_siblings():
    row = {"title": "Nike Air Max 90 running shoes", "brand": "Nike", "attributes": {"Color": "White"}}
    assert first(row)["product_id"] == "n2"


def test_a_mostly_latin_chinese_title_is_compared_with_a_chinese_one_by_its_words():
    sold = [("v1", "Vistek Orbit 无线耳机 32GB", None), ("v2", "Vistek Orbit 无线耳机 64GB", None)]
    assert linked_product("Vistek Orbit 无线耳机 64GB 全新正品包邮", sold) == "v2"
