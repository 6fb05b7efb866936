"""The engine of one recorded run: what was there at the time of its clock, and no more."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING

from core.engine.base import Cadence, Capabilities, JobFilter, LogLine, LogPage
from core.errors import JobNotFound
from core.job.status import JobKey, JobSummary
from core.recording.refusing import Refusing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.job.logfacts import LogFacts
    from core.job.status import JobState
    from core.recording.clock import ReplayClock
    from core.recording.read import Recording

PAGE_LINES = 1000
LOOK_SECONDS = 1.0
"""Of the one who looks on, between two looks: the cockpit draws no more often."""


class ReplayEngine(Refusing):
    """Gives out a recording as its run went: a `HostingEngine`.

    Args:
        recording: as read.
        key: of the job, cleaned.
        clock: the time in the run; starts with the first question.
    """

    def __init__(self, recording: Recording, key: JobKey, clock: ReplayClock) -> None:
        self._recording = recording
        self._key = key
        self._clock = clock
        self._moment = clock.now()
        self._looked: float | None = None
        self._times = [moment.time for moment in recording.states]

    @property
    def capabilities(self) -> Capabilities:
        """A place of its own, under the name of the engine that the run ran on."""
        engine, account, region, _ = self._key
        return Capabilities(engine, self._clock.words, account, region, cheap_logs=False)

    @property
    def moment(self) -> float:
        """Epoch seconds in the run up to which its log was told: what is shown is true of then."""
        return self._moment

    def go(self, part: float) -> bool:
        """Go on, or back, by so much of the whole run; True if it went back, and what was told is to be told again.

        Args:
            part: of the run from begin to end, such as -0.05.
        """
        before = self._moment
        self._looked, self._moment = None, self._clock.go(part)
        return self._moment < before

    def key(self, name: str) -> JobKey:
        """A job of the recorded place."""
        return self._key._replace(name=name)

    def endpoint_key(self, name: str) -> JobKey:
        """An endpoint of the recorded place."""
        return self.key(name)

    def describe(self, name: str) -> JobState:
        """The job's state at the time of the clock.

        Raises:
            JobNotFound: it is another job's name.
        """
        if name != self._key.name:
            raise JobNotFound(f"{name} is not in this recording")
        self._clock.start()
        self._looked = self._clock.now()
        return self._state(self._looked)

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next lines that were there at the time of the clock; a cursor is a place in the laid out lines."""
        if name != self._key.name:
            return LogPage((), cursor or "0")
        self._clock.start()
        # State and log are of one moment: at a high speed much would happen between the two questions.
        now = self._clock.now() if self._looked is None else self._looked
        lines: list[LogLine] = []
        with self._recording.laid_out.open("rb") as file:
            place = file.seek(int(cursor or 0))
            while raw := file.readline():
                known_at, time, stream, text = json.loads(raw)
                if known_at > now or len(lines) == PAGE_LINES:
                    break
                lines.append(LogLine(str(place), stream, time, text))
                place = file.tell()
        full = len(lines) == PAGE_LINES
        if not full:
            self._looked, self._moment = None, now
        return LogPage(tuple(lines), str(place), more=full, waiting=bool(raw) and not full)

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        """The one job, if it is wanted."""
        state = self._state(self._clock.now())
        if job_filter.name_contains in self._key.name and job_filter.status in (None, state.status):
            yield JobSummary(self._key, state.status, state.stage, state.created, state.ended)

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        """Once a second, whatever the speed."""
        return Cadence(LOOK_SECONDS, LOOK_SECONDS)

    def _state(self, now: float) -> JobState:
        number = bisect_right(self._times, now)
        return self._recording.states[max(0, number - 1)].state
