"""What may stand in a link or a path: web addresses of strangers, and brand ids as folder names."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

_LONGEST_ADDRESS = 2000
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^]+", re.IGNORECASE)
_FOLDER = re.compile(r"[\w][\w.+-]{0,99}")
# "assets" is the report's own folder; the others cannot be folders on Windows.
_RESERVED = re.compile(r"(assets|index\.html|con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def web_address(text: str | None) -> tuple[str, str] | None:
    """(address, host) when the text is an ordinary http(s) address that may become a link, else None.

    Addresses with a user part are refused: `https://shop.example@evil.example` reads as the wrong host.
    """
    if text is None or len(text) > _LONGEST_ADDRESS or not text.isprintable() or not _WEB_ADDRESS.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if not host or "@" in parts.netloc:
        return None
    try:
        shown = host.encode("idna").decode("ascii")  # a look-alike host is shown as xn--…
    except UnicodeError:
        return None
    return text, f"{shown}:{port}" if port else shown


def is_safe_folder(brand_id: str) -> bool:
    """Whether a brand id can be a folder of the report on every file system."""
    if unicodedata.normalize("NFC", brand_id) != brand_id or not _FOLDER.fullmatch(brand_id):
        return False
    return not brand_id.endswith(".") and not _RESERVED.fullmatch(brand_id.casefold())


def unsafe_folders(brand_ids: list[str]) -> set[str]:
    """The ids that get no folder: odd ones, and all that differ from another only in letter case, since some file
    systems would write one brand's rows over the other's."""
    folded: dict[str, list[str]] = {}
    for brand_id in brand_ids:
        folded.setdefault(unicodedata.normalize("NFKC", brand_id).casefold(), []).append(brand_id)
    clashing = {brand_id for group in folded.values() if len(group) > 1 for brand_id in group}
    return clashing | {brand_id for brand_id in brand_ids if not is_safe_folder(brand_id)}


def relative_address(brand_id: str, file_name: str) -> str:
    """The link from the index to a brand's file."""
    return f"{quote(brand_id, safe='')}/{file_name}"
