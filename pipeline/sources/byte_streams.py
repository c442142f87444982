"""The plain bytes of a table file, in bounded pieces, whatever it is compressed with."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

import zstandard

from pipeline.sources.faults import FileBroken

CHUNK_BYTES = 1 << 18
# zstd writes 128 KiB for 4 bytes at worst, and its decompressor cannot be told to stop: feed it little.
ZSTD_FEED_BYTES = 1 << 10
ZSTD_WINDOW_BYTES = 1 << 27
# Below this no expansion is suspicious: a short file of blanks is no bomb.
HARMLESS_BYTES = 64 << 20
TRUNCATED = "the file ends in the middle of its compressed data; what came before was kept; copy the file again"


def plain_chunks(file: BinaryIO, compression: str, most_expansion: int) -> Iterator[bytes]:
    """The uncompressed bytes of `file` (`compression`: "", gz or zst), in order.

    Raises FileBroken where they end too early, are damaged, or expand beyond reason.
    """
    if compression == "":
        yield from iter(lambda: file.read(CHUNK_BYTES), b"")
        return
    unpacked = 0
    for chunk in (_gunzip if compression == "gz" else _unzstd)(file):
        unpacked += len(chunk)
        if unpacked > HARMLESS_BYTES and unpacked > most_expansion * max(1, file.tell()):
            says = f"expands more than {most_expansion} times; what came before was kept; deliver it uncompressed"
            raise FileBroken("file_expands_too_much", says)
        yield chunk


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    fed = b""
    while fed or (fed := file.read(CHUNK_BYTES)):
        if unpack.eof:
            # Padding after the last member is allowed by gzip(1), other bytes start a new member.
            fed = fed.lstrip(b"\0")
            unpack = zlib.decompressobj(wbits=31) if fed else unpack
            continue
        try:
            yield unpack.decompress(fed, CHUNK_BYTES)
        except zlib.error as damaged:
            raise FileBroken("file_truncated", f"gzip data damaged ({damaged}); copy the file again") from damaged
        fed = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    if not unpack.eof:
        raise FileBroken("file_truncated", TRUNCATED)


def _unzstd(file: BinaryIO) -> Iterator[bytes]:
    start = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES).decompressobj
    unpack, is_whole = start(), False
    fed = b""
    while fed or (fed := file.read(ZSTD_FEED_BYTES)):
        try:
            plain = unpack.decompress(fed)
        except zstandard.ZstdError as damaged:
            raise FileBroken("file_truncated", f"zstd data damaged ({damaged}); copy the file again") from damaged
        is_whole = unpack.eof
        fed = unpack.unused_data if is_whole else b""
        unpack = start() if is_whole else unpack
        yield plain
    if not is_whole:
        raise FileBroken("file_truncated", TRUNCATED)
