"""One run of a comparison, as the run book knows it at one moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.chartview.metrics import best_of, goal
from core.engine.transforming import is_batch
from core.errors import UsageError
from core.job.answering import how_far
from core.job.cost import cost_by, is_free
from core.job.logfacts import LogFacts
from core.job.progress import of_one_host, series
from core.job.sent import sent_values
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.job.metrics import MetricPoint
    from core.job.status import JobState
    from core.runs import Record, RunBook

LEAST, MOST = 2, 8
"""How many runs a comparison has: more curves cannot be told apart in a terminal."""


class Value(NamedTuple):
    """A value of a metric and the epoch it is of, from 0 as in the log."""

    epoch: int
    value: float


@dataclass(frozen=True, slots=True)
class Run:
    """A job that trains, or has trained.

    Args:
        record: of the run book.
        facts: what its log has said.
        points: all points of it so far, of all streams.
        version: of the newest point in the book.
    """

    record: Record
    facts: LogFacts
    points: tuple[MetricPoint, ...] = ()
    version: int = 0

    @property
    def name(self) -> str:
        """The job's name, cleaned."""
        return clean(self.record.key.name)

    @property
    def state(self) -> JobState | None:
        """What its engine said last."""
        return self.record.state

    @property
    def running(self) -> bool:
        """Whether more may come of it."""
        return self.state is None or not self.state.status.terminal

    @property
    def stage(self) -> str:
        """Its stage while it runs, then its status, cleaned; ``unknown`` while its engine was not heard."""
        if self.state is None:
            return "unknown"
        return clean(self.state.stage if self.running else self.state.status.value)

    @property
    def values(self) -> Mapping[str, str] | None:
        """Its hyperparameters as they were sent; None while nobody knows them."""
        return sent_values(self.record) or None

    def series(self, metric: str) -> list[tuple[int, float]]:
        """(epoch, value) of one metric, in epoch order."""
        return series(self.points, metric)

    def drawable(self, metric: str) -> list[tuple[int, float]]:
        """The same; empty if none of its values is a number."""
        found = self.series(metric)
        return found if any(math.isfinite(value) for _, value in found) else []

    def best(self, metric: str) -> Value | None:
        """The best value of a metric; None without one, or where neither high nor low is known to be better."""
        found = best_of(of_one_host(self.points, metric), goal(metric))
        return None if found is None else Value(found.epoch, found.value)

    def last(self, metric: str) -> Value | None:
        """The last value of a metric, which may be not-a-number."""
        found = self.series(metric)
        return Value(*found[-1]) if found else None

    def broken(self, metric: str) -> list[int]:
        """The epochs whose value is not a number, or infinite."""
        return [epoch for epoch, value in self.series(metric) if not math.isfinite(value)]

    def seconds(self, now: float) -> float | None:
        """How long it has taken, from when it was asked for; None if not known.

        Args:
            now: epoch seconds.
        """
        state = self.state
        if state is None:
            return None
        began = self.record.created if state.created is None else state.created
        end = now if self.running else state.ended
        return None if end is None else max(0.0, end - began)

    def cost(self, now: float) -> float | None:
        """USD so far; 0 where nothing is billed, None if not known.

        Args:
            now: epoch seconds.
        """
        if self.state is None:
            return None
        if is_free(self.record.key):
            return 0.0
        paid = cost_by(self.state, how_far(self.state, self.facts, self.points, now), now)
        return None if paid is None else paid.so_far


def read_run(book: RunBook, job_id: int, before: Run | None = None) -> Run:
    """What the book knows of a job; points that are not new are not read again.

    Args:
        book: read from.
        job_id: the book's number of the job.
        before: the same job as it was read before.

    Raises:
        UnknownJob: no job with that number.
        RunBookError: the book cannot be read.
    """
    at = book.position(job_id)
    if before is not None and before.version == at.points_version:
        points = before.points
    else:
        points = tuple(stored.point for stored in book.points(job_id))
    return Run(book.job(job_id), at.facts or LogFacts(), points, at.points_version)


def require_comparable(records: Sequence[Record], *, baseline: bool = False) -> None:
    """Refuse what is no comparison.

    Args:
        records: of the runs.
        baseline: whether another run is drawn beside them, so that one is enough.

    Raises:
        UsageError: too few or too many, one twice, or a batch transform.
    """
    if len(records) > MOST:
        raise UsageError(
            f"{len(records)} runs are too many to compare",
            why=f"more than {MOST} curves cannot be told apart",
            fix=f"name at most {MOST} jobs",
        )
    if len({record.key for record in records}) < len(records):
        raise UsageError("a run is named twice", fix="name each job once")
    for record in records:
        if is_batch(record):
            raise UsageError(
                f"{clean(record.key.name)} is a batch transform: it has answers, and no curve",
                fix="name jobs that train",
            )
    if len(records) < LEAST and not (baseline and records):
        raise UsageError("one run alone is no comparison", fix="name two jobs or more")
