"""Reading a job's lines and points from the run book as they come, each once, a page in memory at a time."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

from core.runs import paging
from core.times import iso

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from core.job.metrics import MetricPoint
    from core.runs import RunBook, StoredLine


class BookReader:
    """A reader's position in the run book.

    Args:
        book: read from.
        job_id: whose lines and points.
    """

    def __init__(self, book: RunBook, job_id: int) -> None:
        self._book = book
        self._job_id = job_id
        self._line = 0
        self._version = 0

    def turn_to(self, job_id: int) -> None:
        """Read that job from now on; from its beginning, if it is another than before (`Update.job_id`)."""
        if job_id != self._job_id:
            self._job_id, self._line, self._version = job_id, 0, 0

    def lines(self, last: int) -> Iterator[StoredLine]:
        """The lines behind the position up to number `last`."""
        for line in stored_lines(self._book, self._job_id, after=self._line, last=last):
            self._line = line.seq
            yield line

    def points(self) -> Iterator[MetricPoint]:
        """The points that are new or have changed."""
        for stored in self._book.points(self._job_id, after=self._version):
            self._version = stored.version
            yield stored.point


def stored_lines(
    book: RunBook,
    job_id: int,
    *,
    after: int,
    last: int,
    pattern: re.Pattern[str] | None = None,
    tail: int | None = None,
) -> Iterator[StoredLine]:
    """The stored lines behind number `after` up to number `last`, in order.

    Args:
        book: read from.
        job_id: whose lines.
        after: a line's number; 0 for all.
        last: the last line's number.
        pattern: only lines in which it is found.
        tail: only so many of them, the newest.
    """
    if pattern is None:
        start = after if tail is None else max(after, last - tail)
        yield from paging.stored_lines(book, job_id, after=start, last=last)
        return
    found: Iterable[int] = book.search(job_id, pattern, after=after, before=last + 1)
    if tail is not None:
        newest = book.search(job_id, pattern, after=after, before=last + 1, limit=tail, reverse=True)
        found = reversed(list(newest))
    numbers = iter(found)
    while batch := list(islice(numbers, paging.PAGE)):
        yield from book.lines_at(job_id, batch)


def line_json(line: StoredLine) -> dict[str, object]:
    """The contract's JSON of a log line."""
    return {"time": iso(line.time), "stream": line.stream, "text": line.text}


def line_text(line: StoredLine) -> str:
    """A log line for people: local time and text."""
    return f"{time.strftime('%H:%M:%S', time.localtime(line.time))} {line.text}"
