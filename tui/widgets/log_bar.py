"""The lines under the log: where search and filter are typed, and what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tui.widgets.line_input import LineInput
from tui.widgets.log_scan import pattern_fault

if TYPE_CHECKING:
    from textual.app import RenderResult

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


class LogInput(LineInput):
    """The line where a search or a filter is typed; what was typed last comes back selected."""

    def __init__(self) -> None:
        super().__init__(lambda _, text: pattern_fault(text))
        self._last: dict[str, str] = {}

    def ask(self, mode: Mode) -> None:
        """Show the line and take the focus."""
        self.placeholder = {
            "search": "search: a regular expression, enter to go, esc to leave",
            "filter": "filter: show only lines that match, enter to set, esc to leave",
        }[mode]
        self.open(mode, self._last.get(mode, ""))

    def on_line_input_kept(self, event: LineInput.Kept) -> None:
        """Remember the text for the next time."""
        self._last[event.subject] = event.text
