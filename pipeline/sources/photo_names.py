"""Photo names as listings write them, to paths that cannot lead anywhere else; and why a photo is refused."""

import re

# Every scheme, drive letters included; nothing with a colon this early is a file of ours.
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_MOST_PARTS = 16
_LONGEST_PART_BYTES = 255
IMAGES = "images"


class PhotoRefused(Exception):
    """A photo that is not read; `reason_code` is for counting, `detail` says found, expected, do."""

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(reason_code, detail)
        self.reason_code = reason_code
        self.detail = detail


def photo_path(image: str) -> tuple[str, ...]:
    """The parts of the path below `images/`, a leading `images/` dropped. Raises PhotoRefused."""
    parts = safe_parts(image)
    return parts[1:] if len(parts) > 1 and parts[0] == IMAGES else parts


def safe_parts(image: str) -> tuple[str, ...]:
    """The parts of a path that leads down and nowhere else. Raises PhotoRefused."""
    if _REMOTE.match(image.strip()):
        raise PhotoRefused("image_remote", f"found {image[:80]!r}, which is never fetched; deliver the file in images/")
    parts = tuple(part for part in image.strip().split("/") if part not in ("", "."))
    if image.strip().startswith(("/", "~")) or ".." in parts or "\\" in image:
        raise PhotoRefused("image_outside", f"found {image[:80]!r}, expected a path below images/ written with /")
    if not parts or len(parts) > _MOST_PARTS or not all(map(_is_plain, parts)):
        raise PhotoRefused("image_bad_name", f"found {image[:80]!r}, expected a file name of printable characters")
    return parts


def _is_plain(part: str) -> bool:
    return "\0" not in part and len(part.encode("utf-8", "surrogatepass")) <= _LONGEST_PART_BYTES
