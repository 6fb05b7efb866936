"""How a sweep stands: its jobs in a table, the best first, from what the run book knows; nothing is asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.job.answering import how_far
from core.job.cost import cost_by
from core.job.metrics import VALIDATION_ACCURACY
from core.job.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.engine.sweeping import SweepJob
    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts
    from core.job.status import JobState
    from core.runs import Record, RunBook, SweepRecord


@dataclass(frozen=True, slots=True)
class Known:
    """What the run book knows of a job of a sweep.

    Args:
        record: of the job.
        facts: what its log has said; None before the first line.
        points: of its curves.
    """

    record: Record
    facts: LogFacts | None = None
    points: tuple[MetricPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A job of a sweep. None is unknown.

    Args:
        rank: 1 for the best; None for a job without an objective.
        job: its name.
        status: as the run book knows it, which is as new as its log; else as the engine's list had it.
        values: what was chosen for it.
        objective: best value of validation:accuracy so far.
        epoch: of that value.
        epochs: that its log has finished, counted.
        cost: USD so far.
        failure_reason: the service's own words.
        number: of its record in the run book; None while it has none.
    """

    rank: int | None
    job: str
    status: Status
    values: Mapping[str, str]
    objective: float | None = None
    epoch: int | None = None
    epochs: int | None = None
    cost: float | None = None
    failure_reason: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A sweep's table.

    Args:
        rows: its jobs: those with an objective by rank, then the others as they were started.
        counts: status -> how many jobs.
        cost: USD of all jobs so far; None where nothing is billed, or no price is known.
    """

    rows: tuple[Row, ...] = ()
    counts: Mapping[Status, int] = field(default_factory=dict)
    cost: float | None = None

    @property
    def best(self) -> Row | None:
        """The best job so far; None while there is none."""
        return self.rows[0] if self.rows and self.rows[0].rank is not None else None


def standing(jobs: Iterable[SweepJob], known: Mapping[str, Known], now: float) -> Standing:
    """The table of a sweep.

    Args:
        jobs: as the engine listed them last.
        known: name of a job -> what the run book knows of it.
        now: epoch seconds.
    """
    rows = [_row(job, known.get(job.name), now) for job in jobs]
    # Of equals the one that was started first: `sorted` keeps the order.
    ranked = sorted(
        (row for row in rows if row.objective is not None), key=lambda row: -(row.objective or 0.0)
    )
    counts: dict[Status, int] = {}
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    costs = [row.cost for row in rows if row.cost is not None]
    return Standing(
        (
            *(replace(row, rank=place) for place, row in enumerate(ranked, start=1)),
            *(row for row in rows if row.objective is None),
        ),
        counts,
        sum(costs) if costs else None,
    )


def of_book(book: RunBook, record: SweepRecord, now: float, *, curves: bool = True) -> Standing:
    """The table of a sweep, with what the run book knows of its jobs.

    Args:
        book: of the sweep and its jobs.
        record: of the sweep.
        now: epoch seconds.
        curves: whether epochs and costs are wanted, for which the curve of each job is read.

    Raises:
        RunBookError: the book cannot be read.
    """
    wanted = {record.key._replace(name=job.name) for job in record.jobs}
    known = {
        found.key.name: _known(book, found) if curves else Known(found) for found in book.jobs_of(wanted)
    }
    return standing(record.jobs, known, now)


def _known(book: RunBook, record: Record) -> Known:
    points = tuple(stored.point for stored in book.points(record.id))
    return Known(record, book.facts(record.id), points)


def _row(job: SweepJob, known: Known | None, now: float) -> Row:
    if known is None or known.record.state is None:
        number = None if known is None else known.record.id
        return Row(
            None,
            job.name,
            job.status,
            job.values,
            job.objective,
            failure_reason=job.failure_reason,
            number=number,
        )
    state, best = known.record.state, known.record.best
    done = how_far(state, known.facts, known.points, now)
    paid = cost_by(state, done, now)
    objective = job.objective if best is None else best.value
    if job.objective is not None and objective is not None:
        objective = max(objective, job.objective)
    return Row(
        None,
        job.name,
        _status(job, state),
        job.values,
        objective,
        None if best is None else best.epoch,
        _finished(known.points),
        None if paid is None else paid.so_far,
        state.failure_reason or job.failure_reason,
        known.record.id,
    )


def _finished(points: Iterable[MetricPoint]) -> int | None:
    """How many epochs have a value of validation:accuracy, counted from the first."""
    last = max((point.epoch for point in points if point.name == VALIDATION_ACCURACY), default=None)
    return None if last is None else last + 1


def _status(job: SweepJob, state: JobState) -> Status:
    """The newer word: an end is one, whoever tells of it."""
    return job.status if job.status.terminal and not state.status.terminal else state.status
