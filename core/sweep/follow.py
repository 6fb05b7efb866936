"""Follows a sweep: asks its engine, stores what it says, and follows each of its jobs as `core.watch` follows any.

A sweep of many jobs must not become a storm of questions: where logs are not cheap, one job is asked about at a time,
the one that has waited longest, and then a pause is made. With the two questions about the sweep itself that is less
than one call a second, however many jobs run.
"""

from __future__ import annotations

import math
import random as random_module
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.asking import Asking
from core.errors import Cancelled, NotFound, RunBookError, TrainscopeError
from core.foreign import clean_sweep, clean_sweep_job
from core.sweep import interrupted, outcome
from core.sweep.children import adopted
from core.watch import Follower
from core.whereabouts import BEGUN_SECONDS, GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.sweeping import SweepEngine
    from core.runs import RunBook, SweepRecord
    from core.update import Trouble

PAUSE_SECONDS = 4.0
"""Between two jobs that are asked about, where logs are not cheap: a look at one takes two or three calls."""


@dataclass(frozen=True, slots=True)
class SweepLook:
    """What is known after a poll.

    Args:
        record: of the sweep, as it was stored.
        trouble: None while the engine and the book answer.
        next_seconds: until the next poll is worth it.
        ended: the sweep is over, and the log of each of its jobs is read to the end.
        interrupted: there is no sweep yet, and nobody is starting it: `core.sweep.goingon` goes on.
    """

    record: SweepRecord
    trouble: Trouble | None = None
    next_seconds: float = 0.0
    ended: bool = False
    interrupted: bool = False


class SweepFollower:
    """Follows one sweep.

    Args:
        record: of the sweep.
        engine: the one that runs it.
        book: written to.
        clock: epoch seconds.
        random: 0 to 1, for the jitter of the back-off.
    """

    def __init__(
        self,
        record: SweepRecord,
        engine: SweepEngine,
        book: RunBook,
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._record = record
        self._engine = engine
        self._book = book
        self._clock = clock
        self._random = random
        self._asking = Asking(random)
        self._jobs: dict[str, Follower] = {}
        self._done: set[str] = set()
        self._turn = -math.inf
        self._missing_since: float | None = None
        self._interrupted = False

    def poll(self, *, whole: bool = False) -> SweepLook:
        """Ask what is due, store what is new, and say what is known. Errors become `SweepLook.trouble`.

        Args:
            whole: look at every job that is due, without pauses: for who looks once.
        """
        now = self._clock()
        try:
            if self._asking.is_due(now) and not self._settled:
                self._ask(now)
            self._adopt(now)
            if not self._asking.waits_for_credentials:
                self._look_at_jobs(now, whole=whole)
        except Cancelled:
            raise
        except TrainscopeError as error:
            # The book could not be read or written: nothing can be known.
            self._asking.failed(error, now)
        return SweepLook(self._record, self._trouble(), self._wait(), self._ended, self._interrupted)

    @property
    def behind(self) -> bool:
        """Whether the last poll left lines of a job unread because it has read enough for one."""
        return any(job.behind for job in self._jobs.values())

    @property
    def _settled(self) -> bool:
        """Whether the engine has nothing more to say of the sweep and its list of jobs."""
        return self._record.ended is not None and all(job.status.terminal for job in self._record.jobs)

    @property
    def _ended(self) -> bool:
        return self._settled and all(job.name in self._done for job in self._record.jobs)

    def _ask(self, now: float) -> None:
        """What the engine says of the sweep and its jobs, stored."""
        name, sweeps = self._record.key.name, self._book.sweeps
        # Looked at first: a start that ends between the two questions must not count as interrupted.
        starting = self._record.state is None and sweeps.is_starting(self._record.id)
        try:
            state = clean_sweep(self._engine.sweep(name))
            jobs = tuple(map(clean_sweep_job, self._engine.sweep_jobs(name)))
        except (RunBookError, Cancelled):
            raise
        except NotFound as error:
            if not starting:
                self._not_there(error, now)
                return
        except TrainscopeError as error:
            self._asking.failed(error, now)
            return
        else:
            self._missing_since, self._interrupted = None, False
            sweeps.mark_started(self._record.id)
            self._record = sweeps.store(self._record.id, state, jobs)
        self._asking.answered(now)
        self._asking.plan(self._engine.capabilities.list_seconds)

    def _not_there(self, error: NotFound, now: float) -> None:
        """The engine does not know the sweep: it was never started, it is not to be seen yet, or it is gone."""
        self._record = self._book.sweeps.get(self._record.id)
        if interrupted.is_open(self._record):
            self._interrupted = now - self._record.created >= BEGUN_SECONDS
            self._asking.answered(now)
            self._asking.plan(self._engine.capabilities.list_seconds)
            return
        if self._missing_since is None:
            self._missing_since = now
        if now - self._missing_since < GRACE_SECONDS:
            self._asking.failed(error, now)
            return
        self._asking.answered(now)
        state = outcome.gone(self._record, self._engine.capabilities.place, now)
        self._record = self._book.sweeps.store(self._record.id, state, self._record.jobs)

    def _adopt(self, now: float) -> None:
        """Followers for jobs that are new; one whose log is in the book to its end needs none."""
        for job in self._record.jobs:
            if job.name in self._jobs or job.name in self._done:
                continue
            record = adopted(self._book, self._record, job, now)
            if record.drained:
                self._done.add(job.name)
            else:
                self._jobs[job.name] = Follower(
                    self._book, self._engine, record, clock=self._clock, random=self._random
                )

    def _look_at_jobs(self, now: float, *, whole: bool) -> None:
        """Poll the jobs that are due: all of them, or one and then none for a while."""
        if now < self._turn and not whole:
            return
        due = [name for name, follower in self._jobs.items() if follower.wait_seconds() <= 0]
        if due and not whole and not self._engine.capabilities.cheap_logs:
            self._turn = now + PAUSE_SECONDS
            del due[1:]
        for name in due:
            follower = self._jobs.pop(name)
            if follower.poll().ended:
                self._done.add(name)
            else:
                # Behind the others: each has its turn.
                self._jobs[name] = follower

    def _trouble(self) -> Trouble | None:
        """Why there is no answer: of the sweep, else of one of its jobs."""
        if self._asking.troubled:
            return self._asking.trouble(self._asking.next)
        return next((job.last.trouble for job in self._jobs.values() if job.last.trouble), None)

    def _wait(self) -> float:
        """How long to wait until the next poll."""
        now = self._clock()
        waits = [] if self._settled else [self._asking.wait(now)]
        waits += [max(job.wait_seconds(), self._turn - now) for job in self._jobs.values()]
        return max(0.0, min(waits, default=0.0))


def follow_sweep(follower: SweepFollower, cancel: CancelToken) -> Iterator[SweepLook]:
    """Poll with the engine's cadence until the sweep has ended and its jobs are read, or until `cancel`.

    Yields:
        Each look.
    """
    while not cancel.cancelled:
        look = follower.poll()
        yield look
        if look.ended or cancel.wait(look.next_seconds):
            return
