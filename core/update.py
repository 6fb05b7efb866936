"""What one poll of a follower says: values only, for any thread and any screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.job.progress import LogFacts
    from core.job.status import JobState


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is nothing new, and when it is tried again.

    Args:
        what: one cleaned line: what happened and why.
        fix: what the user can do; may be empty.
        since: epoch seconds of the last good answer, or of the first failure if there was none.
        next_try: epoch seconds.
        exit_code: what a command that gives up now should end with.
        heard: whether there was a good answer before.
        credentials: whether it is the credentials that stand in the way.
    """

    what: str
    fix: str
    since: float
    next_try: float
    exit_code: int
    heard: bool = True
    credentials: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What is known after a poll. Lines and points are read from the book, each reader behind its own position.

    Args:
        job_id: changes only if a damaged book was set aside: a reader then starts again from 0.
        state: the last known state.
        facts: what the log has said.
        line_count: lines in the book.
        points_version: the highest version of a point in the book.
        trouble: None while the engine and the book answer.
        ended: the job is over and its log is read to the end.
        interrupted: there is no job yet and nobody is launching it: `core.resume` goes on.
    """

    job_id: int
    state: JobState | None
    facts: LogFacts
    line_count: int
    points_version: int
    trouble: Trouble | None = None
    ended: bool = False
    interrupted: bool = False

    def as_of(self, now: float) -> float:
        """The moment that this is true of: `now`, or the last good answer while there is none."""
        trouble = self.trouble
        return trouble.since if trouble is not None and trouble.heard else now
