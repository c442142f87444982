"""Which names of a store may become files here. A store takes any bytes as a name; a disk must not."""

import unicodedata

# What common file systems take.
_LONGEST_PART_BYTES = 255
_LONGEST_NAME_BYTES = 2048
_CONTROLS = {"Cc", "Cs"}


def fault_of(name: str) -> str | None:
    """Why a name relative to the mirrored folder is not taken, or None for one that stays inside and can be a file."""
    if not name or name.startswith("/"):
        return "an absolute name" if name else "an empty name"
    if "\\" in name or any(unicodedata.category(letter) in _CONTROLS for letter in name):
        return "a backslash or control character in it"
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "an empty part, `.` or `..` in it"
    if len(name.encode()) > _LONGEST_NAME_BYTES or any(len(part.encode()) > _LONGEST_PART_BYTES for part in parts):
        return "more bytes than a file name may have"
    return None


def is_hidden(name: str) -> bool:
    """True when a part of the name begins with a dot: such files are read by nothing, and hold what is half done."""
    return any(part.startswith(".") for part in name.split("/"))


def without_clashes(names: list[str]) -> list[str]:
    """The names that can lie on one disk together: a store can hold both `a` and `a/b`, and `a` is left out then."""
    folders = {name[:place] for name in names for place, letter in enumerate(name) if letter == "/"}
    return [name for name in names if name not in folders]
