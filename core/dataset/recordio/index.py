"""The .idx of a .rec file, made anew from the records themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from core.dataset.atomic import write_files
from core.dataset.recordio.parts import unreadable
from core.dataset.recordio.records import read_records, unpack_image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def index_of(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Key and offset of each record in the order of the file; the key is the photo's index, as in the list.

    Raises:
        RecordIOError: the data is damaged, or holds a record that is no image.
        DatasetError: the system cannot read it.
    """
    for offset, payload in read_records(stream):
        yield unpack_image(payload, offset=offset).index, offset


def write_index(rec: Path, idx: Path) -> int:
    """Write the .idx of a .rec file, and say how many records it has. One that is there is replaced.

    Raises:
        RecordIOError: the file is damaged; then nothing is written.
        DatasetError: it cannot be read.
        OSError: the .idx cannot be written.
    """
    try:
        stream = rec.open("rb")
    except OSError as error:
        raise unreadable(rec, error) from error
    with stream:
        lines = [f"{key}\t{offset}\n" for key, offset in index_of(stream)]
    write_files(idx.parent, {idx.name: lines})
    return len(lines)
