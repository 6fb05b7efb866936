"""Going through the lines of a job, a page in memory at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.runs.book import RunBook
    from core.runs.values import StoredLine

PAGE = 1000


def stored_lines(book: RunBook, job_id: int, *, after: int = 0, last: int) -> Iterator[StoredLine]:
    """The stored lines behind number `after` up to number `last`, in order.

    Args:
        book: read from.
        job_id: whose lines.
        after: a line's number; 0 for all.
        last: the last line's number.
    """
    while after < last and (page := book.lines(job_id, after=after, limit=min(PAGE, last - after))):
        yield from page
        after = page[-1].seq
