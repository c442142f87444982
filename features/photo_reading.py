"""The text of photos beside the listings they belong to: what the family of photo text reads."""

import pandas as pd

from features.contracts import Candidates, PhotoTexts
from features.linking.photos.names import NameInPhoto, names_in_photos

_LISTING = [Candidates.platform, Candidates.listing_id]
_Key = tuple[str, str]


def with_photo_texts(
    candidates: pd.DataFrame, photo_texts: pd.DataFrame, *, brands: pd.DataFrame, names: pd.DataFrame
) -> pd.DataFrame:
    """Candidates with what was found in the photos that were read (PhotoTexts); the same frame when none was.

    A name is the linked brand's own, another's, or of a brand the listing is linked to besides, which is neither.
    """
    if photo_texts.empty:
        return candidates
    texts = _texts_of(photo_texts)
    named = _names_of(texts, brands, names)
    linked = _linked_brands(candidates)
    keys = _keys(candidates)
    pairs = [
        _own_and_others(named.get(key, []), brand, linked[key])
        for key, brand in zip(keys, _brands(candidates), strict=True)
    ]
    columns = {
        Candidates.photos_read: [len(texts[key]) if key in texts else None for key in keys],
        Candidates.photo_texts: [[text for text in texts.get(key, []) if text] for key in keys],
        Candidates.own_name_in_photo: [own for own, _ in pairs],
        Candidates.other_names_in_photo: [others for _, others in pairs],
    }
    told = {name: pd.Series(values, index=candidates.index, dtype="object") for name, values in columns.items()}
    return Candidates.conform(candidates.assign(**told))


def _keys(frame: pd.DataFrame) -> list[_Key]:
    return list(frame[_LISTING].itertuples(index=False, name=None))


def _brands(frame: pd.DataFrame) -> list[str | None]:
    return [brand if isinstance(brand, str) else None for brand in frame[Candidates.brand_id]]


def _texts_of(photo_texts: pd.DataFrame) -> dict[_Key, list[str]]:
    """Listing → the text of each of its photos that was read; a line's end is a space, as phrases run over lines."""
    found: dict[_Key, list[str]] = {}
    for key, lines in zip(_keys(photo_texts), photo_texts[PhotoTexts.lines], strict=True):
        found.setdefault(key, []).append(" ".join(lines))
    return found


def _names_of(texts: dict[_Key, list[str]], brands: pd.DataFrame, names: pd.DataFrame) -> dict[_Key, list[NameInPhoto]]:
    joined = [" | ".join(of_photos) for of_photos in texts.values()]
    return dict(zip(texts, names_in_photos(joined, brands, names), strict=True))


def _linked_brands(read: pd.DataFrame) -> dict[_Key, set[str]]:
    found: dict[_Key, set[str]] = {}
    for key, brand in zip(_keys(read), _brands(read), strict=True):
        found.setdefault(key, set()).update([brand] if brand else [])
    return found


def _own_and_others(named: list[NameInPhoto], brand: str | None, linked: set[str]) -> tuple[str | None, list[str]]:
    own = [name.shown for name in named if brand in name.brand_ids]
    others = [name.shown for name in named if not name.brand_ids & linked]
    return (own[0] if own else None), list(dict.fromkeys(others))
