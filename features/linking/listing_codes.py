"""The model number, the GTIN and the variant a listing's attributes give."""

from collections.abc import Sequence

from features.linking.product_bank import gtins_of
from features.skeleton import skeletons_of

Attributes = dict[str, str] | None
_GTIN_NAMES = ("gtin", "ean", "upc", "barcode")
# Attributes that say which variant is sold; others speak of parcels, of parts, or of what the goods fit.
_VARIANT_NAMES: tuple[str, ...] = (
    "colour",
    "color",
    "颜色",
    "颜色分类",
    "size",
    "尺寸",
    "capacity",
    "storage",
    "容量",
    "内存",
    "volume",
)
_VARIANT_NAMES += (
    "净含量",
    "规格",
    "pack size",
    "quantity",
    "件数",
    "gender",
    "性别",
    "适用性别",
    "generation",
    "strength",
    "shade",
    "色号",
)


def attribute(attributes: Attributes, wanted: str) -> str | None:
    """The attribute of that name in any case, or None."""
    if not attributes:
        return None
    for key, value in attributes.items():
        if str(key).strip().casefold() == wanted:
            return value
    return None


def variants_in(attributes: Sequence[Attributes]) -> list[str]:
    """What each listing's attributes say of its colour, size, pack and the like, as one skeleton; `` for nothing."""
    told = [" ; ".join(_variant(held)) if held else "" for held in attributes]
    return skeletons_of(told) if any(told) else told


def _variant(attributes: dict[str, str]) -> list[str]:
    named = {str(key).strip().casefold(): value for key, value in attributes.items()}
    return [str(named[name]) for name in _VARIANT_NAMES if named.get(name)]


def gtins_in(attributes: Sequence[Attributes]) -> list[str]:
    """Each listing's GTIN as 14 digits, `` when it gives none."""
    return gtins_of(
        [next((found for name in _GTIN_NAMES if (found := attribute(held, name))), None) for held in attributes]
    )
