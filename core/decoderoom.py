"""Room for decoding: however many ask at once, no more is decoded than one of the largest photos takes."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class NoRoom(Exception):
    """There was no room in time."""


class Room:
    """So many pixels may be decoded at a time.

    Args:
        pixels: in all.
    """

    def __init__(self, pixels: int) -> None:
        self._free = pixels
        self._all = pixels
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int, deadline: float | None = None) -> Iterator[None]:
        """Wait until there is room for so many pixels, and hold it.

        Args:
            pixels: of the photo; one that is larger than all the room gets all of it.
            deadline: when to give up, in `time.monotonic` seconds; None: never.

        Raises:
            NoRoom: there was none by then.
        """
        wanted = min(pixels, self._all)
        with self._changed:
            while self._free < wanted:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                if not self._changed.wait(left):
                    raise NoRoom
            self._free -= wanted
        try:
            yield
        finally:
            with self._changed:
                self._free += wanted
                self._changed.notify_all()
