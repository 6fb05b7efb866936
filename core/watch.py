"""Follows a job: asks its engine, cleans what comes, and writes it into the run book in one transaction.

The book is the only memory: each poll starts from the position that stands there, so that following can stop and go
on anywhere, and several programs may follow one job. An engine's error is a `Trouble` to show, never an end.
"""

from __future__ import annotations

import random as random_module
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import Cancelled, JobNotFound, TrainscopeError, UnknownJob
from core.foreign import clean_line, clean_state
from core.interrupted import goes_on
from core.job.metrics import points_of
from core.job.progress import LogFacts, advance
from core.lost import gone, never_launched
from core.text import clean
from core.update import Trouble, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.cancel import CancelToken
    from core.engine.base import Engine, LogLine, LogPage
    from core.job.metrics import MetricPoint
    from core.job.status import JobState
    from core.runs import Position, Record, RunBook

__all__ = ["Follower", "Trouble", "Update", "catch_up", "follow"]

LINES_PER_POLL = 10_000
"""Bounds one poll, so that an update comes out now and then while a long log is fetched."""
GRACE_SECONDS = 30.0
"""How long an engine may not know a job before that is believed."""
BEGUN_SECONDS = 2.0
"""How long after its name was saved a launch must have given its sign of life."""
FIRST_BACK_OFF = 1.0
LAST_BACK_OFF = 60.0
AFTER_END_SECONDS = 2.0
"""Between the last looks for late lines, whatever the engine's cadence for a job that has ended."""
GIVE_UP_SECONDS = 60.0
"""How long the log of a job that has ended may be unreadable before it is left as it is."""


