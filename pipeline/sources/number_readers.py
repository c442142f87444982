"""Numbers from what was written: prices, counts, ratings, currencies. Decimal first, bounds always, nothing guessed."""

import re
from decimal import Decimal
from typing import Any

from pipeline.sources.column_readers import Reader, reader
from pipeline.sources.currencies import CURRENCIES, MISTAKEN
from pipeline.sources.faults import BadValue, excerpt
from pipeline.sources.plain_values import Value

# Ten digits of exponent would still be a valid Decimal; three cover every double.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?\Z")
# Whole numbers up to here are exact in every format the tables are stored in.
LARGEST_COUNT = 10**15
LARGEST_NUMBER = Decimal(10**12)


def as_decimal(value: Value) -> Decimal:
    """The number written in the value. Raises BadValue."""
    text = value.strip() if isinstance(value, str) else ""
    if not _NUMBER.match(text):
        says = f"found {excerpt(value)}, expected a plain decimal number such as 1299.50 (no separators, no currency)"
        raise BadValue("unreadable", says)
    return Decimal(text)


def price_reader(lowest: float, highest: float) -> Reader:
    """Prices in major units: positive, within the bounds."""
    low, high = Decimal(str(lowest)), Decimal(str(highest))

    def read(value: Value) -> float:
        amount = as_decimal(value)
        if amount <= 0:
            says = f"found {excerpt(value)}, expected a price above 0; leave out what has no price"
            raise BadValue("not_positive", says)
        if not low <= amount <= high:
            bounds = f"{lowest:g} to {highest:g} in major units"
            says = f"found {excerpt(value)}, expected {bounds}; check the unit or map a scale"
            raise BadValue("out_of_range", says)
        return float(amount)

    return reader(read)


def number_reader(lowest: float | None = None, highest: float | None = None) -> Reader:
    """Numbers within bounds; without any, within 1e12 either side of 0."""
    low = -LARGEST_NUMBER if lowest is None else Decimal(str(lowest))
    high = LARGEST_NUMBER if highest is None else Decimal(str(highest))

    def read(value: Value) -> float:
        number = as_decimal(value)
        if not low <= number <= high:
            raise BadValue("out_of_range", f"found {excerpt(value)}, expected {low} to {high}")
        return float(number)

    return reader(read)


def count_reader() -> Reader:
    """Whole numbers of 0 or more; 3.0 is 3."""

    def read(value: Value) -> int:
        number = as_decimal(value)
        if not 0 <= number <= LARGEST_COUNT or number != number.to_integral_value():
            raise BadValue("out_of_range", f"found {excerpt(value)}, expected a whole number from 0 to {LARGEST_COUNT}")
        return int(number)

    return reader(read)


def currency_reader() -> Reader:
    """ISO 4217 codes, in capitals whatever the case they came in."""

    def read(value: Value) -> Any:
        code = value.strip().upper() if isinstance(value, str) else ""
        if code in CURRENCIES:
            return code
        advice = f"write {MISTAKEN[code]}" if code in MISTAKEN else "write the three letters of the price's currency"
        raise BadValue("unknown", f"found {excerpt(value)}, expected an ISO 4217 code such as CNY; {advice}")

    return reader(read)
