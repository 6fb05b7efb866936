"""Files of many megabytes written beside their places and moved there together, once all are safe on the disk.

What is written goes to the disk meanwhile, so that little is left to wait for at the end, and a cancel never waits.
"""

from __future__ import annotations

import fcntl
import os
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from glob import escape
from io import BufferedWriter, FileIO
from threading import Thread
from typing import TYPE_CHECKING

from core.dataset.recordio.records import frame, pack_image

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from core.cancel import CancelToken
    from core.dataset.model import Row

    Part = BufferedWriter[FileIO]

_BUFFER = 1 << 20
_SYNC_BYTES = 1 << 26
_WAIT = 0.05


class Beside:
    """Files on their way: `keep` moves them all to their places, leaving the block without it removes them.

    Args:
        cancel: seen while the disk is waited for.
    """

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel
        self._mark = os.urandom(4).hex()
        self._parts: dict[Path, tuple[Path, Part]] = {}
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="sync")
        self._syncing: Future[None] | None = None

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._disk.shutdown(wait=False, cancel_futures=True)
        for part, _ in self._parts.values():
            part.unlink(missing_ok=True)
        if self._parts:
            streams = [stream for _, stream in self._parts.values()]
            Thread(target=_forget, args=(streams,), name="forget").start()

    def open(self, place: Path) -> Part:
        """A new file that will be moved to `place`, whose folder is made if it is not there.

        Raises:
            OSError: it cannot be written there.
        """
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            raise IsADirectoryError(21, os.strerror(21), str(place))
        _remove_left(place)
        part = place.with_name(f".{place.name}.{self._mark}.part")
        stream = BufferedWriter(FileIO(part, "xb"), _BUFFER)
        with suppress(OSError):  # a file system without locks: what is left there stays
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._parts[place] = (part, stream)
        return stream

    def write(self, stream: Part, data: bytes) -> None:
        """Write what is large piece by piece: a disk that is busy takes seconds.

        Raises:
            OSError: the disk does not take it.
            Cancelled: the token was set.
        """
        whole = memoryview(data)
        for start in range(0, len(data), _BUFFER):
            self._cancel.check()
            stream.write(whole[start : start + _BUFFER])

    def sync_soon(self, stream: Part) -> None:
        """Have what was written so far brought to the disk, unless that is under way already.

        Raises:
            OSError: the last time it failed.
        """
        if self._syncing is not None:
            if not self._syncing.done():
                return
            self._syncing.result()
        self._syncing = self._disk.submit(os.fsync, stream.fileno())

    def keep(self) -> None:
        """Move all files to their places.

        Raises:
            OSError: one cannot be written whole; then nothing is moved.
            Cancelled: the token was set.
        """
        for _, stream in self._parts.values():
            stream.flush()
            syncing = self._disk.submit(os.fsync, stream.fileno())
            while not syncing.done():
                self._cancel.check()
                wait([syncing], timeout=_WAIT)
            syncing.result()
        self._cancel.check()
        while self._parts:
            place = next(iter(self._parts))
            part, stream = self._parts.pop(place)  # from here on it is not emptied, whatever happens
            try:
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)
                stream.close()  # and so locked until then: nobody takes it for what a killed process left


def _forget(streams: Sequence[Part]) -> None:
    """Close files that have no name any more: freeing what a gigabyte takes on the disk takes half a second."""
    for stream in streams:
        with suppress(OSError):
            os.ftruncate(stream.fileno(), 0)  # what is on its way to the disk is not waited for
        with suppress(OSError):
            stream.raw.close()  # and what is still buffered is not written


def _remove_left(place: Path) -> None:
    """Remove what processes that were killed left beside a place; whoever still writes holds a lock."""
    for part in place.parent.glob(f".{escape(place.name)}.{'[0-9a-f]' * 8}.part"):
        with suppress(OSError), part.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


class RecordWriter:
    """A .rec file and its .idx, record by record.

    Args:
        beside: where they are written.
        target: both without their endings.
    """

    def __init__(self, beside: Beside, target: Path) -> None:
        self._beside = beside
        self._records = beside.open(target.with_name(f"{target.name}.rec"))
        self._index = beside.open(target.with_name(f"{target.name}.idx"))
        self._synced = 0
        self.bytes = 0

    def add(self, row: Row, image: bytes) -> None:
        """Write a photo.

        Raises:
            DatasetError: no record can hold it.
            OSError: the disk does not take it.
            Cancelled: the token was set.
        """
        record = frame(pack_image(row.index, row.labels, image))
        self._index.write(b"%d\t%d\n" % (row.index, self.bytes))
        if len(record) <= _BUFFER:
            self._records.write(record)
        else:
            self._beside.write(self._records, record)
        self.bytes += len(record)
        if self.bytes - self._synced > _SYNC_BYTES:
            self._synced = self.bytes
            self._beside.sync_soon(self._records)
