"""Calling an engine for a job whose name is saved: one that trains, or a batch transform."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core import outcome
from core.errors import Cancelled, RunBookError

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.base import Engine
    from core.runs import Record, RunBook


def sent(
    record: Record,
    engine: Engine,
    book: RunBook,
    begin: Callable[[], object],
    *,
    cancel: CancelToken,
    clock: Callable[[], float],
) -> Record:
    """Begin the job under a sign of life, and note what came of it.

    Args:
        record: of the job, as it was saved, with its launch id.
        engine: where it runs.
        book: that holds the record.
        begin: the call that starts it; after a lost answer it finds the job and starts no second one.
        cancel: what stops `begin` before the job exists.
        clock: epoch seconds.

    Raises:
        EngineUnreachable: no answer; the job may have started, and `core.resume` finds out.
        TrainscopeError: as `begin` does; the record says why.
        Cancelled: before the job existed; the record says so (Stopped), unless it is to be gone on with.
    """
    with book.launching(record.id), outcome.saved(record, book, cancel, clock):
        try:
            begin()
        except Cancelled:
            # The answer to the last call may have been lost: nobody must think that there is no job then.
            if not engine.has_launched(record.key.name, str((record.spec or {}).get("launch_id", ""))):
                raise
    with suppress(RunBookError):  # the job is there, and a follower will see it
        book.mark_launched(record.id)
    return book.job(record.id)
