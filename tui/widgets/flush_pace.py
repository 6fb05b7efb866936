"""The pace of repaints: bursts come together, whatever comes alone is shown at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class FlushPace:
    """Flushes when asked to, or as soon as the next flush is due.

    Args:
        clock: monotonic seconds.
        seconds: that must lie between two flushes just now.
        later: runs something after so many seconds.
        flush: shows what is new.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        seconds: Callable[[], float],
        later: Callable[[float, Callable[[], None]], object],
        flush: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._later = later
        self._flush = flush
        self._flushed: float | None = None
        self._waits = False

    def ask(self) -> None:
        """There is something new."""
        if self._waits:
            return
        wait = 0.0 if self._flushed is None else self._flushed + self._seconds() - self._clock()
        if wait <= 0:
            self._now()
        else:
            self._waits = True
            self._later(wait, self._now)

    def forget(self) -> None:
        """What comes next has nothing to do with what was flushed before: it need not wait."""
        self._waits, self._flushed = False, None

    def _now(self) -> None:
        self._waits, self._flushed = False, self._clock()
        self._flush()
