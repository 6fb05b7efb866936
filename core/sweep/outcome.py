"""What the run book is told of a sweep whose start came to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.sweeping import SweepState
from core.job.status import Status
from core.outcome import noted
from core.sweep.ranges import range_from_json
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from core.cancel import CancelToken
    from core.errors import TrainscopeError
    from core.runs import RunBook, SweepRecord
    from core.sweep.ranges import Range


def saved(
    record: SweepRecord, book: RunBook, cancel: CancelToken, clock: Callable[[], float]
) -> AbstractContextManager[None]:
    """Write into the run book how a start failed."""
    return noted(lambda error: close(record, book, error, clock()), cancel)


def close(record: SweepRecord, book: RunBook, error: TrainscopeError | None, now: float) -> None:
    """Store that the sweep ended before it began, unless its state was seen meanwhile.

    Args:
        record: of the sweep.
        book: that holds it.
        error: why it failed; None: it was cancelled.
        now: epoch seconds.

    Raises:
        RunBookError: the book cannot be written.
    """
    if book.sweeps.get(record.id).state is not None:
        return
    state = _begun(record, Status.STOPPED if error is None else Status.FAILED, now)
    if error is not None:
        state = replace(state, failure_reason=clean(str(error)), advice=clean(error.fix))
    book.sweeps.store(record.id, state, ())


def gone(record: SweepRecord, place: str, now: float) -> SweepState:
    """The state of a sweep that its engine knew once, and does not know any more.

    Args:
        record: of the sweep.
        place: the engine, for people.
        now: epoch seconds.
    """
    known = record.state or _begun(record, Status.FAILED, now)
    reason = f"the sweep is gone: {place} does not know it any more"
    return replace(known, status=Status.FAILED, ended=now, failure_reason=reason)


def ranges_in(record: SweepRecord) -> tuple[Range, ...]:
    """What is swept: by the engine if it says, else as it was started; empty where neither is known."""
    if record.state is not None and record.state.ranges:
        return record.state.ranges
    try:
        return tuple(range_from_json(row) for row in (record.spec or {}).get("ranges", ()))
    except (TypeError, ValueError):
        return ()


def most_jobs_in(record: SweepRecord) -> int:
    """How many jobs there will be at most, by the engine, else as it was started; 0 where neither is known."""
    return record.state.jobs if record.state is not None else int((record.spec or {}).get("jobs", 0))


def _begun(record: SweepRecord, status: Status, now: float) -> SweepState:
    """The state of a sweep that has ended, by what was saved before it was started."""
    saved = record.spec or {}
    return SweepState(
        record.key,
        status,
        jobs=int(saved.get("jobs", 0)),
        parallel=int(saved.get("parallel", 0)),
        ranges=ranges_in(record),
        strategy=str(saved.get("strategy", "")),
        created=record.created,
        ended=now,
        launch_id=record.launch_id,
    )
