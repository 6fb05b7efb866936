"""RecordIO files of photos and their index, byte for byte as MXNet has them (reference/lst-recordio.md §3)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from core.dataset.recordio.parts import MEND, RecordIOError, damaged, frame, read_record, unreadable
from core.errors import DatasetError
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = [
    "ImageRecord",
    "RecordIOError",
    "frame",
    "pack_image",
    "read_at",
    "read_index",
    "read_records",
    "unpack_image",
]

_HEADER = struct.Struct("<IfQQ")
_LONGEST_LINE = 64


class ImageRecord(NamedTuple):
    """A photo as a record holds it.

    Args:
        index: of its line in the list.
        labels: one, or one per label column.
        image: the bytes of a JPEG or PNG file.
    """

    index: int  # type: ignore[assignment]  # a field, where every tuple has a method of that name
    labels: tuple[float, ...]
    image: bytes


def pack_image(index: int, labels: Sequence[float], image: bytes) -> bytes:
    """A photo as the payload of a record: 24 bytes of header, several labels as float32, the file's bytes.

    Args:
        index: from 0, below 2**64.
        labels: one is written into the header (flag 0), several behind it (flag n).
        image: the bytes of a JPEG or PNG file.

    Raises:
        DatasetError: index or labels are none that a record can hold.
    """
    try:
        if len(labels) == 1:
            return _HEADER.pack(0, labels[0], index, 0) + image
        if labels:
            head = _HEADER.pack(len(labels), 0.0, index, 0)
            return head + struct.pack(f"<{len(labels)}f", *labels) + image
    except (struct.error, OverflowError) as error:
        raise DatasetError(
            f"no record can hold index {index} with {_listed(labels)}",
            why="the index is a whole number from 0 to 2^64-1, labels are numbers of 32 bits",
            fix="correct the line in the list",
        ) from error
    raise DatasetError(f"index {index} has no label", fix="give its line in the list a label")


def unpack_image(payload: bytes, *, offset: int = 0) -> ImageRecord:
    """The photo that a record holds.

    Args:
        payload: of the record.
        offset: of the record in its file, for the error.

    Raises:
        RecordIOError: it is too short for its header or for the labels it announces.
    """
    if len(payload) < _HEADER.size:
        why = f"it has {len(payload)} bytes, and the header of an image has {_HEADER.size}"
        raise RecordIOError(f"the record at byte {offset:,} is no image", offset, why=why, fix=MEND)
    flag, label, index, _ = _HEADER.unpack_from(payload)
    if not flag:
        return ImageRecord(index, (label,), payload[_HEADER.size :])
    end = _HEADER.size + 4 * flag
    if len(payload) < end:
        why = f"it announces {flag:,} labels, for which its {len(payload):,} bytes are too few"
        raise RecordIOError(f"the record at byte {offset:,} is no image", offset, why=why, fix=MEND)
    return ImageRecord(index, struct.unpack_from(f"<{flag}f", payload, _HEADER.size), payload[end:])


def read_records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Offset and payload of each record, from where the stream stands; offsets count from there.

    Raises:
        RecordIOError: the data is no RecordIO, or is damaged.
        DatasetError: the system cannot read it.
    """
    offset = 0
    while (found := read_record(stream, offset)) is not None:
        payload, after = found
        yield offset, payload
        offset = after


def read_at(stream: BinaryIO, offset: int) -> bytes:
    """The payload of the record that begins at a byte of a seekable stream.

    Raises:
        RecordIOError: none begins there, or it is damaged.
        DatasetError: the system cannot read it.
    """
    if offset < 0 or offset & 3:
        raise damaged(stream, offset, "a record begins at a multiple of 4")
    try:
        stream.seek(offset)
        found = read_record(stream, offset)
    except OverflowError:
        found = None
    except OSError as error:
        raise unreadable(stream, error) from error
    if found is None:
        raise damaged(stream, offset, "the data ends before")
    return found[0]


def read_index(file: Path) -> list[tuple[int, int]]:
    """Key and offset of each line of an .idx file, in its order.

    Raises:
        RecordIOError: a line is not two whole numbers with a TAB between them; `offset` is where it begins.
        DatasetError: the system cannot read it.
    """
    entries: list[tuple[int, int]] = []
    offset = 0
    try:
        with file.open("rb") as stream:
            while line := stream.readline(_LONGEST_LINE):
                key, tab, at = line.rstrip(b"\r\n").partition(b"\t")
                if not (tab and key.isdigit() and at.isdigit()):
                    shown = clean(line.decode(errors="replace").rstrip("\r\n"), limit=40)
                    raise RecordIOError(
                        f"cannot read line {len(entries) + 1} of {clean_path(file)}",
                        offset,
                        why=f'it must be a key, a TAB and an offset, not "{shown}"',
                        fix="make the index anew from the .rec file",
                    )
                entries.append((int(key), int(at)))
                offset += len(line)
    except (OSError, ValueError) as error:
        raise unreadable(file, error) from error
    return entries


def _listed(labels: Sequence[float]) -> str:
    return f"label {labels[0]!r}" if len(labels) == 1 else f"{len(labels)} labels"
