"""How far an upload is: counted by many threads, told by one, a few times a second."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.errors import EngineUnreachable

EVERY = 0.25
"""Seconds between two reports."""
WINDOW = 5.0
"""Seconds that the rate is taken over."""
QUIET = 1.0
"""Seconds without anything sent after which a failure is told: while others come through, it is none."""


class Tally:
    """Photos and bytes in place, and their rate.

    Args:
        photos: in all, with those that are in place already; or files.
        size: their bytes; None where they show only as the photos are read: then the time left goes by their number.
        on_progress: is told.
        clock: seconds, only differences count.
        unit: what is counted.
    """

    def __init__(
        self,
        photos: int,
        size: int | None,
        on_progress: Callable[[LaunchProgress], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        unit: str = "photos",
    ) -> None:
        self._photos, self._size = photos, size
        self._on_progress = on_progress
        self._clock = clock
        self._unit = unit
        self._lock = threading.Lock()
        self._step = ""
        self._done = self._done_bytes = 0
        self._counting = False
        self._troubles: dict[int, str] = {}
        self._last = self._told = clock()
        self._marks: deque[tuple[float, int, int]] = deque()

    def step(self, text: str) -> None:
        """Something that is not counted is done now."""
        self._step, self._counting = text, False
        self.tell(at_once=True)

    def begin(self, photos: int, size: int) -> None:
        """Photos are sent from now on: so many, of so many bytes, are missing."""
        with self._lock:
            self._done = self._photos - photos
            self._done_bytes = 0 if self._size is None else self._size - size
            self._marks.append((self._clock(), self._done_bytes, self._done))
        self._step, self._counting = "uploading", True
        self.tell(at_once=True)

    def sent(self, size: int, *, photos: int = 1) -> None:
        """Photos came through; from any thread."""
        with self._lock:
            self._done += photos
            self._done_bytes += size
            self._last = self._clock()

    def trouble(self, error: EngineUnreachable | None) -> None:
        """This thread got no answer (None: it got one again)."""
        with self._lock:
            if error is None:
                self._troubles.pop(threading.get_ident(), None)
            else:
                text = f"{error} – {error.fix}" if error.fix else str(error)
                self._troubles[threading.get_ident()] = text

    def tell(self, *, at_once: bool = False) -> None:
        """Report, if it is time."""
        now = self._clock()
        if at_once or now - self._told >= EVERY:
            self._told = now
            self._on_progress(self._progress(now))

    def _progress(self, now: float) -> LaunchProgress:
        with self._lock:
            troubles = (
                list(self._troubles.values()) if now - self._last >= QUIET or not self._counting else []
            )
            trouble = troubles[-1] if troubles else ""
            if not self._counting:
                return LaunchProgress(self._step, trouble=trouble)
            self._marks.append((now, self._done_bytes, self._done))
            while len(self._marks) > 2 and self._marks[1][0] <= now - WINDOW:
                self._marks.popleft()
            since, before, done_before = self._marks[0]
            rate = (self._done_bytes - before) / (now - since) if now > since else None
            if self._size is None:
                pace = (self._done - done_before) / (now - since) if now > since else None
                left = self._photos - self._done
            else:
                pace, left = rate, self._size - self._done_bytes
            return LaunchProgress(
                self._step,
                self._done,
                self._photos,
                self._unit,
                done_bytes=self._done_bytes,
                total_bytes=self._size,
                rate=rate,
                seconds_left=left / pace if pace else None,
                trouble=trouble,
            )
