"""The sweep that a job belongs to, in the few words that are said of it beside the job; nothing is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UnknownSweep

if TYPE_CHECKING:
    from core.runs import Record, RunBook, SweepRecord
    from core.sweep.standing import Standing


@dataclass(frozen=True, slots=True)
class Membership:
    """What is known of a job's sweep.

    Args:
        sweep: its name.
        ended: how many of its jobs have ended.
        jobs: how many there will be at most; 0 while that is not known.
        best: highest validation:accuracy of any of its jobs so far; None while there is none.
        whose: what tells the job of that value from the others of the sweep; empty: it is this job.
    """

    sweep: str
    ended: int = 0
    jobs: int = 0
    best: float | None = None
    whose: str = ""


def sweep_name(job: Record) -> str:
    """Name of the sweep that a job belongs to; empty if to none."""
    said = job.state.sweep if job.state is not None else ""
    return said or str((job.spec or {}).get("sweep") or "")


def short_name(job: str, sweep: str) -> str:
    """What tells the job from the others of its sweep."""
    return job.removeprefix(f"{sweep}-") or job


def membership(job: Record, sweep: SweepRecord, table: Standing) -> Membership:
    """What the table of a sweep says to who looks at one of its jobs."""
    from core.sweep.outcome import most_jobs_in

    name, best = sweep.key.name, table.best
    ended = sum(count for status, count in table.counts.items() if status.terminal)
    if best is None:
        return Membership(name, ended, most_jobs_in(sweep))
    whose = "" if best.job == job.key.name else short_name(best.job, name)
    return Membership(name, ended, most_jobs_in(sweep), best.objective, whose)


def membership_of(book: RunBook, job: Record, now: float) -> Membership | None:
    """What the run book knows of the sweep that a job belongs to; None if to none.

    Args:
        book: of both; a sweep that it does not know has only its name.
        job: of the book.
        now: epoch seconds.

    Raises:
        RunBookError: the book cannot be read.
    """
    name = sweep_name(job)
    if not name:
        return None
    from core.sweep.standing import of_book

    engine, account, region, _ = job.key
    try:
        sweep = book.sweeps.find(name, engine=engine, account=account, region=region)
    except UnknownSweep:
        return Membership(name)
    return membership(job, sweep, of_book(book, sweep, now, curves=False))
