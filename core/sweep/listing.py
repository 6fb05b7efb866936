"""The list of sweeps: what run book and engine know together, each sweep once, newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from core.foreign import clean_sweep

if TYPE_CHECKING:
    from core.engine.sweeping import Sweeping, SweepState
    from core.job.status import JobKey
    from core.runs import RunBook, SweepRecord


class ListedSweep(NamedTuple):
    """A sweep in the list. `state` is None while its engine has not shown it; `created` in epoch seconds."""

    key: JobKey
    created: float
    state: SweepState | None = None


def in_book(book: RunBook) -> list[ListedSweep]:
    """What the run book knows, newest first; of a sweep that nobody follows that may be its past.

    Raises:
        RunBookError: the book cannot be read.
    """
    return list(map(_listed, book.sweeps.newest()))


def listed(book: RunBook, engine: Sweeping) -> list[ListedSweep]:
    """The same with the engine's newer word on each, and the sweeps that only the engine knows.

    Raises:
        RunBookError: the book cannot be read.
        EngineError: the engine gave no list.
    """
    rows = {row.key: row for row in in_book(book)}
    for told in map(clean_sweep, engine.sweeps()):
        known = rows.get(told.key)
        before = None if known is None else known.state
        # A list may leave out the best job and the ranges.
        state = told if before is None else _with(before, told)
        rows[told.key] = ListedSweep(told.key, known.created if known else told.created or 0.0, state)
    return sorted(rows.values(), key=lambda row: -row.created)


def _with(before: SweepState, told: SweepState) -> SweepState:
    """The newer word, with what a list leaves out."""
    return replace(told, best=told.best or before.best, ranges=told.ranges or before.ranges)


def _listed(record: SweepRecord) -> ListedSweep:
    return ListedSweep(record.key, record.created, record.state)
