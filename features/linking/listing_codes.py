"""The model number and the GTIN a listing's attributes give."""

from collections.abc import Sequence

from features.linking.product_bank import gtins_of

Attributes = dict[str, str] | None
_GTIN_NAMES = ("gtin", "ean", "upc", "barcode")


def attribute(attributes: Attributes, wanted: str) -> str | None:
    """The attribute of that name in any case, or None."""
    if not attributes:
        return None
    for key, value in attributes.items():
        if str(key).strip().casefold() == wanted:
            return value
    return None


def gtins_in(attributes: Sequence[Attributes]) -> list[str]:
    """Each listing's GTIN as 14 digits, `` when it gives none."""
    return gtins_of(
        [next((found for name in _GTIN_NAMES if (found := attribute(held, name))), None) for held in attributes]
    )
