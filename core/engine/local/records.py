"""Photos out of a channel's RecordIO file: found by its index, read by offset, by several threads at once."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset.recordio.records import read_at, read_index, unpack_image
from core.engine.local.parse import CustomerError
from core.errors import DatasetError
from core.heldfile import HeldFile

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = struct.Struct("<4sII")
"""Of a record: magic number, flag and length of its first part, number of labels behind the header (0: one, in it)."""
_WHOLE_HEADER = 8 + 24


@dataclass(frozen=True, slots=True)
class RecordPhoto:
    """A photo in a record.

    Args:
        file: that holds it.
        index: of its line in the list.
        offset: where the record begins.
        end: where it ends at the latest.
    """

    file: HeldFile
    index: int
    offset: int
    end: int

    def __str__(self) -> str:
        return f"with index {self.index} in {self.file.name}"

    def read_bytes(self) -> bytes:
        """The photo as the bytes of its file.

        Raises:
            CustomerError: the record is damaged, or the disk refuses.
        """
        return _image(self.file, self.offset, self.end)[1]

    def labels(self) -> tuple[float, ...]:
        """One, or one for each label column.

        Raises:
            CustomerError: as for `read_bytes`.
        """
        head = _read(self.file, self.offset, _WHOLE_HEADER)
        if len(head) == _WHOLE_HEADER and not _HEAD.unpack_from(head)[2]:
            return struct.unpack_from("<f", head, _HEAD.size)
        return _image(self.file, self.offset, self.end)[0]


def photos(folder: Path, channel: str) -> list[RecordPhoto]:
    """The photos of a channel, in the order of its file.

    Args:
        folder: of the channel; holds its .rec and .idx.
        channel: its name.

    Raises:
        CustomerError: a file is missing or damaged, or there is no photo.
    """
    try:
        file = HeldFile(folder / f"{channel}.rec")
        found = read_index(folder / f"{channel}.idx")
    except DatasetError as problem:
        raise CustomerError(f"Invalid index in the {channel} channel. {problem}.") from problem
    except OSError as problem:
        raise CustomerError(f"{channel}.rec cannot be read: {problem.strerror}.") from problem
    if not found or not file.size:
        raise CustomerError(f"Unable to start training. Empty .rec file in {channel} channel.")
    ends = [offset for _, offset in found[1:]] + [file.size]
    return [RecordPhoto(file, key, offset, end) for (key, offset), end in zip(found, ends, strict=True)]


def _image(file: HeldFile, offset: int, end: int) -> tuple[tuple[float, ...], bytes]:
    """Labels and photo of a record."""
    try:
        record = unpack_image(read_at(io.BytesIO(_read(file, offset, end - offset)), 0), offset=offset)
    except DatasetError as problem:
        raise CustomerError(f"Invalid RecordIO File: {file.name}, byte {offset}: {problem}.") from problem
    return record.labels, record.image


def _read(file: HeldFile, offset: int, count: int) -> bytes:
    try:
        return file.read(offset, max(0, count))
    except OSError as problem:
        raise CustomerError(f"{file.name} cannot be read: {problem.strerror}.") from problem
