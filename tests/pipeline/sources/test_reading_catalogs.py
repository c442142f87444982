"""A brand's folder is read as data, all its problems are told at once, and it never stops another brand."""

import pickle

import pytest

from features.contracts import Brands, CatalogSellers, Names, Products, ReferenceImages, Rejects, Tells
from pipeline.sources.catalogs import read_catalogs
from pipeline.sources.photo_names import PhotoRefused

BRAND = """brand_id: {0}
name: {1}
names:
  en: [{1}]
  zh: [甲]
nicknames: {{en: [Vee]}}
sector: watches
capacity: 40
"""
PRODUCTS = '{"product_id": "p1", "title": "One", "list_price": 100, "currency": "USD", "images": ["one.jpg"]}\n'
TELL = """
- id: t1
  applies_to: {category: watches}
  says: The dial never says this
  when: {field: attributes.dial, op: in, value: [blue, 7]}
  weight: 0.5
"""


@pytest.fixture
def brand(raw):
    def build(brand_id="acme", name="Acme", products=PRODUCTS):
        raw.write(f"catalogs/{brand_id}/brand.yaml", BRAND.format(brand_id, name))
        raw.write(f"catalogs/{brand_id}/products.jsonl", products)
        raw.write(f"catalogs/{brand_id}/images/one.jpg", b"photo")

    return build


def problems(catalogs):
    assert set(catalogs.rejects.kind) <= {"catalog"}
    return catalogs.rejects[["source_file", "reason_code"]].values.tolist()


def test_a_catalogue_becomes_its_tables(raw, brand, params):
    brand()
    raw.write("catalogs/acme/sellers.csv", "platform,seller_id,status,valid_from\nstalls,007,Authorised,2026-01-01\n")
    raw.write("catalogs/acme/tells.yaml", TELL)
    catalogs = read_catalogs(raw.root, params)
    assert problems(catalogs) == []
    assert catalogs.brands.values.tolist() == [["acme", "Acme", "watches", 40]]
    assert catalogs.names[["language", "name", "kind"]].values.tolist() == [
        ["en", "Acme", "name"],
        ["zh", "甲", "name"],
        ["en", "Vee", "nickname"],
    ]
    assert catalogs.products[["brand_id", "product_id", "list_price"]].values.tolist() == [["acme", "p1", 100.0]]
    assert catalogs.reference_images.values.tolist() == [["acme", "p1", "one.jpg"]]
    assert catalogs.catalog_sellers[["seller_id", "status"]].values.tolist() == [["007", "authorised"]]
    assert catalogs.tells[["tell_id", "field", "op", "value", "weight"]].values.tolist() == [
        ["t1", "attributes.dial", "in", '["blue", 7]', 0.5]
    ]
    assert pickle.loads(pickle.dumps(catalogs.photos)).read("acme", "images/one.jpg") == b"photo"


def test_every_table_keeps_its_contract_full_and_empty(raw, brand, params):
    for _ in range(2):
        catalogs = read_catalogs(raw.root, params)
        Brands.check(catalogs.brands)
        Names.check(catalogs.names)
        Products.check(catalogs.products)
        ReferenceImages.check(catalogs.reference_images)
        CatalogSellers.check(catalogs.catalog_sellers)
        Tells.check(catalogs.tells)
        Rejects.check(catalogs.rejects)
        brand()


def test_words_are_never_guessed_into_other_types(raw, params):
    raw.write("catalogs/0123/brand.yaml", "brand_id: 0123\nname: On\nnames: {no: [Yes, 1984]}\nsector: 2026-01-01\n")
    catalogs = read_catalogs(raw.root, params)
    assert catalogs.brands.values.tolist() == [["0123", "On", "2026-01-01", 25]]
    assert catalogs.names[["language", "name"]].values.tolist() == [["und", "On"], ["no", "Yes"], ["no", "1984"]]


