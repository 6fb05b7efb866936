"""The lines under the log: where search and filter are typed, and what they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tui.widgets.line_input import LineInput
from tui.widgets.log_scan import pattern_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import RenderResult

    from tui.widgets.log_finder import Mode
    from tui.widgets.log_scan import Scan


def status_line(
    *,
    filtered: Scan | None,
    searched: Scan | None,
    seq: int | None,
    count: int,
    place: str = "",
    problem: str = "",
) -> Content:
    """What search and filter found, where the reader stands, or what is wrong with what was typed.

    Args:
        filtered: the filter's matches.
        searched: the search's matches.
        seq: the current line's sequence number, for the match's position.
        count: all lines of the log.
        place: where the reader stands, empty at the end of the log.
        problem: a sentence; stands first, in the colour of errors.
    """
    parts = [Content.styled(problem, "$error")] if problem else []
    if filtered is not None:
        found = f"{len(filtered.seqs):,} of {count:,} lines" if filtered.seqs else "no line matches"
        if filtered.scanned < count and not filtered.seqs:
            found = "looking…"
        parts.append(Content.assemble((f"filter {filtered.patterns[0].pattern}", "bold"), f"  {found}"))
    if searched is not None:
        parts.append(
            Content.assemble(
                (f"/{searched.patterns[-1].pattern}", "bold"), f"  {_matches(searched, seq, count)}"
            )
        )
    if place:
        parts.append(Content(place))
    return Content("   ").join(parts)


def _matches(searched: Scan, seq: int | None, count: int) -> str:
    going_on = searched.scanned < count
    if not searched.seqs:
        return "searching…" if going_on else "no match"
    total = f"{len(searched.seqs):,}{'…' if going_on else ''}"
    number = searched.position(seq) if seq is not None else None
    if number is not None:
        return f"{number + 1:,}/{total}"
    return f"{total} {'match' if len(searched.seqs) == 1 else 'matches'}"


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
        return self._content.truncate(self.size.width, ellipsis=True)


class LogInput(LineInput):
    """The line where a search or a filter is typed; what was typed last comes back selected."""

    def __init__(self, keep: Callable[[str, str], None]) -> None:
        super().__init__(lambda _, text: pattern_fault(text), keep)
        self._last: dict[str, str] = {}

    def ask(self, mode: Mode) -> None:
        """Show the line and take the focus."""
        self.placeholder = {
            "search": "search by a regular expression",
            "filter": "show only lines that match",
        }[mode]
        self.open(mode, self._last.get(mode, ""))

    def remember(self, text: str) -> None:
        """Bring this text back when the same is asked for again."""
        self._last[self.subject] = text
