"""A file held open for as long as somebody reads it, by any number of threads: each read names its place."""

from __future__ import annotations

import os
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class HeldFile:
    """An open file, which stays readable when its name is gone; closed when nobody refers to it any more.

    Args:
        path: of the file.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._handle)
        self.size = os.fstat(self._handle).st_size

    def read(self, offset: int, count: int) -> bytes:
        """So many bytes from there; fewer only at the end of the file.

        Raises:
            OSError: the disk refuses.
        """
        data = os.pread(self._handle, count, offset)
        if len(data) == count or not data:
            return data
        pieces = []
        while data:
            pieces.append(data)
            count -= len(data)
            offset += len(data)
            data = os.pread(self._handle, count, offset)
        return b"".join(pieces)
