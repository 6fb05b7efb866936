"""From an engine into the run book: pages of the log and the state, cleaned, each page in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.errors import JobNotFound, TrainscopeError
from core.foreign import clean_line
from core.job.progress import LogFacts
from core.readings import readings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.engine.base import Engine, LogLine, LogPage
    from core.job.status import JobState
    from core.runs import Position, Record, RunBook

LINES_PER_POLL = 10_000
"""Bounds one poll, so that an update comes out now and then while a long log is fetched."""


class Taken(NamedTuple):
    """What reading the log has come to.

    Args:
        position: of the book then.
        drained: whether the log was read to its end.
        behind: whether enough was read for one poll, and lines are left.
    """

    position: Position
    drained: bool
    behind: bool = False


def take_log(
    book: RunBook,
    engine: Engine,
    record: Record,
    position: Position,
    state: JobState,
    clock: Callable[[], float],
) -> Taken:
    """Read and store pages, and the state with them.

    Raises:
        EngineError: a page could not be had; what came before it is stored, and so is the state.
        RunBookError: the book cannot be written.
    """
    read = 0
    while read < LINES_PER_POLL:
        try:
            page = engine.read_log(record.key.name, position.cursor)
        except JobNotFound:
            return Taken(store(book, record, position, state, None, clock), drained=True)
        except TrainscopeError:
            store(book, record, position, state, None, clock)
            raise
        # An empty page counts too: an engine that always has more to say must not hold the poll.
        read += max(len(page.lines), LINES_PER_POLL // 50)
        before = position.line_count
        position = store(book, record, position, state, page, clock)
        quiet = position.line_count == before
        # After the end one page without anything new is asked for: only then the log is known to be drained.
        if not page.more and (quiet or page.waiting or not state.status.terminal):
            return Taken(position, drained=quiet and not page.waiting)
    return Taken(position, drained=False, behind=True)


def store(
    book: RunBook,
    record: Record,
    position: Position,
    state: JobState,
    page: LogPage | None,
    clock: Callable[[], float],
) -> Position:
    """Write a page and the state; the position in the book afterwards. Writes nothing if nothing is new.

    Raises:
        RunBookError: the book cannot be written.
    """
    cursor = position.cursor if page is None else page.cursor
    lines: list[LogLine] = []
    if page is not None and page.lines:
        lines = book.unseen(record.id, [clean_line(line, clock) for line in page.lines])
    if not lines and cursor == position.cursor and state == position.state:
        return position
    points, facts = readings(lines, position.facts or LogFacts(), state.metrics)
    book.store(
        record.id,
        old_cursor=position.cursor,
        cursor=cursor,
        lines=lines,
        points=points,
        state=state,
        facts=facts,
    )
    # If another program was faster, this is where it got to, and nothing of the page is lost.
    return book.position(record.id)
