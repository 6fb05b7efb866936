"""The log pane: follows a job's log, can be read back, searched, filtered and copied."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from tui import clipboard
from tui.keys import bindings
from tui.widgets.log_bar import LogInput, LogStatus, status_line
from tui.widgets.log_finder import LogFinder, Scanned
from tui.widgets.log_scan import compile_pattern
from tui.widgets.log_source import LogSource
from tui.widgets.log_view import LogView

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from core.runs import RunBook

_LARGE = 2400
"""Cells from which on the view counts as zoomed, and is repainted half as often."""


class LogPane(Widget, can_focus=True):
    """Draws the run book's lines of one job.

    Args:
        book: where the lines are.
        id: the widget's id.
        clock: monotonic seconds, for the pace of repaints.
    """

    DEFAULT_CSS = """
    LogPane { layout: vertical; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log")]

    def __init__(
        self,
        book: RunBook,
        *,
        id: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(id=id, classes="pane")
        self.border_title = Content("5 Log")
        self._book = book
        self._clock = clock
        self._view = LogView()
        self._status = LogStatus()
        self._input = LogInput(self._kept)
        self._source: LogSource | None = None
        self._finder: LogFinder | None = None
        self._known = 0
        self._flushed = -60.0
        self._timer: Timer | None = None
        self._jump = False
        self._problem = ""

    def compose(self) -> ComposeResult:
        """View, status line, input line."""
        yield self._view
        yield self._status
        yield self._input

    def show(self, job_id: int | None) -> None:
        """Show this job's log from its end; None shows nothing. The same job again changes nothing."""
        if self._source is not None and self._source.job_id == job_id:
            return
        if self._finder is not None:
            self._finder.stop()
        self._source = self._finder = None
        self._problem, self._known, self._jump, self._view.pattern = "", 0, False, None
        if job_id is not None:
            self._source = LogSource(self._book, job_id)
            self._finder = LogFinder(self._book, job_id, self._in_thread, self.post_message)
            self._source.count = self._known = self._book.line_count(job_id)
            self._finder.grew(self._known)
        self._view.attach(self._source)
        self._say()

    def line_count_changed(self, count: int) -> None:
        """The run book holds `count` lines of the job now: drawn at once, or when the next repaint is due."""
        self._known = max(self._known, count)
        if self._timer is None and self._source is not None and self._known > self._source.count:
            wait = self._flushed + self._pace() - self._clock()
            if wait <= 0:
                self._flush()
            else:
                self._timer = self.set_timer(wait, self._flush)

    def copy_text(self) -> str:
        """The whole text of the current line (the cursor's, or the last); empty if there is none."""
        row = self._view.current
        line = self._source.line(row) if self._source is not None and row is not None else None
        return line.text if line is not None else ""

    def action_search(self) -> None:
        """Ask what to search for."""
        self._input.ask("search")

    def action_filter(self) -> None:
        """Ask what to filter by."""
        self._input.ask("filter")

    def action_next_match(self) -> None:
        """Go to the next match, from the end to the first one."""
        self._step(1)

    def action_previous_match(self) -> None:
        """Go to the match before, from the first to the last one."""
        self._step(-1)

    def action_follow(self) -> None:
        """Go to the end and follow new lines."""
        self._view.follow()

    def action_top(self) -> None:
        """Go to the first line."""
        self._view.go_to(0)

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self._view.move(by)

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self._view.move(by * max(1, self._view.size.height - 1))

    def action_sideways(self, by: int) -> None:
        """Scroll sideways by half the width."""
        self._view.sideways(by * max(8, self._view.size.width // 2))

    def action_clear(self) -> None:
        """Drop the filter and the search."""
        self._problem = ""
        self._set_search(None)
        self._set_filter(None)
        self._say()

    def action_copy_line(self) -> None:
        """Copy the current line and say what happened."""
        if text := self.copy_text():
            self.app.notify(clipboard.copy(self.app, text), markup=False)

    def on_log_view_moved(self, event: LogView.Moved) -> None:
        """The match's position follows the cursor."""
        event.stop()
        self._say()

    @on(LogInput.Left)
    def _left(self, event: LogInput.Left) -> None:
        event.stop()
        self._problem = ""
        self._say()

    @on(LogInput.Refused)
    def _refused(self, event: LogInput.Refused) -> None:
        event.stop()
        self._problem = event.problem
        self._say()

    def _kept(self, subject: str, text: str) -> None:
        self._problem = ""
        self._input.remember(text)
        pattern = compile_pattern(text) if text else None
        if subject == "filter":
            self._set_filter(pattern)
        else:
            self._set_search(pattern)
        self._say()

    def on_scanned(self, event: Scanned) -> None:
        """Show what a search or filter found."""
        event.stop()
        mode = self._finder.take(event) if self._finder is not None else None
        if mode is None:
            return
        self._problem = event.problem
        if mode == "filter":
            self._view.grew()
        elif self._jump and (event.finished or (event.of.seqs and not self._view.following)):
            self._jump = False
            self._step(-1 if self._view.following else 1, include_current=True)
        self._say()

    def _in_thread(self, body: Callable[[], None]) -> None:
        self.run_worker(body, thread=True, group="log-scan", exit_on_error=False)

    def _pace(self) -> float:
        size = self._view.size
        return 2.0 if size.width * size.height > _LARGE else 1.0

    def _flush(self) -> None:
        self._timer = None
        if self._source is not None and self._finder is not None:
            self._flushed = self._clock()
            self._source.count = self._known
            self._view.grew()
            self._finder.grew(self._known)
            if self._finder.filter is not None or self._finder.search is not None:
                self._say()

    def _set_filter(self, pattern: re.Pattern[str] | None) -> None:
        if self._finder is None or self._source is None or (pattern is None and self._source.filter is None):
            return
        self._finder.set_filter(pattern)
        self._source.filter = self._finder.filter
        self._view.attach(self._source)

    def _set_search(self, pattern: re.Pattern[str] | None) -> None:
        if self._finder is not None and pattern is not self._view.pattern:
            self._finder.set_search(pattern)
            self._jump = pattern is not None
            self._view.pattern = pattern
            self._view.refresh()

    def _step(self, by: int, *, include_current: bool = False) -> None:
        search = self._finder.search if self._finder is not None else None
        current = self._view.current
        if search is not None and self._source is not None and current is not None:
            seq = self._source.seq(current)
            target = search.beside(seq - by if include_current else seq, by)
            row = self._source.row_of(target) if target is not None else None
            if row is not None:
                self._view.go_to(row)
                self._view.reveal(row)
        self._say()

    def _say(self) -> None:
        finder, row = self._finder, self._view.current
        self._status.show(
            status_line(
                filtered=finder.filter if finder is not None else None,
                searched=finder.search if finder is not None else None,
                seq=self._source.seq(row) if self._source is not None and row is not None else None,
                count=self._source.count if self._source is not None else 0,
                place=self._view.place,
                problem=self._problem,
            )
        )
