"""The time of a replay: it begins when somebody looks, runs as many times as fast as wanted, and ends with the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ReplayClock:
    """Epoch seconds of the run that is replayed.

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
        self._started: float | None = None

    def start(self) -> None:
        """Let it run, if it does not yet."""
        if self._started is None:
            self._started = self._clock()

    def now(self) -> float:
        """The time in the run."""
        if self._speed == 0:
            return self._end
        if self._started is None:
            return self._begin
        return min(self._end, self._begin + (self._clock() - self._started) * self._speed)

    @property
    def over(self) -> bool:
        """Whether the end is reached."""
        return self.now() >= self._end
