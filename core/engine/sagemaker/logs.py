"""Reads the log of a job: all its streams, by turns, each event once.

What has been read is in the cursor, and only there; whose turn it is is in `core.engine.sagemaker.turns`.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.base import LogPage
from core.engine.sagemaker import pages
from core.engine.sagemaker.cursor import Place, dumps, loads
from core.engine.sagemaker.links import GROUP
from core.engine.sagemaker.loggroup import LogGroup
from core.engine.sagemaker.streams import find
from core.engine.sagemaker.turns import LOG_LAG, Turns
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.base import LogLine
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.streams import Stream
    from core.job.status import JobState

__all__ = ["LOG_LAG", "LogReader"]

PAGES = 4
"""Of one stream in one read."""


class LogReader:
    """Reads logs for one engine. Threads may share it.

    Args:
        aws: to ask.
        clock: epoch seconds.
        group: name of the log group.
    """

    def __init__(self, aws: Aws, clock: Callable[[], float], group: str = GROUP) -> None:
        self._group = LogGroup(aws, group)
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: dict[str, Turns] = {}

    def told(self, name: str, state: JobState) -> None:
        """Hear what the job's state is: how many streams there will be, and whether more can come."""
        turns = self._turns(name)
        with turns.lock:
            turns.told(state, self._clock())

    def read(self, name: str, cursor: str | None) -> LogPage:
        """The next lines of the job, of as many of its streams as may be asked for now.

        Args:
            name: of the job.
            cursor: from an earlier read, None for the first.

        Raises:
            EngineError: the first of the streams could not be read. If it is a later one, it is the first next time.
        """
        turns = self._turns(name)
        places = loads(cursor)
        lines: list[LogLine] = []
        with turns.lock:
            now = self._clock()
            if turns.look_is_due(now):
                turns.looked(find(self._group, name), now)
            before = dict(places)
            for number, stream in enumerate(turns.choose(places, now)):
                try:
                    lines += self._read(turns, stream, places, now)
                except EngineError:
                    if number == 0:
                        raise
                    turns.failed(stream)
                    break
            left = turns.is_behind(places, now)
        lines.sort(key=lambda line: line.time)
        unchanged = cursor is not None and places == before
        return LogPage(
            tuple(lines),
            cursor if unchanged and cursor else dumps(places),
            more=left and not turns.paced,
            waiting=left and turns.paced,
        )

    def _read(self, turns: Turns, stream: Stream, places: dict[str, Place], now: float) -> list[LogLine]:
        """Read one stream on, and move its place if there is anything new."""
        place = places.get(stream.name) or Place(since=stream.since)
        again = turns.by_time(stream, place, now)
        got = pages.read(
            self._group,
            stream.name,
            again or place,
            now,
            pages=PAGES,
            thorough=turns.thorough(stream, now),
            overlap=turns.overlap(now),
        )
        turns.was_read(
            stream, now, calls=got.calls, events=len(got.lines), left=got.open, again=again is not None
        )
        # Read again to the same end: the token that is known is as good as the new one.
        moved = place if again is not None and not got.open and got.place.same_end(place) else got.place
        places[stream.name] = replace(moved, over=turns.closing(now) and not got.open)
        return got.lines

    def _turns(self, name: str) -> Turns:
        with self._lock:
            return self._jobs.setdefault(name, Turns())
