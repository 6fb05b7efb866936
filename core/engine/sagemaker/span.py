"""A part of a file on its way: read from the disk as it is sent, never held as a whole."""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING

from core.errors import DatasetError
from core.text import clean_path

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.heldfile import HeldFile

_PIECE = 1 << 20


class Span(io.RawIOBase):
    """Some bytes of an open file as a stream of their own; several may read the file at once.

    Args:
        file: the whole.
        start: the first byte.
        size: how many.
        stop: seen between two reads.
    """

    def __init__(self, file: HeldFile, start: int, size: int, stop: CancelToken) -> None:
        super().__init__()
        self._file, self._start, self.size = file, start, size
        self._stop = stop
        self._at = 0
        self.failed: DatasetError | None = None
        """Why it could not be read, kept since whoever sends it takes that for the network's failure."""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is: it may be sent again."""
        return True

    def tell(self) -> int:
        """Where it is, from its own beginning."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go there."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence])
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes from where it is.

        Raises:
            Cancelled: the token was set.
            DatasetError: the disk refuses, or the file has become shorter.
        """
        self._stop.check()
        left = max(0, self.size - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        try:
            data = self._file.read(self._start + self._at, wanted)
        except OSError as error:
            raise self._unreadable(error.strerror or str(error)) from error
        if len(data) < wanted:
            raise self._unreadable("it has become shorter while it was sent")
        self._at += len(data)
        return data

    def _unreadable(self, why: str) -> DatasetError:
        self.failed = DatasetError(
            f"cannot read the packed photos, {clean_path(self._file.name)}",
            why=why,
            fix="launch again: they are packed anew where they are not whole",
        )
        return self.failed

    def digest(self, kind: str) -> bytes:
        """The digest of the whole span, by `hashlib`'s name of its kind; it is at its beginning then.

        Raises:
            Cancelled: the token was set.
            DatasetError: as for `read`.
        """
        found = hashlib.new(kind, usedforsecurity=False)
        self.seek(0)
        while piece := self.read(_PIECE):
            found.update(piece)
        self.seek(0)
        return found.digest()
