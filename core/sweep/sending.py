"""Calling an engine for a sweep whose name is saved."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import Cancelled, RunBookError
from core.sweep import outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.sweeping import SweepEngine
    from core.runs import RunBook, SweepRecord


def sent(
    record: SweepRecord,
    engine: SweepEngine,
    book: RunBook,
    begin: Callable[[], object],
    *,
    cancel: CancelToken,
    clock: Callable[[], float],
) -> SweepRecord:
    """Begin a sweep whose name is saved, under a sign of life, and note what came of it (as `core.sending.sent`).

    Args:
        record: of the sweep, with its launch id.
        engine: where it runs.
        book: that holds the record.
        begin: the call that starts it; after a lost answer it finds the sweep and starts no second one.
        cancel: what stops `begin` before the sweep exists.
        clock: epoch seconds.

    Raises:
        EngineUnreachable: no answer; the sweep may have started.
        TrainscopeError: as `begin` does; the record says why.
        Cancelled: before the sweep existed.
    """
    with book.sweeps.starting(record.id), outcome.saved(record, book, cancel, clock):
        try:
            begin()
        except Cancelled:
            # The answer to the last call may have been lost: nobody must think that there is no sweep then.
            if not engine.has_started_sweep(record.key.name, record.launch_id):
                raise
    with suppress(RunBookError):  # the sweep is there, and a follower will see it
        book.sweeps.mark_started(record.id)
    return book.sweeps.get(record.id)
