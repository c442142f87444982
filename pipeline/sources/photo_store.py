"""The photos of one snapshot (or brand), wherever they lie: a folder, tar or zip archives, a column of Parquet.

Only paths are held until a photo is asked for, so a store can be sent to worker processes; each builds what it needs
once. Nothing is extracted, nothing followed, nothing fetched.
"""

import os
import re
from pathlib import Path
from typing import Any

from pipeline.sources.embedded_photos import EmbeddedPhotos
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_archives import PhotoArchive, open_archive
from pipeline.sources.photo_names import IMAGES, PhotoRefused, photo_path
from pipeline.sources.regular_files import FileRefused, names_in, open_regular

_ARCHIVE = re.compile(r"images.*\.(?:tar|tar\.gz|tgz|zip)\Z")
_EMBEDDING = re.compile(r"listings.*\.parquet\Z")
_REASONS = {code: f"image_{code}" for code in ("missing", "link", "not_regular", "outside")}


class PhotoStore:
    """The photos below `folder`: `images/`, then `images*.tar[.gz]` and `images*.zip`, then bytes in Parquet."""

    def __init__(self, folder: Path, params: IngestParams) -> None:
        self.folder = Path(folder)
        self.params = params
        self._forget()

    def _forget(self) -> None:
        self._process: int | None = None
        self._embedded: dict[str, EmbeddedPhotos] = {}
        self._archives: list[PhotoArchive] = []

    def read(self, image: str) -> bytes:
        """The bytes of the photo a listing names. Raises PhotoRefused."""
        parts = photo_path(image)
        self._start()
        if len(parts) > 1 and parts[0] in self._embedded:
            return self._embedded[parts[0]].read(parts[1:])
        try:
            return read_photo_file(self.folder, (IMAGES, *parts), self.params)
        except PhotoRefused as refused:
            if refused.reason_code != "image_missing":
                raise
        return self._read_archived(parts)

    def _read_archived(self, parts: tuple[str, ...]) -> bytes:
        name = "/".join(parts)
        holders = [archive for archive in self._archives if archive.holds(name)]
        if len(holders) > 1:
            raise PhotoRefused("image_duplicate", f"{name!r} is in more than one archive; deliver it once")
        if holders:
            return holders[0].read(name)
        broken = [f"{archive.name}: {archive.broken}" for archive in self._archives if archive.broken]
        if broken:
            raise PhotoRefused("image_archive_broken", f"{name!r} was not found; {'; '.join(broken)}")
        raise PhotoRefused("image_missing", f"{name!r} is not in images/ or an archive; deliver it or drop the name")

    def _start(self) -> None:
        # After a fork the parent's open archives share one position in the file: each process opens its own.
        if self._process == os.getpid():
            return
        names = names_in(self.folder)
        embedding = [name for name in names if _EMBEDDING.match(name)]
        self._embedded = {name: EmbeddedPhotos(self.folder, name, self.params) for name in embedding}
        archives = [name for name in names if _ARCHIVE.match(name)]
        self._archives = [open_archive(self.folder, name, self.params) for name in archives]
        self._process = os.getpid()

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder, "params": self.params}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._forget()


def read_photo_file(folder: Path, parts: tuple[str, ...], params: IngestParams) -> bytes:
    """The bytes of a regular file below the folder, within the size limit. Raises PhotoRefused."""
    try:
        with open_regular(folder, parts) as file:
            data = file.read(params.largest_photo_bytes + 1)
    except FileRefused as refused:
        raise PhotoRefused(_REASONS.get(refused.code, "image_unreadable"), refused.says) from refused
    except OSError as failed:
        raise PhotoRefused("image_unreadable", f"{'/'.join(parts)!r}: {failed.strerror}; check the disk") from failed
    return within_size(data, "/".join(parts), params)


def within_size(data: bytes, name: str, params: IngestParams) -> bytes:
    """The data, when it is no larger than a photo may be. Raises PhotoRefused."""
    if len(data) > params.largest_photo_bytes:
        says = f"{name!r} is over {params.largest_photo_bytes} bytes; deliver a smaller version"
        raise PhotoRefused("image_too_large", says)
    return data