UNUSABLE = {
    "missing": (None, "brand_file_missing"),
    "torn": ("brand_id: [acme", "brand_invalid_yaml"),
    "a list": ("- a", "brand_unreadable"),
    "another id": ("brand_id: other\nname: A", "brand_id_mismatch"),
    "no name": ("brand_id: acme", "brand_name_missing"),
    "a name that is no text": ("brand_id: acme\nname: true", "brand_name_missing"),
    "bytes": (b"brand_id: acme\nname: \xff", "brand_invalid_utf8"),
    "an alias": ("brand_id: acme\nname: &n A\nsector: *n", "brand_alias_refused"),
    "laughs": ("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "brand_alias_refused"),
    "code, which is only a list": ("!!python/object/apply:os.system ['true']", "brand_unreadable"),
    "depth": ("[" * 5_000, "brand_too_deep"),
    "a key twice": ("brand_id: acme\nname: A\nname: B", "brand_duplicate_key"),
    "a key that is a list": ("? [a]\n: b", "brand_invalid_yaml"),
    "size": ("name: " + "x" * (1 << 20), "brand_file_refused"),
    "two documents": ("brand_id: acme\n---\nname: A", "brand_invalid_yaml"),
}


@pytest.mark.parametrize("case", UNUSABLE, ids=str)
def test_a_brand_file_that_cannot_be_used_costs_its_brand_and_no_other(raw, brand, params, case):
    written, reason = UNUSABLE[case]
    brand("acme")
    brand("zenith", "Zenith")
    path = raw.root / "catalogs/acme/brand.yaml"
    path.unlink()
    if written is not None:
        raw.write("catalogs/acme/brand.yaml", written)
    catalogs = read_catalogs(raw.root, params)
    assert ["catalogs/acme/brand.yaml", reason] in problems(catalogs)
    assert catalogs.brands.brand_id.tolist() == ["zenith"]
    assert set(catalogs.names.brand_id) == set(catalogs.products.brand_id) == {"zenith"}
    for account in catalogs.accounts:
        assert account.read == account.kept + account.rejected + account.repeated
        assert account.rejected == (catalogs.rejects.source_file == account.source_file).sum()


def test_all_problems_of_a_bad_catalogue_are_told_at_once(raw, brand, params):
    brand(products=PRODUCTS + '{"product_id": "p2"}\n{bad\n{"product_id": "p1", "title": "Other"}\n')
    written = "brand_id: acme\nname: Acme\ncapacity: -1\ncolour: red\nnames: {en: [true, A]}"
    raw.write("catalogs/acme/brand.yaml", written)
    raw.write("catalogs/acme/sellers.jsonl", '{"platform": "stalls", "seller_id": "s", "status": "friend"}')
    raw.write("catalogs/acme/tells.yaml", TELL + "- {id: t1}\n- 5\n")
    catalogs = read_catalogs(raw.root, params)
    assert problems(catalogs) == [
        ["catalogs/acme/brand.yaml", "brand_capacity_out_of_range"],
        ["catalogs/acme/brand.yaml", "brand_names_unreadable"],
        ["catalogs/acme/brand.yaml", "brand_unknown_key"],
        ["catalogs/acme/products.jsonl", "title_missing"],
        ["catalogs/acme/products.jsonl", "invalid_json"],
        ["catalogs/acme/products.jsonl", "same_key_other_content"],
        ["catalogs/acme/sellers.jsonl", "status_unknown"],
        ["catalogs/acme/tells.yaml", "tell_refused"],
        ["catalogs/acme/tells.yaml", "tell_refused"],
    ]
    assert catalogs.brands.capacity.tolist() == [25]
    assert catalogs.products.product_id.tolist() == ["p1"]
    assert catalogs.tells.tell_id.tolist() == ["t1"]


def test_a_bad_price_costs_the_price_and_is_remarked_on(raw, brand, params):
    brand(products='{"product_id": "p", "title": "t", "list_price": "dear", "street_price_low": 5}')
    catalogs = read_catalogs(raw.root, params)
    assert problems(catalogs) == []
    assert catalogs.products.list_price.isna().all()
    assert "list_price: found 'dear'" in catalogs.remarks[0]
    assert "no usable currency" in catalogs.remarks[1]


def test_titles_in_other_languages_come_in_order_of_language(raw, brand, params):
    brand(products='{"product_id": "p", "title": "t", "titles": {"zh": "手表", "de": "Uhr"}}')
    assert read_catalogs(raw.root, params).products.other_titles.tolist() == [["Uhr", "手表"]]


def test_equal_product_ids_of_two_brands_are_two_products(raw, brand, params):
    brand("acme")
    brand("zenith", "Zenith")
    assert read_catalogs(raw.root, params).products.brand_id.tolist() == ["acme", "zenith"]


def test_a_brand_without_products_keeps_its_names_and_says_so(raw, params):
    raw.write("catalogs/acme/brand.yaml", BRAND.format("acme", "Acme"))
    catalogs = read_catalogs(raw.root, params)
    assert problems(catalogs) == [["catalogs/acme", "products_missing"]]
    assert catalogs.brands.brand_id.tolist() == ["acme"]


@pytest.mark.parametrize(
    "when",
    ["{field: nothing, op: eq, value: 1}", "{field: price, op: like, value: 1}", "{field: price, op: lt, value: low}",
     "{field: title, op: in, value: x}", "{field: title, op: eq}", "{field: attributes., op: missing}", "price < 5"],
)  # fmt: skip
def test_a_tell_that_is_no_rule_is_refused(raw, brand, params, when):
    brand()
    raw.write("catalogs/acme/tells.yaml", f"- {{id: t, says: s, weight: 0.1, when: {when}}}\n")
    catalogs = read_catalogs(raw.root, params)
    assert catalogs.tells.empty
    assert problems(catalogs) == [["catalogs/acme/tells.yaml", "tell_refused"]]


def test_an_empty_name_is_refused_by_itself(raw, brand, params):
    brand()
    raw.write("catalogs/acme/brand.yaml", "brand_id: acme\nname: Acme\nnames: {en: ['', Acme, null], fr: }\n")
    catalogs = read_catalogs(raw.root, params)
    assert problems(catalogs) == [["catalogs/acme/brand.yaml", "brand_names_empty"]]
    assert catalogs.names[Names.name].tolist() == ["Acme"]


def test_the_digest_follows_every_byte_and_every_name(raw, brand, params):
    brand()
    digests = [read_catalogs(raw.root, params).digest, read_catalogs(raw.root, params).digest]
    assert digests[0] == digests[1]
    raw.write("catalogs/acme/images/one.jpg", b"fotos")
    digests.append(read_catalogs(raw.root, params).digest)
    (raw.root / "catalogs/acme/images/one.jpg").rename(raw.root / "catalogs/acme/images/two.jpg")
    digests.append(read_catalogs(raw.root, params).digest)
    assert len(set(digests)) == 3


@pytest.mark.parametrize("brand_id", ["..", "a/b", "", ".git", "../snapshots"])
def test_a_brand_name_leads_nowhere_else(raw, brand, params, brand_id):
    brand()
    with pytest.raises(PhotoRefused):
        read_catalogs(raw.root, params).photos.read(brand_id, "one.jpg")


def test_raw_input_without_catalogues_is_empty_not_an_error(raw, params):
    assert read_catalogs(raw.root, params).brands.empty
