"""The list of jobs: what run book and engine know together, each job once, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.anew import transform_facts
from core.engine.base import JobFilter
from core.engine.transforming import is_batch
from core.watch import Follower, catch_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import Capabilities, Engine
    from core.job.metrics import MetricPoint
    from core.job.status import JobKey, JobSummary, Status, TransformFacts
    from core.runs import Record, RunBook


class Listed(NamedTuple):
    """A job in the list; None where neither knows it. `transform` is of a batch transform."""

    key: JobKey
    status: Status | None
    stage: str | None
    created: float | None
    ended: float | None
    best: MetricPoint | None
    transform: TransformFacts | None = None


def in_book(book: RunBook, job_filter: JobFilter | None = None) -> list[Listed]:
    """What the run book knows, newest first; of a job that nobody follows that may be its past.

    Args:
        book: read from.
        job_filter: which jobs; None: all.

    Raises:
        RunBookError: the book cannot be read.
    """
    return _newest_first(_fitting(map(_listed, book.jobs()), job_filter or JobFilter()))


def with_engine(known: Iterable[Listed], summaries: Iterable[JobSummary]) -> list[Listed]:
    """The same with the engine's newer word on each job, and the jobs that only the engine knows.

    Args:
        known: what the run book knows.
        summaries: the engine's list; asked for here, page by page.

    Raises:
        EngineError: the engine gave no list.
    """
    rows = {row.key: row for row in known}
    for summary in summaries:
        before = rows.get(summary.key)
        rows[summary.key] = Listed(
            summary.key,
            summary.status,
            _stage(summary, before),
            summary.created if before is None else before.created,
            summary.ended,
            None if before is None else before.best,
            None if before is None else before.transform,
        )
    return _newest_first(rows.values())


def _stage(summary: JobSummary, before: Listed | None) -> str | None:
    """The engine's word; a list that tells none takes nothing from what is known of a job in the same status."""
    if summary.stage is not None or before is None or before.status is not summary.status:
        return summary.stage
    return before.stage


def listed(
    book: RunBook,
    engine: Engine,
    cancel: CancelToken | None = None,
    job_filter: JobFilter | None = None,
    told: Iterable[JobSummary] | None = None,
) -> list[Listed]:
    """What both know now.

    Where that costs nothing, the logs of jobs that ended while nobody followed them are read to their end first;
    elsewhere their best epoch stays unknown until somebody looks at them.

    Args:
        book: read from; written to where logs are read.
        engine: asked for its list, of which it takes as many pages as there are.
        cancel: stops the reading of logs and pages.
        job_filter: which jobs; the engine leaves out the others itself.
        told: what the engine has told already of these jobs; None: it is asked.

    Raises:
        EngineError: the engine gave no list.
        RunBookError: the book cannot be used.
        Cancelled: the token was set.
    """
    wanted = job_filter or JobFilter()
    known = {record.key: record for record in book.jobs()}
    summaries = _until(engine.list(wanted) if told is None else told, cancel)
    now_there = {summary.key: summary for summary in summaries}
    past = [_listed(record) for record in known.values()]
    if wanted.status is not None:
        # Whoever is not in the engine's list does not have that status any more, unless it had ended with it.
        at = engine.capabilities
        past = [
            row for row in past if row.key in now_there or _over(row.status) or not _of_place(row.key, at)
        ]
    # The newer word is what a job is judged by.
    rows = _fitting(with_engine(past, now_there.values()), wanted)
    if not engine.capabilities.cheap_logs:
        return rows
    unread = [known[row.key] for row in rows if _over(row.status) and row.key in known]
    unread = [record for record in unread if record.state is None or not record.state.status.terminal]
    for record in unread:
        catch_up(Follower(book, engine, record), cancel)
    now_known = {record.key: _listed(record) for record in book.jobs()} if unread else {}
    return [_read(row, now_known.get(row.key, row)) for row in rows]


def _read(row: Listed, known: Listed) -> Listed:
    """The row with what reading its log has brought."""
    return row._replace(best=known.best, transform=known.transform)


def _until(summaries: Iterable[JobSummary], cancel: CancelToken | None) -> Iterator[JobSummary]:
    for summary in summaries:
        if cancel is not None:
            cancel.check()
        yield summary


def _fitting(rows: Iterable[Listed], wanted: JobFilter) -> list[Listed]:
    return [
        row
        for row in rows
        if wanted.name_contains.casefold() in row.key.name.casefold() and wanted.status in (None, row.status)
    ]


def _of_place(key: JobKey, at: Capabilities) -> bool:
    return (key.engine, key.region) == (at.name, at.region) and at.account in ("", key.account)


def _over(status: Status | None) -> bool:
    return status is not None and status.terminal


def record_of(book: RunBook, row: Listed, now: float) -> Record:
    """The job's record in the run book; one that only the engine knows is entered.

    Raises:
        RunBookError: the book cannot be written.
    """
    return book.add_job(row.key, spec=None, created=now if row.created is None else row.created)


def _listed(record: Record) -> Listed:
    state = record.state
    if state is None:
        facts = transform_facts(record.spec) if is_batch(record) else None
        return Listed(record.key, None, None, record.created, None, record.best, facts)
    return Listed(
        record.key, state.status, state.stage, record.created, state.ended, record.best, state.transform
    )


def _newest_first(rows: Iterable[Listed]) -> list[Listed]:
    return sorted(rows, key=lambda row: row.created or 0.0, reverse=True)
