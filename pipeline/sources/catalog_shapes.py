"""The shapes of a brand's tables: its products and what it says about sellers."""

from features.contracts import CatalogSellers, Products
from features.contracts.catalog import SELLER_STATUSES
from pipeline.sources.column_readers import (
    Reading,
    choice_reader,
    id_reader,
    line_reader,
    mapping_reader,
    texts_reader,
)
from pipeline.sources.faults import Fault
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import currency_reader, price_reader
from pipeline.sources.plain_values import Value
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.time_readers import day_reader

IMAGES = "images"


def products_shape(params: IngestParams) -> TableShape:
    """Genuine products; their photos are kept aside under IMAGES."""
    line = line_reader(params.longest_title)
    price = price_reader(params.lowest_price, params.highest_price)
    titles = mapping_reader(params.longest_title, params.most_attributes)

    def other_titles(values: list[Value]) -> Reading:
        reading = titles(values)
        by_language = [value and [value[language] for language in sorted(value)] for value in reading.values]
        return Reading(by_language, reading.faults, reading.notes)

    readers = {
        Products.product_id: id_reader(params.longest_id),
        Products.title: line,
        Products.other_titles: other_titles,
        Products.model: line,
        Products.gtin: line,
        Products.category: line,
        Products.list_price: price,
        Products.currency: currency_reader(),
        Products.street_price_low: price,
        Products.released_on: day_reader(),
        Products.discontinued_on: day_reader(),
        IMAGES: texts_reader(params.longest_title, params.most_list_items),
    }
    return TableShape(
        table=Products,
        readers=readers,
        required=(Products.product_id, Products.title),
        key=(Products.brand_id, Products.product_id),
        kind="catalog",
        inputs={Products.other_titles: "titles"},
    )


def catalog_sellers_shape(params: IngestParams) -> TableShape:
    """Dated statements about sellers; one seller may have several."""
    readers = {
        CatalogSellers.platform: id_reader(params.longest_id),
        CatalogSellers.seller_id: id_reader(params.longest_id),
        CatalogSellers.status: choice_reader(SELLER_STATUSES),
        CatalogSellers.valid_from: day_reader(),
        CatalogSellers.valid_to: day_reader(),
    }
    return TableShape(
        table=CatalogSellers,
        readers=readers,
        required=(CatalogSellers.platform, CatalogSellers.seller_id, CatalogSellers.status),
        key=(CatalogSellers.brand_id, *readers),
        kind="catalog",
        also=_is_ended_before_it_began,
    )


def _is_ended_before_it_began(columns: Columns, row: int) -> Fault | None:
    begin, end = columns[CatalogSellers.valid_from][row], columns[CatalogSellers.valid_to][row]
    if begin is None or end is None or begin <= end:
        return None
    return Fault("valid_to_before_valid_from", "found valid_to before valid_from, expected it after; swap them")
