"""Rows of a job's log, read from the run book page by page: memory stays the same however long the log is."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from core.logview.hosts import short_stream

if TYPE_CHECKING:
    from core.runs import RunBook, StoredLine
    from tui.widgets.log_scan import Scan

PAGE = 128
PAGES = 32


class LogSource:
    """The lines of one job, or those that pass a filter, by row number from 0.

    Args:
        book: where lines are; their sequence numbers are dense, 1..n.
        job_id: whose lines.
    """

    def __init__(self, book: RunBook, job_id: int) -> None:
        self._book = book
        self.job_id = job_id
        self.count = 0
        self.filter: Scan | None = None
        self._streams: set[str] = set()
        self.hosts: set[str] = set()
        self._pages: OrderedDict[int, list[StoredLine]] = OrderedDict()

    @property
    def rows(self) -> int:
        """How many rows there are to show."""
        return self.count if self.filter is None else len(self.filter.seqs)

    def seq(self, row: int) -> int:
        """The sequence number of a row."""
        return row + 1 if self.filter is None else self.filter.seqs[row]

    def row_of(self, seq: int) -> int | None:
        """The row of a sequence number, None if the filter hides it."""
        if self.filter is not None:
            return self.filter.position(seq)
        return seq - 1 if 0 < seq <= self.count else None

    def line(self, row: int) -> StoredLine | None:
        """The line of a row; None where there is none.

        Raises:
            RunBookError: the run book cannot be read just now.
        """
        if not 0 <= row < self.rows:
            return None
        number, offset = divmod(self.seq(row) - 1, PAGE)
        page = self._pages.get(number)
        if page is None or offset >= len(page):
            page = self._book.lines(self.job_id, after=number * PAGE, limit=PAGE)
            self._learn({line.stream for line in page} - self._streams)
            self._pages[number] = page
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def _learn(self, streams: set[str]) -> None:
        """A host that begins anew writes into another stream, under the name that it had."""
        self._streams |= streams
        self.hosts |= set(map(short_stream, streams))
