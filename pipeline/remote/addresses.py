"""Telling an address from a local path, and showing it without its secrets."""

import re
from pathlib import Path

# Two letters at least: `C:` is a drive. Chains of fsspec (`simplecache::s3://`) are known so that they can be refused.
_ADDRESS = re.compile(r"((?:[A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)
_LOCAL = ("file", "local")
# user:password@, never the container@account of Azure, which holds no colon; and what follows a question mark (signatures).
_SECRETS = re.compile(r"(?<=://)[^/@]*:[^/]*@|\?.*", re.DOTALL)


def address_in(path: Path | str) -> str | None:
    """The address that an option named, or None for a local path. A Path has lost one of the address's two slashes."""
    found = _ADDRESS.fullmatch(str(path))
    if found is None:
        return None
    protocol, rest = found[1], found[2]
    return f"{protocol}://{'/' if protocol in _LOCAL else ''}{rest}"


def shown(address: str) -> str:
    """The address as it may be printed: without user and password, without a query, control characters escaped."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in _SECRETS.sub("", address))


def without_secrets(text: str, address: str) -> str:
    """The text of somebody else's error with the address's secrets left out."""
    for secret in _SECRETS.findall(address):
        kept = secret.strip("@?")
        for part in (address, kept, kept.partition(":")[2]):
            text = text.replace(part, "…") if part else text
    return text
