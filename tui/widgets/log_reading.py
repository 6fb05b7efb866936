"""The log of one job as it is read: its rows, filter and search, marked lines; moves the view from line to line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import RunBookError
from core.logview.moment import moment
from core.logview.places import first_since
from tui.keys import KEYS
from tui.linekeys import LineKeys, log_keys
from tui.widgets.log_bar import status_line
from tui.widgets.log_hunt import LogHunt
from tui.widgets.log_scan import compile_condition, compile_pattern
from tui.widgets.log_source import LogSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.content import Content
    from textual.message import Message

    from core.runs import RunBook, StoredLine
    from tui.widgets.log_marks import LogMarks
    from tui.widgets.log_view import LogView


class LogReading:
    """One job's; all methods are for the UI thread.

    Args:
        book: where the lines are.
        job_id: whose lines.
        view: shows them.
        marks: the lines of this job that are marked.
        run: starts a function in a thread.
        post: a thread-safe `post_message`; gets what filter and search found.
    """

    def __init__(
        self,
        book: RunBook,
        job_id: int,
        view: LogView,
        marks: LogMarks,
        run: Callable[[Callable[[], None]], object],
        post: Callable[[Message], object],
    ) -> None:
        self._book = book
        self._view = view
        self.marks = marks
        self.source = LogSource(book, job_id)
        self.hunt = LogHunt(book, self.source, view, run, post)
        self.grew(_count(book, job_id))
        view.drawn.marks = marks
        view.drawn.highlight(None)

    def grew(self, count: int) -> None:
        """There are so many lines now."""
        self.source.count = count
        self.hunt.finder.grew(count)

    @property
    def seq(self) -> int | None:
        """Number of the line that the reader stands on, or of the last one; None if there is none."""
        row = self._view.current
        return self.source.seq(row) if row is not None else None

    @property
    def row(self) -> int | None:
        """The row of that line, among those that are shown."""
        return self._view.current

    @property
    def line(self) -> StoredLine | None:
        """That line."""
        row = self._view.current
        return self.source.line(row) if row is not None else None

    @property
    def seen_text(self) -> str:
        """The whole text of the lines on the screen, one below the other."""
        lines = map(self.source.line, self._view.seen_rows)
        return "\n".join(line.text for line in lines if line is not None)

    def status(self, problem: str, now: float | None, drop_key: str) -> Content:
        """The line under the log.

        Args:
            problem: what is wrong with what was typed; empty if nothing is.
            now: epoch seconds, while more lines may come.
            drop_key: drops search and filter.
        """
        last = self._last_time() if now is not None else None
        return status_line(
            filtered=self.hunt.finder.filter,
            searched=self.hunt.finder.search,
            seq=self.seq,
            count=self.source.count,
            place=self._view.place,
            turned=self.hunt.turned_at(self.seq),
            problem=problem,
            quiet=max(0.0, now - last) if now is not None and last is not None else 0.0,
            drop_key=drop_key,
        )

    def line_keys(self, *, running: bool) -> LineKeys:
        """Which keys matter now; none while there is no line.

        Args:
            running: whether more lines may come.
        """
        finder, search = self.hunt.finder, self.hunt.finder.search
        if not self.source.count:
            return LineKeys(idle=tuple(key.id for key in KEYS if key.id.startswith("log.")))
        return log_keys(
            searched=search is not None,
            matched=search is not None and bool(search.seqs or search.left(self.source.count)),
            filtered=finder.filter is not None,
            following=self._view.following,
            running=running,
        )

    def go_to(self, seq: int) -> None:
        """Go to the line of that number; a filter that hides it is dropped."""
        if self.source.row_of(seq) is None:
            self.hunt.set_filter(None)
        if (row := self.source.row_of(seq)) is not None:
            self._view.go_to(row)

    def take(self, subject: str, text: str) -> str:
        """Filter, search or go to a time, as it was typed; empty drops filter or search.

        Args:
            subject: which of them.
            text: without fault.

        Returns:
            What went wrong; empty if nothing did.
        """
        try:
            if subject == "filter":
                self.hunt.set_filter(compile_condition(text) if text else None)
            elif subject == "search":
                self.hunt.set_search(compile_pattern(text) if text else None)
            elif text:
                self._go_to_time(text)
        except RunBookError as error:
            return str(error)
        return ""

    def mark(self) -> None:
        """Mark the line, or no longer."""
        row = self._view.current
        if row is not None:
            self.marks.toggle(self.source.seq(row))
            self._view.redraw_row(row)

    def next_mark(self, by: int) -> bool:
        """Go to the next marked line, or the one before, around the end; False if none is shown."""
        seq = self.seq
        target = self.marks.beside(seq, by, self._is_shown) if seq is not None else None
        if target is not None:
            self.go_to(target)
        return target is not None

    def _go_to_time(self, text: str) -> None:
        rows, here = self.source.rows, self.line
        if here is None:
            return
        when = moment(text, last=self._time_of(rows - 1), here=here.time)
        row = first_since(rows, self._time_of, when)
        if row < rows:
            self._view.go_to(row)
        else:
            self._view.follow()

    def _is_shown(self, seq: int) -> bool:
        return self.source.row_of(seq) is not None

    def _time_of(self, row: int) -> float:
        line = self.source.line(row)
        return line.time if line is not None else 0.0

    def _last_time(self) -> float | None:
        """Epoch seconds of the last line, whether it passes the filter or not; None if there is none."""
        try:
            last = self._book.lines_at(self.source.job_id, [self.source.count])
        except RunBookError:  # the follower tells of it
            return None
        return last[0].time if last else None


def _count(book: RunBook, job_id: int) -> int:
    """How many lines there are; none where the book cannot be read: the job's pane tells of it, and `grew` follows."""
    try:
        return book.line_count(job_id)
    except RunBookError:
        return 0
