"""Follows a job: asks its engine, cleans what comes, and writes it into the run book in one transaction.

The book is the only memory: each poll starts from the position that stands there, so that following can stop and go
on anywhere, and several programs may follow one job. An engine's error is a `Trouble` to show, never an end.
"""

from __future__ import annotations

import random as random_module
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.asking import Asking
from core.errors import Cancelled, JobNotFound, RunBookError, TrainscopeError, UnknownJob
from core.intake import store, take_log
from core.job.progress import LogFacts
from core.update import Trouble, Update
from core.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import Engine
    from core.job.status import JobState
    from core.runs import Position, Record, RunBook

__all__ = ["Follower", "Trouble", "Update", "catch_up", "follow"]

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
        self._last = Update(record.id, record.state, LogFacts(), 0, 0)
        self._state = Asking(random)
        self._log = Asking(random)
        self._behind = False
        self._whereabouts = Whereabouts(book, engine)
        self._over_since: float | None = None
        self.record = record

    def poll(self) -> Update:
        """Ask what is due, store what is new, and say what is known; where nothing is due yet, all is asked.

        Errors of engine and book become `Update.trouble`.
        """
        now = self._clock()
        early = not (self._behind or self._state.is_due(now) or self._log.is_due(now))
        try:
            self._last = self._look(
                now,
                state_is_due=early or self._state.is_due(now),
                log_is_due=early or self._behind or self._log.is_due(now),
            )
        except Cancelled:
            raise
        except TrainscopeError as error:
            # The book could not be read or written: nothing can be known of either.
            self._behind = False
            self._state.failed(error, now)
            self._log.follow_suit(self._state)
            self._last = replace(
                self._last, trouble=self._trouble(), ended=self._given_up(self._last.state, now)
            )
        return self._last

    def wait_seconds(self) -> float:
        """How long to wait until the next poll: nothing while behind, longer after each failure."""
        now = self._clock()
        return 0.0 if self._behind else min(self._state.wait(now), self._log.wait(now))

    @property
    def last(self) -> Update:
        """What the last poll said."""
        return self._last

    @property
    def behind(self) -> bool:
        """Whether the last poll left lines unread because it has read enough for one."""
        return self._behind

    def _look(self, now: float, *, state_is_due: bool, log_is_due: bool) -> Update:
        position = self._position()
        # A new book, after the old one was set aside or removed, knows less than this follower.
        state = position.state or self._last.state
        before, before_facts = state, position.facts or LogFacts()
        if state_is_due:
            try:
                state = self._whereabouts.ask(self.record, state, now)
            except (RunBookError, Cancelled):
                raise
            except TrainscopeError as error:
                self._state.failed(error, now)
                if self._state.waits_for_credentials:
                    log_is_due = False
                    self._log.follow_suit(self._state)
                log_is_due = log_is_due and not isinstance(error, JobNotFound)
            else:
                # What was in the way of one was probably in the way of both.
                log_is_due |= self._state.answered(now) and self._log.troubled
        drained = False
        if state is None:
            self._behind, log_is_due = False, True
            self._log.answered(now)
        elif log_is_due:
            position, drained = self._log_read(position, state, now)
        elif state != position.state:
            position = store(self._book, self.record, position, state, None, self._clock)
        known = position.state or state
        over = known is not None and known.status.terminal and self._settled(known, now)
        ended = over and drained and not self._state.troubled
        if ended and not position.drained:
            cursor = position.cursor
            self._book.store(self.record.id, old_cursor=cursor, cursor=cursor, drained=True)
        facts = position.facts or LogFacts()
        moved = known != before or facts != before_facts
        self._plan(known, facts, moved=moved, state_was_asked=state_is_due, log_was_asked=log_is_due)
        return Update(
            self.record.id,
            known,
            facts,
            position.line_count,
            position.points_version,
            trouble=self._trouble(),
            ended=ended or self._given_up(known, now),
            interrupted=self._whereabouts.interrupted,
        )

    def _plan(
        self,
        state: JobState | None,
        facts: LogFacts,
        *,
        moved: bool,
        state_was_asked: bool,
        log_was_asked: bool,
    ) -> None:
        """Say when each is asked again; one that was not asked now comes sooner if the job has moved on."""
        cadence = self._engine.cadence(state, facts)
        over = state is not None and state.status.terminal
        log = min(cadence.log, AFTER_END_SECONDS) if over else cadence.log
        for asking, seconds, asked in (
            (self._state, cadence.state, state_was_asked),
            (self._log, log, log_was_asked),
        ):
            if asking.troubled:
                continue
            if asked:
                asking.plan(seconds)
            elif moved:
                asking.hasten(seconds)

    def _trouble(self) -> Trouble | None:
        """Why there is no answer, the state's reason before the log's."""
        troubled = [asking for asking in (self._state, self._log) if asking.troubled]
        return troubled[0].trouble(min(asking.next for asking in troubled)) if troubled else None

    def _given_up(self, state: JobState | None, now: float) -> bool:
        """Whether the job is over and the rest cannot be had; credentials will be renewed some day."""
        if state is None or not state.status.terminal:
            return False
        return any(
            asking.troubled
            and not asking.waits_for_credentials
            and asking.failing_for(now) >= GIVE_UP_SECONDS
            for asking in (self._state, self._log)
        )

    def _position(self) -> Position:
        try:
            return self._book.position(self.record.id)
        except UnknownJob:
            # The book is a new one: the old was damaged and set aside. What the engine knows is read anew.
            record = self.record
            self.record = self._book.add_job(record.key, spec=record.spec, created=record.created)
            return self._book.position(self.record.id)

    def _log_read(self, position: Position, state: JobState, now: float) -> tuple[Position, bool]:
        """Read the log; the position then, and whether the log was read to its end."""
        self._behind = False
        try:
            taken = take_log(self._book, self._engine, self.record, position, state, self._clock)
        except (RunBookError, Cancelled):
            raise
        except TrainscopeError as error:
            self._log.failed(error, now)
            return self._book.position(self.record.id), False
        if self._log.answered(now) and self._state.troubled:
            self._state.hasten(0.0)
        self._behind = taken.behind
        return taken.position, taken.drained

    def _settled(self, state: JobState, now: float) -> bool:
        """Whether lines can no longer arrive late."""
        if self._over_since is None:
            # Not later than now: the engine's clock may be ahead of this machine's.
            self._over_since = now if state.ended is None else min(now, state.ended)
        return now >= self._over_since + self._engine.capabilities.log_lag


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


def follow(follower: Follower, cancel: CancelToken, *, each: bool = False) -> Iterator[Update]:
    """Poll with the engine's cadence until the job has ended and its log is drained, or until `cancel`.

    Args:
        follower: of the job.
        cancel: ends it.
        each: yield also updates that say nothing new: for who minds how long nothing was said.

    Yields:
        The first update, and each that differs from the one before.
    """
    before: Update | None = None
    while not cancel.cancelled:
        update = follower.poll()
        if each or update != before:
            before = update
            yield update
        if update.ended or cancel.wait(follower.wait_seconds()):
            return
