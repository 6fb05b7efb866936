"""What an engine says of a job, and what to think of one that it does not know (yet, or any more)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import JobNotFound
from core.foreign import clean_state
from core.interrupted import goes_on
from core.lost import gone, never_launched

if TYPE_CHECKING:
    from core.engine.base import Engine
    from core.job.status import JobState
    from core.runs import Record, RunBook

GRACE_SECONDS = 30.0
"""How long an engine may not know a job before that is believed."""
BEGUN_SECONDS = 2.0
"""How long after its name was saved a launch must have given its sign of life."""


class Whereabouts:
    """Asks for the state of one job, and remembers since when its engine does not know it.

    Args:
        book: tells whether the job is being launched.
        engine: asked.
    """

    def __init__(self, book: RunBook, engine: Engine) -> None:
        self._book = book
        self._engine = engine
        self._missing_since: float | None = None
        self.interrupted = False
        """Whether there is no job yet, and nobody is launching it."""

    def ask(self, record: Record, known: JobState | None, now: float) -> JobState | None:
        """The job's state, cleaned; None while it is being launched.

        Args:
            record: the job.
            known: the last known state.
            now: epoch seconds.

        Raises:
            JobNotFound: the engine does not know it just now.
            EngineError: it could not be asked.
            RunBookError: the book cannot be read.
        """
        self.interrupted = False
        # Looked at first: a launch that ends between the two questions must not count as interrupted.
        launching = known is None and self._book.is_launching(record.id)
        try:
            state = clean_state(self._engine.describe(record.key.name))
        except JobNotFound:
            if known is not None and known.status.terminal:
                return known
            return None if launching else self._missing(record, known, now)
        self._missing_since = None
        return state

    def _missing(self, record: Record, known: JobState | None, now: float) -> JobState | None:
        if known is None and now - record.created >= BEGUN_SECONDS:
            self.interrupted = goes_on(self._book.job(record.id), now)
            if self.interrupted:
                return None
        if self._missing_since is None:
            self._missing_since = now if known is not None else min(now, record.created)
        if now - self._missing_since < GRACE_SECONDS:
            if known is None:
                return None
            raise JobNotFound(
                f"{self._engine.capabilities.place} does not know the job just now", fix="it is asked again"
            )
        if known is None and record.spec is not None:
            saved = self._book.job(record.id)
            if saved.launched is None:
                return never_launched(saved, now)
        return gone(known, record, self._engine.capabilities.place, now)
