"""The log pane: follows a job's log, can be read back, searched, filtered, marked and copied."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widget import Widget

from tui import clipboard
from tui.bandwidth import bandwidth_of
from tui.keys import bindings
from tui.linekeys import KeysChanged, LineKeys
from tui.widgets.flush_pace import FlushPace
from tui.widgets.log_bar import QUIET, LogInput, LogStatus, status_line
from tui.widgets.log_finder import Scanned
from tui.widgets.log_marks import LogMarks
from tui.widgets.log_reading import LogReading
from tui.widgets.log_view import LogView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.runs import RunBook

_LARGE = 2400
"""Cells from which on the view counts as zoomed, and is repainted half as often."""


class LogPane(Widget, can_focus=True):
    """Draws the run book's lines of one job.

    Args:
        book: where the lines are.
        id: the widget's id.
        clock: monotonic seconds, for the pace of repaints.
        now: epoch seconds, for how long the log has been quiet.
        drop_key: drops search and filter.
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
        now: Callable[[], float] = time.time,
        drop_key: str = "esc",
    ) -> None:
        super().__init__(id=id, classes="pane")
        self.border_title = Content("5 Log")
        self._book = book
        self._now, self._drop_key = now, drop_key
        self._view = LogView()
        self._status = LogStatus()
        self._input = LogInput(self._typed)
        self.reading: LogReading | None = None
        self._marks: dict[int, LogMarks] = {}
        self._known = 0
        self._job_runs = False
        self._pace = FlushPace(clock, self._seconds, self.set_timer, self._flush)
        self._problem = ""
        self._asked = LineKeys()

    def compose(self) -> ComposeResult:
        """View, status line, input line."""
        yield self._view
        yield self._status
        yield self._input

    def on_mount(self) -> None:
        """How long the log has been quiet is looked at now and then; it is said to the minute."""
        self.set_interval(QUIET / 2, self._say)

    def show(self, job_id: int | None) -> None:
        """Show this job's log from its end; None shows nothing. The same job again changes nothing."""
        if self.reading is not None and self.reading.source.job_id == job_id:
            return
        if self.reading is not None:
            self.reading.hunt.finder.stop()
        self.reading, self._problem, self._known, self._job_runs = None, "", 0, False
        if job_id is not None:
            marks = self._marks.setdefault(job_id, LogMarks())
            self.reading = LogReading(
                self._book, job_id, self._view, marks, self._in_thread, self.post_message
            )
            self._known = self.reading.source.count
        self._view.attach(self.reading.source if self.reading is not None else None)
        self._say()

    def line_count_changed(self, count: int, *, running: bool = False) -> None:
        """The run book holds `count` lines of the job now: drawn at once, or when the next repaint is due.

        Args:
            count: of the lines.
            running: whether more may come.
        """
        self._known = max(self._known, count)
        if running != self._job_runs:
            self._job_runs = running
            self._say()
        if self.reading is not None and self._known > self.reading.source.count:
            self._pace.ask()

    def copy_text(self) -> str:
        """The whole text of the current line (the cursor's, or the last); empty if there is none."""
        line = self.reading.line if self.reading is not None else None
        return line.text if line is not None else ""

    @property
    def line_keys(self) -> LineKeys:
        """Which of its keys matter now."""
        return self.reading.line_keys(running=self._job_runs) if self.reading is not None else LineKeys()

    def step(self, by: int) -> bool:
        """Go to the next match (1) or the one before (-1), around the end; False if nothing is searched for."""
        if self.reading is None or self.reading.hunt.finder.search is None:
            return False
        self.reading.hunt.step(by)
        self._say()
        return True

    def action_copy_seen(self) -> None:
        """Copy the lines on the screen and say what happened."""
        clipboard.copy_from(self, self.reading.seen_text if self.reading is not None else "")

    def action_search(self) -> None:
        """Ask what to search for."""
        self._input.ask("search")

    def action_filter(self) -> None:
        """Ask what to filter by."""
        self._input.ask("filter")

    def action_time(self) -> None:
        """Ask when to go to."""
        self._input.ask("time")

    def action_invert(self) -> None:
        """Show what the filter hides; without one, ask what to filter by."""
        if self.reading is None or not self.reading.hunt.invert():
            self._input.ask("filter")
        self._say()

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

    def action_wrap(self) -> None:
        """Show long lines whole, or cut."""
        self._view.drawn.wrap = not self._view.drawn.wrap
        self._view.redraw()

    def action_stamps(self) -> None:
        """The next way of showing times."""
        self._view.drawn.next_stamps()
        self._view.redraw()

    def action_mark(self) -> None:
        """Mark the current line, or no longer."""
        if self.reading is not None:
            self.reading.mark()

    def action_next_mark(self, by: int) -> None:
        """Go to the next marked line, or the one before, around the end."""
        if self.reading is not None and not self.reading.next_mark(by):
            self._tell("no line is marked")

    def action_clear(self) -> None:
        """Drop the filter and the search."""
        if self.reading is not None:
            self._tell(self.reading.take("search", "") + self.reading.take("filter", ""))

    def on_log_view_moved(self, event: LogView.Moved) -> None:
        """The match's position follows the cursor."""
        event.stop()
        self._say()

    @on(LogInput.Left)
    def _left(self, event: LogInput.Left) -> None:
        event.stop()
        self._tell("")

    @on(LogInput.Refused)
    def _refused(self, event: LogInput.Refused) -> None:
        event.stop()
        self._tell(event.problem)

    def _typed(self, subject: str, text: str) -> None:
        self._input.remember(subject, text)
        if self.reading is not None:
            self._tell(self.reading.take(subject, text))

    def on_scanned(self, event: Scanned) -> None:
        """Show what a search or filter found."""
        event.stop()
        if self.reading is not None and self.reading.hunt.take(event):
            self._tell(event.problem)

    def _in_thread(self, body: Callable[[], None]) -> None:
        self.run_worker(body, thread=True, group="log-scan", exit_on_error=False)

    def _seconds(self) -> float:
        size = self._view.size
        pace = bandwidth_of(self.app)
        return pace.large_log if size.width * size.height > _LARGE else pace.log

    def _flush(self) -> None:
        if self.reading is not None:
            self.reading.grew(self._known)
            self._view.grew()
            self._say()

    def _tell(self, problem: str) -> None:
        self._problem = problem
        self._say()

    def _say(self) -> None:
        if (asked := self.line_keys) != self._asked:
            self._asked = asked
            self.post_message(KeysChanged())
        if self.reading is None:
            self._status.show(status_line(problem=self._problem))
        else:
            now = self._now() if self._job_runs else None
            self._status.show(self.reading.status(self._problem, now, self._drop_key))
