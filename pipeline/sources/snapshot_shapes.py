"""The shapes of a snapshot's two tables on one night."""

import datetime as dt

from features.contracts import Listings, Sellers
from features.contracts.marketplace import CONDITIONS, SELLER_TYPES
from pipeline.sources.column_readers import (
    choice_reader,
    id_reader,
    line_reader,
    long_text_reader,
    mapping_reader,
    texts_reader,
)
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import count_reader, currency_reader, number_reader, price_reader
from pipeline.sources.table_shapes import TableShape
from pipeline.sources.time_readers import midnight, time_reader


def listings_shape(night: dt.date, params: IngestParams) -> TableShape:
    """Listings as of the night: times in the future are unusable, captures must be of these days."""
    night_start = midnight(night)
    latest = night_start + dt.timedelta(days=params.captured_days_after)
    earliest_capture = night_start - dt.timedelta(days=params.captured_days_before)
    some_id, line = id_reader(params.longest_id), line_reader(params.longest_title)
    price = price_reader(params.lowest_price, params.highest_price)
    readers = {
        Listings.listing_id: some_id,
        Listings.title: line,
        Listings.price: price,
        Listings.currency: currency_reader(),
        Listings.description: long_text_reader(params.longest_text),
        Listings.seller_id: some_id,
        Listings.brand: line,
        Listings.category: line,
        Listings.list_price: price,
        Listings.condition: choice_reader(CONDITIONS, otherwise="unknown"),
        Listings.stock: count_reader(),
        Listings.sales_30d: count_reader(),
        Listings.min_order_quantity: count_reader(),
        Listings.ships_from: line,
        Listings.url: line,
        Listings.images: texts_reader(params.longest_title, params.most_list_items),
        Listings.attributes: mapping_reader(params.longest_title, params.most_attributes),
        Listings.review_count: count_reader(),
        Listings.review_score: number_reader(),
        Listings.review_texts: texts_reader(params.longest_text, params.most_list_items),
        Listings.listed_at: time_reader(latest=latest),
        Listings.captured_at: time_reader(earliest_capture, latest),
    }
    return TableShape(
        table=Listings,
        readers=readers,
        required=(Listings.listing_id, Listings.title, Listings.price, Listings.currency),
        key=(Listings.platform, Listings.listing_id),
        newest=Listings.captured_at,
        id_column=Listings.listing_id,
    )


def sellers_shape(night: dt.date, params: IngestParams) -> TableShape:
    """Sellers as of the night."""
    latest = midnight(night) + dt.timedelta(days=params.captured_days_after)
    line = line_reader(params.longest_title)
    readers = {
        Sellers.seller_id: id_reader(params.longest_id),
        Sellers.name: line,
        Sellers.seller_type: choice_reader(SELLER_TYPES),
        Sellers.registered_at: time_reader(latest=latest),
        Sellers.rating: number_reader(),
        Sellers.rating_count: count_reader(),
        Sellers.location: line,
        Sellers.contact: long_text_reader(params.longest_text),
    }
    return TableShape(
        table=Sellers,
        readers=readers,
        required=(Sellers.seller_id,),
        key=(Sellers.platform, Sellers.seller_id),
    )
