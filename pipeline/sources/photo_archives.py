"""Photos in tar and zip archives: indexed once, read one by one, never extracted.

An index holds regular members under safe names. Links, devices, names that lead outside and names that come twice are
in it only as the reason why they are refused.
"""

import os
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pipeline.sources.byte_streams import plain_chunks
from pipeline.sources.faults import RecordFault, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import PhotoRefused, photo_path
from pipeline.sources.regular_files import FileRefused, open_regular

# Long names and extended headers of tar take a few hundred bytes; a larger one is an attack on memory.
_LARGEST_HEADER_BYTES = 1 << 20
_STORED_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ARCHIVE_FAULTS = (tarfile.TarError, zipfile.BadZipFile, RecordFault, FileRefused, OSError, ValueError, RuntimeError)
_MEMBER_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)


class Member(NamedTuple):
    """Where a photo stands in its archive (`place` is an offset or an entry), or the refusal."""

    place: Any
    size: int
    refusal: tuple[str, str] | None = None


@dataclass
class PhotoArchive:
    """One archive with its index; `broken` says why the index may be short."""

    name: str
    file: BinaryIO | None
    params: IngestParams
    zipped: zipfile.ZipFile | None = None
    members: dict[str, Member] = field(default_factory=dict)
    broken: str | None = None

    def holds(self, name: str) -> bool:
        """True when the index knows the name, readable or refused."""
        return name in self.members

    def read(self, name: str) -> bytes:
        """The bytes of an indexed member. Raises PhotoRefused."""
        member = self.members[name]
        if member.refusal is not None:
            raise PhotoRefused(*member.refusal)
        try:
            data = self._unzipped(member) if self.zipped else self._sliced(member)
        except _MEMBER_FAULTS as failed:
            says = f"{name!r} in {self.name} is damaged ({excerpt(failed)}); pack it again"
            raise PhotoRefused("image_archive_broken", says) from failed
        if len(data) != member.size:
            raise PhotoRefused("image_archive_broken", f"{name!r} in {self.name} is cut short; pack it again")
        return data

    def _sliced(self, member: Member) -> bytes:
        assert self.file is not None
        return os.pread(self.file.fileno(), member.size, member.place)

    def _unzipped(self, member: Member) -> bytes:
        assert self.zipped is not None
        with self.zipped.open(member.place) as opened:
            return opened.read(self.params.largest_photo_bytes + 1)[: member.size + 1]


def open_archive(folder: Path, name: str, params: IngestParams) -> PhotoArchive:
    """The archive with its index, as far as it can be built."""
    archive = PhotoArchive(name, None, params)
    try:
        archive.file = open_regular(folder, (name,))
        if name.endswith(".zip"):
            archive.zipped = zipfile.ZipFile(archive.file)
            _index(archive, _zip_members(archive.zipped, params))
        else:
            archive.file = archive.file if name.endswith(".tar") else _spooled(archive, archive.file)
            _index(archive, _tar_members(archive.file, params))
    except _ARCHIVE_FAULTS as failed:
        archive.broken = archive.broken or _broken(failed)
    return archive


def _broken(failed: Exception) -> str:
    says = failed.fault.says if isinstance(failed, RecordFault) else excerpt(failed)
    return f"the archive cannot be read to its end ({says}); pack it again"


def _index(archive: PhotoArchive, members: Iterator[tuple[str, Member]]) -> None:
    for count, (written, member) in enumerate(members):
        if count >= archive.params.most_archive_members:
            raise RecordFault("too_many", f"over {archive.params.most_archive_members} members")
        try:
            name = "/".join(photo_path(written))
        except PhotoRefused:
            # No listing can ask for such a name: it is refused again when one tries.
            continue
        if name in archive.members:
            says = f"{name!r} is twice in {archive.name}, and which one is meant cannot be known; pack it once"
            member = Member(None, 0, ("image_duplicate", says))
        archive.members[name] = member


def _judged(name: str, place: Any, size: int, params: IngestParams) -> Member:
    if size > params.largest_photo_bytes:
        says = f"{name!r} is over {params.largest_photo_bytes} bytes; deliver a smaller version"
        return Member(None, size, ("image_too_large", says))
    return Member(place, size)


class _SmallReads:
    """A file that refuses to be read in large pieces, as only headers are read through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LARGEST_HEADER_BYTES:
            raise RecordFault("header_too_large", "found a header over 1 MiB")
        return self._file.read(size)


def _tar_members(file: BinaryIO, params: IngestParams) -> Iterator[tuple[str, Member]]:
    file.seek(0)
    with tarfile.open(fileobj=_SmallReads(file), mode="r:") as opened:  # type: ignore[call-overload]
        while (found := opened.next()) is not None:
            # The list of members grows without bound; nothing here asks for it.
            opened.members = []
            if found.isdir():
                continue
            if found.issym() or found.islnk():
                yield found.name, Member(None, 0, ("image_link", f"{found.name!r} is a link; pack the file itself"))
            elif found.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or found.sparse:
                says = f"{found.name!r} is no plain file; pack a file"
                yield found.name, Member(None, 0, ("image_not_regular", says))
            else:
                yield found.name, _judged(found.name, found.offset_data, found.size, params)


def _zip_members(opened: zipfile.ZipFile, params: IngestParams) -> Iterator[tuple[str, Member]]:
    for found in opened.infolist():
        kind = stat.S_IFMT(found.external_attr >> 16)
        if found.is_dir():
            continue
        if kind == stat.S_IFLNK:
            yield found.filename, Member(None, 0, ("image_link", f"{found.filename!r} is a link; pack the file itself"))
        elif kind not in (0, stat.S_IFREG):
            says = f"{found.filename!r} is no plain file; pack a file"
            yield found.filename, Member(None, 0, ("image_not_regular", says))
        else:
            yield found.filename, _zip_file(found, params)


def _zip_file(found: zipfile.ZipInfo, params: IngestParams) -> Member:
    if found.flag_bits & _ENCRYPTED or found.compress_type not in _STORED_WAYS:
        says = f"{found.filename!r} is encrypted or packed in an unusual way; store or deflate it"
        return Member(None, 0, ("image_unreadable", says))
    if found.file_size > params.most_expansion * max(1, found.compress_size):
        says = f"{found.filename!r} expands more than {params.most_expansion} times; deliver the photo itself"
        return Member(None, 0, ("image_expands_too_much", says))
    return _judged(found.filename, found, found.file_size, params)


def _spooled(archive: PhotoArchive, file: BinaryIO) -> BinaryIO:
    """The unpacked .tar.gz in a temporary file without a name: gzip has no way to begin in the middle."""
    spool = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the archive
    written = 0
    try:
        for chunk in plain_chunks(file, "gz", archive.params.most_expansion):
            written += len(chunk)
            if written > archive.params.largest_archive_bytes:
                raise RecordFault("too_large", f"unpacks to over {archive.params.largest_archive_bytes} bytes")
            spool.write(chunk)
    except RecordFault as broken:
        # The photos before the break can still be read.
        archive.broken = _broken(broken)
    spool.flush()
    return spool
