"""The time of a replay: it begins when somebody looks, runs as many times as fast as wanted, and ends with the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ReplayClock:
    """Epoch seconds of the run that is replayed. Any thread may ask, one sets it.

    Args:
        begin: of the run.
        end: of the run.
        speed: seconds of the run per second; 0: the end at once.
        clock: seconds that pass here.
    """

    def __init__(
        self, begin: float, end: float, speed: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._begin = begin
        self._end = end
        self._speed = speed
        self._clock = clock
        self._paused = False
        # The time in the run, and since when here it runs on; None while it stands. Set as one.
        self._hand: tuple[float, float | None] = (begin if speed else end, None)

    def start(self) -> None:
        """Let it run, if it does not yet and is not paused."""
        at, since = self._hand
        if since is None and not self._paused:
            self._hand = (at, self._clock())

    def now(self) -> float:
        """The time in the run."""
        at, since = self._hand
        return at if since is None else min(self._end, at + (self._clock() - since) * self._speed)

    def pause(self) -> None:
        """Let it stand, or run on from where it stands."""
        self._paused = not self._paused
        self._hand = (self.now(), None)
        self.start()

    def go(self, part: float) -> float:
        """Set it so much of the whole run later, and no further than its begin and end; returns the time in the run.

        Args:
            part: of the run from begin to end, such as -0.05.
        """
        wanted = self.now() + part * (self._end - self._begin)
        at = min(max(wanted, self._begin), self._end)
        self._hand = (at, None)
        self.start()
        return at

    @property
    def paused(self) -> bool:
        """Whether it stands until it is let run on."""
        return self._paused

    @property
    def over(self) -> bool:
        """Whether the end is reached."""
        return self.now() >= self._end

    @property
    def words(self) -> str:
        """How it goes: ``replay ×60``, ``replay paused``, or ``replay`` of the end alone."""
        if self._paused:
            return "replay paused"
        return f"replay ×{self._speed:g}" if self._speed else "replay"
