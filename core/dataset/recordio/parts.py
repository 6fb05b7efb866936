"""Parts of RecordIO: records framed and put together again, byte for byte as MXNet does it.

A file is a run of parts, each a magic number, its length with a flag in the three upper bits, its data, and zeros up
to a multiple of 4. A record is one part, unless the magic number stands in it at a multiple of 4: there it is cut in
two, and the magic number between the parts is left out (reference/lst-recordio.md §3).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO

from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"\x0a\x23\xd7\xce"
MOST_BYTES = (1 << 29) - 1
"""The largest record: a length has 29 bits."""
MEND = "pack the photos anew: trainscope pack"

_PART = struct.Struct("<4sI")
_WHOLE, _FIRST, _MIDDLE, _LAST = range(4)
_ZEROS = (b"", b"\0\0\0", b"\0\0", b"\0")
_BLOCK = 1 << 20


class RecordIOError(DatasetError):
    """The data is no RecordIO, or is damaged; `offset` is the byte from which on it is not as it should be."""

    def __init__(self, what: str, offset: int, *, why: str = "", fix: str = "") -> None:
        super().__init__(what, why=why, fix=fix)
        self.offset = offset


def frame(payload: bytes) -> bytes:
    """The record as it lies in a file.

    Raises:
        DatasetError: it is too large.
    """
    size = len(payload)
    if size > MOST_BYTES:
        raise DatasetError(
            f"a record of {size:,} bytes is too large",
            why=f"a record holds at most {MOST_BYTES:,} bytes",
            fix="save the photo smaller",
        )
    if MAGIC not in payload:
        return b"".join((_PART.pack(MAGIC, size), payload, _ZEROS[size & 3]))
    parts: list[bytes] = []
    start = found = 0
    while (found := payload.find(MAGIC, found)) >= 0:
        if found & 3:
            found += 1
            continue
        flag = _MIDDLE if parts else _FIRST
        parts += (_PART.pack(MAGIC, flag << 29 | found - start), payload[start:found])
        start = found = found + len(MAGIC)
    flag = _LAST if parts else _WHOLE
    return b"".join((*parts, _PART.pack(MAGIC, flag << 29 | size - start), payload[start:], _ZEROS[size & 3]))


def read_record(stream: BinaryIO, start: int) -> tuple[bytes, int] | None:
    """The payload of the record that begins here, and the offset behind it; None at the end of the data."""
    parts: list[bytes] = []
    offset, size = start, 0
    while True:
        head = _take(stream, _PART.size)
        if not head and not parts:
            return None
        if len(head) < _PART.size:
            what = f"{len(head)} bytes are left, and a part's header has {_PART.size}"
            raise damaged(stream, offset, "the last part of a record is missing" if not head else what)
        magic, word = _PART.unpack(head)
        if magic != MAGIC:
            raise damaged(
                stream, offset, f"a part begins with {MAGIC.hex(' ')}, and here is {magic.hex(' ')}"
            )
        flag, length = word >> 29, word & MOST_BYTES
        if flag > _LAST or (flag in (_WHOLE, _FIRST)) != (not parts):
            before = "inside a record" if parts else "at the beginning of a record"
            raise damaged(stream, offset, f"a part with flag {flag} cannot stand {before}")
        if parts:
            parts.append(MAGIC)
            size += len(MAGIC)
        size += length
        if size > MOST_BYTES:
            raise damaged(stream, offset, f"its record has more than {MOST_BYTES:,} bytes")
        padding = -length & 3
        data = _take(stream, length + padding)
        if len(data) < length + padding:
            what = f"its length is {length:,}, and only {len(data):,} bytes are left"
            raise damaged(stream, offset, what)
        offset += _PART.size + length + padding
        parts.append(data[:length] if padding else data)
        if flag in (_WHOLE, _LAST):
            return (parts[0] if len(parts) == 1 else b"".join(parts)), offset


def _take(stream: BinaryIO, count: int) -> bytes:
    """So many bytes, or what is left; never more memory than there is data, whatever the count says."""
    try:
        data = stream.read(min(count, _BLOCK))
        if len(data) == count or not data:
            return data
        pieces = [data]
        count -= len(data)
        while count and (data := stream.read(min(count, _BLOCK))):
            pieces.append(data)
            count -= len(data)
        return b"".join(pieces)
    except OSError as error:
        raise unreadable(stream, error) from error


def damaged(stream: BinaryIO, offset: int, why: str) -> RecordIOError:
    """The error for a stream that is not as it should be from `offset` on."""
    return RecordIOError(f"{_name(stream)} is damaged at byte {offset:,}", offset, why=why, fix=MEND)


def unreadable(source: BinaryIO | Path, error: Exception) -> DatasetError:
    """The error for what the system cannot read."""
    why = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return DatasetError(f"cannot read {_name(source)}", why=why, fix="name a file that can be read")


def _name(source: object) -> str:
    name = str(source) if isinstance(source, os.PathLike) else getattr(source, "name", None)
    return clean_path(name) if isinstance(name, str) else "the RecordIO data"
