"""Which log streams of a job are read when: nothing here is lost if it is forgotten, it only saves calls.

The leading host is read each time, since all hosts say the same of an epoch; the others come by turns, as many as one
call a second leaves room for. From time to time a stream is read again by time, for events that came late.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import TYPE_CHECKING

from core.engine.sagemaker.pages import OVERLAP
from core.engine.sagemaker.streams import newest, stream_of
from core.job.status import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.engine.sagemaker.cursor import Place
    from core.engine.sagemaker.streams import Stream
    from core.job.status import JobState

LOG_LAG = 15.0
"""Seconds after the end of a job in which lines may still arrive; then each stream is read once more."""
WINDOW = 10.0
CALLS = 7
"""For the log of one job in that window; the rest of one a second is for its state and for new streams."""
RATE = 0.7
BURST = 8
"""Streams that are caught up with in one read."""
AGAIN_SECONDS = 300.0
"""How often a stream is read again by time; half of what is read again then."""
LOOK_FIRST, LOOK_LAST, LOOK_SELDOM = 10.0, 60.0, 300.0
"""Seconds between looks for new streams: while some are missing, at most then, and when all are there."""
QUICK = 60.0
"""Seconds: a stream that was read so shortly before need not be read to its end each time."""
MOST_AGAIN = 5000
"""Events that are read again, about; a log of many lines is read again less far."""
STREAMS_OF_A_TRANSFORM = 2
"""Of each instance: what its container prints, and what became of each photo."""
_BEFORE_LOG = (Stage.STARTING, Stage.PENDING, Stage.DOWNLOADING)


class Turns:
    """The turns of one job's streams. `lock` is held while the job is read."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._streams: dict[str, Stream] = {}
        self._hosts = 1
        self._starts = 1
        self._stage = ""
        self._over: float | None = None
        self._lived = False
        self._looked = -math.inf
        self._look_after = LOOK_FIRST
        self._last = -math.inf
        self._read: dict[str, float] = {}
        self._again: dict[str, float] = {}
        self._open: set[str] = set()
        self._first = ""
        self._events = 0
        self._began = math.inf
        self._calls: deque[float] = deque()

    @property
    def paced(self) -> bool:
        """Whether to keep to few calls: while a job is watched. What was missed before is fetched as fast as may be."""
        return self._lived and not self._open

    def told(self, state: JobState, now: float) -> None:
        """Hear the state: how many hosts and starts have streams, and whether the job is over."""
        starts = 1 + sum(step.stage == Stage.INTERRUPTED for step in state.transitions)
        if (state.stage, starts) != (self._stage, self._starts):
            self._looked, self._look_after = -math.inf, LOOK_FIRST
        streams = 1 if state.transform is None else STREAMS_OF_A_TRANSFORM
        self._stage, self._starts, self._hosts = state.stage, starts, state.instance_count * streams
        if not state.status.terminal:
            self._over, self._lived = None, True
        elif self._over is None:
            self._over = now if state.ended is None else min(now, state.ended)

    def closing(self, now: float) -> bool:
        """Whether the job is over for so long that nothing more can arrive."""
        return self._over is not None and now >= self._over + LOG_LAG

    def look_is_due(self, now: float) -> bool:
        """Whether it is worth asking which streams there are."""
        if self.closing(now):
            return self._over is not None and self._looked < self._over + LOG_LAG
        if len(self._streams) >= self._hosts * self._starts:
            return now - self._looked >= LOOK_SELDOM
        after = LOOK_LAST if self._stage in _BEFORE_LOG else self._look_after
        return now - self._looked >= after

    def looked(self, found: Iterable[Stream], now: float) -> None:
        """Note what streams there are."""
        self._looked, self._look_after = now, min(LOOK_LAST, self._look_after * 1.5)
        self._calls.append(now)
        self._streams |= {stream.name: stream for stream in found}

    def choose(self, places: Mapping[str, Place], now: float) -> list[Stream]:
        """The streams to read now, the most urgent first."""
        for name in places:
            self._streams.setdefault(name, stream_of(name))
        while self._calls and self._calls[0] <= now - WINDOW:
            self._calls.popleft()
        elapsed, self._last = now - self._last, now
        urgent = self._urgent(places, now)
        if not self.paced:
            if urgent or self.closing(now):
                return self._in_order(urgent)[:BURST]
        elif self.closing(now):
            return self._affordable(self._in_order(urgent), CALLS, now)
        hosts = newest(self._streams.values())
        old = [
            stream for stream in self._streams.values() if stream not in hosts and self._is_due(stream, now)
        ]
        others = sorted([*hosts[1:], *old], key=lambda stream: self._read.get(stream.name, -math.inf))
        order = self._in_order([*hosts[:1], *others])
        return self._affordable(order, max(1, int(min(elapsed, WINDOW) * RATE)), now)

    def _affordable(self, streams: list[Stream], calls: int, now: float) -> list[Stream]:
        """The first of the streams, as many as so many calls are enough for, and as the window has room for."""
        room = CALLS - len(self._calls)
        chosen: list[Stream] = []
        for stream in streams:
            cost = 2 if self.thorough(stream, now) else 1
            if room < cost or (chosen and calls < cost):
                break
            room, calls = room - cost, calls - cost
            chosen.append(stream)
        return chosen

    def is_behind(self, places: Mapping[str, Place], now: float) -> bool:
        """Whether there is more to read than was chosen."""
        return bool(self._urgent(places, now))

    def by_time(self, stream: Stream, place: Place, now: float) -> Place | None:
        """The place from which to read the stream again by time, None if it is not due."""
        if place.last < 0 or not (self.closing(now) or self._is_due(stream, now)):
            return None
        return place.by_time(self.overlap(now))

    def overlap(self, now: float) -> int:
        """Milliseconds to read again."""
        if not self._events:
            return OVERLAP
        return int(min(OVERLAP, MOST_AGAIN * 1000 * max(1.0, now - self._began) / self._events))

    def thorough(self, stream: Stream, now: float) -> bool:
        """Whether to read the stream to its very end."""
        left = self._over is not None or stream.name in self._open
        return left or now - self._read.get(stream.name, -math.inf) > QUICK

    def was_read(
        self, stream: Stream, now: float, *, calls: int, events: int, left: bool, again: bool
    ) -> None:
        """Note a read: whether something was left, and whether it was by time."""
        self._began = min(self._began, now)
        self._calls.extend([now] * calls)
        self._events += events
        if again or stream.name not in self._again:
            self._again[stream.name] = now
        self._read[stream.name] = now
        (self._open.add if left else self._open.discard)(stream.name)

    def failed(self, stream: Stream) -> None:
        """Note that the stream could not be read while others could: it is the first of the next time."""
        self._first = stream.name

    def _urgent(self, places: Mapping[str, Place], now: float) -> list[Stream]:
        closing = self.closing(now)
        return [
            stream
            for stream in sorted(self._streams.values())
            if stream.name not in places
            or stream.name in self._open
            or (closing and not places[stream.name].over)
        ]

    def _is_due(self, stream: Stream, now: float) -> bool:
        return now - self._again.get(stream.name, now) >= AGAIN_SECONDS

    def _in_order(self, streams: list[Stream]) -> list[Stream]:
        """The one that failed last time first, once."""
        first, self._first = self._first, ""
        return sorted(streams, key=lambda stream: stream.name != first)
