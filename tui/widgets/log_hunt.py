"""Filter and search of the log that is shown: what they found, and where the view goes for it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.log_finder import LogFinder

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from textual.message import Message

    from core.runs import RunBook
    from core.runs.search import Condition
    from tui.widgets.log_finder import Scanned
    from tui.widgets.log_source import LogSource
    from tui.widgets.log_view import LogView


class Step(NamedTuple):
    """A match that the reader wants to go to.

    Args:
        by: 1 for the next, -1 for the one before.
        include_current: the line that he is on will do.
        cursor: the row he was on then; None at the end. Once he has moved on he wants it no longer.
    """

    by: int
    include_current: bool
    cursor: int | None


class LogHunt:
    """Of one job; all methods are for the UI thread.

    Args:
        book: where the lines are.
        source: the rows that are shown; the filter is set on it.
        view: that shows them.
        run: starts a function in a thread.
        post: a thread-safe `post_message`; gets `Scanned`.
    """

    def __init__(
        self,
        book: RunBook,
        source: LogSource,
        view: LogView,
        run: Callable[[Callable[[], None]], object],
        post: Callable[[Message], object],
    ) -> None:
        self.finder = LogFinder(book, source.job_id, run, post)
        self._source = source
        self._view = view
        self._wanted: Step | None = None
        self._turned: tuple[int, str] | None = None
        self._stay: int | None = None

    def set_filter(self, condition: Condition | None) -> None:
        """Show only lines that meet the condition, or all again; a reader stays where he is, or behind that."""
        if condition is None and self._source.filter is None:
            return
        row = self._view.cursor
        seq = self._source.seq(row) if row is not None else None
        self._wanted = None
        self.finder.set_filter(condition, self._begin())
        self._source.filter = self.finder.filter
        self._stay = seq if condition is not None else None
        self._view.other_rows(self._source.row_of(seq) if seq is not None else None)

    def invert(self) -> bool:
        """Show the lines that the filter hides, and the other way round; False without a filter."""
        now = self.finder.filter
        if now is None:
            return False
        self.set_filter(now.conditions[0].inverse())
        return True

    def set_search(self, pattern: re.Pattern[str] | None) -> None:
        """Search for a pattern and go to a match, or no longer."""
        if pattern is not None or self.finder.search is not None:
            self.finder.set_search(pattern, self._begin())
            self._view.drawn.highlight(pattern)
            self._view.redraw()
            self._wanted = None
            if pattern is not None:
                self.step(-1 if self._view.following else 1, include_current=True)

    def take(self, scanned: Scanned) -> bool:
        """Take in what was found; False if that is of a search that was dropped."""
        mode = self.finder.take(scanned)
        if mode == "filter":
            self._view.grew()
            self._go_back(scanned)
        if mode:
            self._take_step()
        return mode is not None

    def step(self, by: int, *, include_current: bool = False) -> None:
        """Go to the next match, or the one before, around the end; as soon as it is known which that is."""
        self._wanted = Step(by, include_current, self._view.cursor)
        self._take_step()

    def turned_at(self, seq: int | None) -> str:
        """``from the top`` or ``from the end`` where the step to line `seq` went around the end; else empty."""
        return self._turned[1] if self._turned is not None and self._turned[0] == seq else ""

    def _take_step(self) -> None:
        search, current, wanted = self.finder.search, self._view.current, self._wanted
        if search is None or current is None or wanted is None:
            return
        if wanted.cursor != self._view.cursor:
            self._wanted = None
            return
        seq = self._source.seq(current)
        place = seq - wanted.by if wanted.include_current else seq
        if not search.knows(place, wanted.by, self._source.count):
            return
        target = search.beside(place, wanted.by)
        row = self._source.row_of(target) if target is not None else None
        if row is not None and target is not None:
            turned = (target - seq) * wanted.by < 0 and not wanted.include_current
            self._turned = (target, "from the top" if wanted.by > 0 else "from the end") if turned else None
            self._view.go_to(row)
            self._view.reveal(row)
        shown = self._source.filter
        if row is not None or shown is None or not shown.left(self._source.count):
            self._wanted = None

    def _begin(self) -> int:
        """Behind which line a search begins: before the line that the reader is on, or at the end of all."""
        cursor = self._view.cursor
        return self._source.count if cursor is None else self._source.seq(cursor) - 1

    def _go_back(self, scanned: Scanned) -> None:
        """To the line that the reader was on before the filter, or the next one that passes."""
        if self._stay is not None and (scanned.finished or scanned.of.scanned >= self._stay):
            row = bisect_left(scanned.of.seqs, self._stay)
            self._stay = None
            if row < len(scanned.of.seqs):
                self._view.go_to(row)
