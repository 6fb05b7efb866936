"""The lines under the log: where search and filter are typed, and what they found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.binding import BindingType
    from textual.events import Blur

    from tui.widgets.log_finder import Mode
    from tui.widgets.log_scan import Scan


def status_line(
    *, filtered: Scan | None, searched: Scan | None, seq: int | None, count: int, problem: str = ""
) -> Content:
    """What search and filter found, or what is wrong with what was typed.

    Args:
        filtered: the filter's matches.
        searched: the search's matches.
        seq: the current line's sequence number, for the match's position.
        count: all lines of the log.
        problem: a sentence; stands first, in the colour of errors.
    """
    parts = [Content.styled(problem, "$error")] if problem else []
    if filtered is not None:
        text = filtered.patterns[0].pattern
        parts.append(
            Content.assemble((f"filter {text}", "bold"), f"  {len(filtered.seqs):,} of {count:,} lines")
        )
    if searched is not None:
        place = searched.position(seq) if seq is not None else None
        total = f"{len(searched.seqs):,}{'…' if searched.scanned < count else ''}"
        found = (
            f"{place + 1:,}/{total}"
            if place is not None
            else f"{total} matches"
            if searched.seqs
            else "no match"
        )
        if not searched.seqs and searched.scanned < count:
            found = "searching…"
        parts.append(Content.assemble((f"/{searched.patterns[-1].pattern}", "bold"), f"  {found}"))
    return Content("   ").join(parts)


class LogStatus(Widget):
    """One line under the log, only there while it has something to say."""

    DEFAULT_CSS = """
    LogStatus { height: 1; color: $text-dim; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._content = Content("")

    @property
    def text(self) -> str:
        """What it says."""
        return self._content.plain

    def show(self, content: Content) -> None:
        """Say this; repaints only what differs from before."""
        if content.is_same(self._content):
            return
        self._content = content
        self.display = bool(content.plain)
        self.refresh()

    def render(self) -> RenderResult:
        """The line."""
        return self._content


class LogInput(Input):
    """The line where a search or a filter is typed; what was typed last comes back selected."""

    DEFAULT_CSS = """
    LogInput { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave")]

    @dataclass
    class Typed(Message):
        """Enter was pressed; an empty text drops the search or filter."""

        mode: Mode
        text: str

    class Left(Message):
        """The line was left without a change."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=True)
        self.cursor_blink = False
        self.mode: Mode = "search"
        self._last: dict[Mode, str] = {"search": "", "filter": ""}

    def open(self, mode: Mode) -> None:
        """Show the line and take the focus."""
        self.mode = mode
        self.placeholder = {
            "search": "search: a regular expression, enter to go, esc to leave",
            "filter": "filter: show only lines that match, enter to set, esc to leave",
        }[mode]
        self.value = self._last[mode]
        self.display = True
        self.focus()
        self.action_select_all()

    def close(self) -> None:
        """Hide the line."""
        self.display = False

    def forget(self, mode: Mode) -> None:
        """Don't bring the old text back."""
        self._last[mode] = ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand on what was typed."""
        event.stop()
        self._last[self.mode] = event.value
        self.post_message(self.Typed(self.mode, event.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is being typed is nobody else's business."""
        event.stop()

    def action_leave(self) -> None:
        """Leave things as they were."""
        self.post_message(self.Left())

    def on_blur(self, _: Blur) -> None:
        """Going elsewhere leaves things as they were."""
        if self.display:
            self.post_message(self.Left())