class Follower:
    """Follows one job.

    Args:
        book: written to.
        engine: the one that runs the job.
        record: the job.
        clock: epoch seconds.
        random: 0 to 1, for the jitter of the back-off.
    """

    def __init__(
        self,
        book: RunBook,
        engine: Engine,
        record: Record,
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._book = book
        self._engine = engine
        self._clock = clock
        self._random = random
        self._last = Update(record.id, record.state, LogFacts(), 0, 0)
        self._failures = 0
        self._behind = False
        self._interrupted = False
        self._heard: float | None = None
        self._missing_since: float | None = None
        self._over_since: float | None = None
        self.record = record

    def poll(self) -> Update:
        """Ask once, store what is new, and say what is known. Errors of engine and book become `Update.trouble`."""
        now = self._clock()
        try:
            self._last = self._look(now)
        except Cancelled:
            raise
        except TrainscopeError as error:
            self._behind = False
            self._last = self._troubled(error, now)
        else:
            self._failures = 0
            self._heard = now
        return self._last

    def wait_seconds(self) -> float:
        """How long to wait until the next poll: nothing while behind, longer after each failure."""
        if self._behind:
            return 0.0
        if self._last.trouble is not None:
            return max(0.0, self._last.trouble.next_try - self._clock())
        seconds = min(self._engine.cadence(self._last.state, self._last.facts))
        over = self._last.state is not None and self._last.state.status.terminal
        return min(seconds, AFTER_END_SECONDS) if over else seconds

    @property
    def behind(self) -> bool:
        """Whether the last poll left lines unread because it has read enough for one."""
        return self._behind

    def _look(self, now: float) -> Update:
        position = self._position()
        self._interrupted = False
        state = self._describe(position, now)
        position, drained = self._read(position, state)
        known = position.state or state
        ended = drained and known is not None and known.status.terminal and self._settled(known, now)
        if ended and not position.drained:
            cursor = position.cursor
            self._book.store(self.record.id, old_cursor=cursor, cursor=cursor, drained=True)
        return Update(
            self.record.id,
            known,
            position.facts or LogFacts(),
            position.line_count,
            position.points_version,
            ended=ended,
            interrupted=self._interrupted,
        )

    def _position(self) -> Position:
        try:
            return self._book.position(self.record.id)
        except UnknownJob:
            # The book is a new one: the old was damaged and set aside. What the engine knows is read anew.
            record = self.record
            self.record = self._book.add_job(record.key, spec=record.spec, created=record.created)
            return self._book.position(self.record.id)

    def _describe(self, position: Position, now: float) -> JobState | None:
        """The job's state; None while it is being launched."""
        # A new book, after the old one was set aside or removed, knows less than this follower.
        known = position.state or self._last.state
        # Looked at first: a launch that ends between the two questions must not count as interrupted.
        launching = known is None and self._book.is_launching(self.record.id)
        try:
            state = clean_state(self._engine.describe(self.record.key.name))
        except JobNotFound:
            if known is not None and known.status.terminal:
                return known
            if launching:
                return None
            return self._missing(known, now)
        self._missing_since = None
        return state

    def _missing(self, known: JobState | None, now: float) -> JobState | None:
        if known is None and now - self.record.created >= BEGUN_SECONDS:
            self._interrupted = goes_on(self._book.job(self.record.id), now)
            if self._interrupted:
                return None
        if self._missing_since is None:
            self._missing_since = now if known is not None else min(now, self.record.created)
        if now - self._missing_since < GRACE_SECONDS:
            if known is None:
                return None
            raise JobNotFound(
                f"{self._engine.capabilities.place} does not know the job just now", fix="it is asked again"
            )
        if known is None and self.record.spec is not None:
            saved = self._book.job(self.record.id)
            if saved.launched is None:
                return never_launched(saved, now)
        return gone(known, self.record, self._engine.capabilities.place, now)

    def _read(self, position: Position, state: JobState | None) -> tuple[Position, bool]:
        """Read and store pages; returns the position then, and whether the log was read to its end."""
        self._behind = False
        if state is None:
            return position, False
        read = 0
        while read < LINES_PER_POLL:
            try:
                page = self._engine.read_log(self.record.key.name, position.cursor)
            except JobNotFound:
                return self._store(position, state, None), True
            except TrainscopeError:
                self._store(position, state, None)
                raise
            # An empty page counts too: an engine that always has more to say must not hold the poll.
            read += max(len(page.lines), LINES_PER_POLL // 50)
            before = position.line_count
            position = self._store(position, state, page)
            quiet = position.line_count == before
            # After the end one page without anything new is asked for: only then the log is known to be drained.
            if not page.more and (quiet or not state.status.terminal):
                return position, quiet
        self._behind = True
        return position, False

    def _store(self, position: Position, state: JobState, page: LogPage | None) -> Position:
        """Write a page and the state; the position in the book afterwards. Writes nothing if nothing is new."""
        cursor = position.cursor if page is None else page.cursor
        lines: list[LogLine] = []
        if page is not None and page.lines:
            cleaned = [clean_line(line, self._clock) for line in page.lines]
            lines = self._book.unseen(self.record.id, cleaned)
        if not lines and cursor == position.cursor and state == position.state:
            return position
        self._book.store(
            self.record.id,
            old_cursor=position.cursor,
            cursor=cursor,
            lines=lines,
            points=_last_values(lines),
            state=state,
            facts=_advanced(position.facts or LogFacts(), lines),
        )
        # If another program was faster, this is where it got to, and nothing of the page is lost.
        return self._book.position(self.record.id)

    def _settled(self, state: JobState, now: float) -> bool:
        """Whether lines can no longer arrive late."""
        if self._over_since is None:
            # Not later than now: the engine's clock may be ahead of this machine's.
            self._over_since = now if state.ended is None else min(now, state.ended)
        return now >= self._over_since + self._engine.capabilities.log_lag

    def _troubled(self, error: TrainscopeError, now: float) -> Update:
        self._failures += 1
        longest = min(LAST_BACK_OFF, FIRST_BACK_OFF * 2 ** min(self._failures - 1, 16))
        next_try = now + longest * (0.5 + self._random() / 2)
        before = self._last.trouble
        since = self._heard if self._heard is not None else before.since if before else now
        trouble = Trouble(clean(str(error)), clean(error.fix), since, next_try, error.exit_code)
        state = self._last.state
        ended = state is not None and state.status.terminal and now - since >= GIVE_UP_SECONDS
        return replace(self._last, trouble=trouble, ended=ended)


def catch_up(follower: Follower, cancel: CancelToken | None = None) -> Update:
    """Poll until everything that is there now is read; what comes later is not waited for.

    Raises:
        Cancelled: the token was set.
    """
    update = follower.poll()
    while follower.behind:
        if cancel is not None:
            cancel.check()
        update = follower.poll()
    return update


def follow(follower: Follower, cancel: CancelToken) -> Iterator[Update]:
    """Poll with the engine's cadence until the job has ended and its log is drained, or until `cancel`.

    Yields:
        The first update, and each that differs from the one before.
    """
    before: Update | None = None
    while not cancel.cancelled:
        update = follower.poll()
        if update != before:
            before = update
            yield update
        if update.ended or cancel.wait(follower.wait_seconds()):
            return


def _last_values(lines: Sequence[LogLine]) -> list[MetricPoint]:
    """The points of the lines, each (stream, name, epoch) once: a page of batch lines is a few values."""
    points = (point for line in lines for point in points_of(line))
    return list({(point.stream, point.name, point.epoch): point for point in points}.values())


def _advanced(facts: LogFacts, lines: Sequence[LogLine]) -> LogFacts:
    for line in lines:
        facts = advance(facts, line)
    return facts
