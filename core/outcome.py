"""What the run book is told of a launch that came to nothing."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from core import anew
from core.errors import Cancelled, EngineUnreachable, RunBookError, TrainscopeError
from core.job.status import JobState, Stage, Status, Transition
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from core.cancel import CancelToken
    from core.runs import Record, RunBook


def saved(
    record: Record, book: RunBook, cancel: CancelToken, clock: Callable[[], float]
) -> AbstractContextManager[None]:
    """Write into the run book how a launch failed; where that cannot be, a follower finds out that there is no job."""
    return noted(lambda error: close(record, book, error, clock()), cancel)


@contextmanager
def noted(note: Callable[[TrainscopeError | None], None], cancel: CancelToken) -> Iterator[None]:
    """Note how what is done inside failed.

    An answer that was lost says nothing, so nothing is noted; nor of what was cancelled to be gone on with later.
    A book that cannot be written must not hide why it failed.

    Args:
        note: writes it down; None: it was cancelled.
        cancel: says whether it is to be gone on with.
    """
    try:
        yield
    except EngineUnreachable:
        raise
    except TrainscopeError as error:
        cancelled = isinstance(error, Cancelled)
        if not (cancelled and cancel.later):
            with suppress(RunBookError):
                note(None if cancelled else error)
        raise


def close(record: Record, book: RunBook, error: TrainscopeError | None, now: float) -> None:
    """Store that the job ended before it began, unless a follower has seen it meanwhile.

    Args:
        record: of the launch.
        book: that holds it.
        error: why it failed; None: it was cancelled.
        now: epoch seconds.

    Raises:
        RunBookError: the book cannot be written.
    """
    stage = Stage.STOPPED if error is None else Stage.FAILED
    again = f"launch it again: {anew.command(record)}"
    state = JobState(
        Status.STOPPED if error is None else Status.FAILED,
        stage,
        (Transition(stage, now, now, "the launch was cancelled" if error is None else "the launch failed"),),
        created=record.created,
        ended=now,
        failure_reason=None if error is None else clean(str(error)),
        advice="" if error is None else clean("; then ".join(filter(None, (error.fix, again)))),
        **anew.known(record.spec),
    )
    before = book.position(record.id)
    if before.state is None or not before.state.transitions:
        book.store(record.id, old_cursor=before.cursor, cursor=before.cursor, state=state, drained=True)
