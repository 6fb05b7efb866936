"""The lines under the log: where search, filter and times are typed, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget

from core.foresight.words import long
from core.logview.moment import FORMS, moment_fault
from core.runs.search import CHUNK
from tui.widgets.line_input import LineInput
from tui.widgets.log_scan import condition_fault, pattern_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from textual.app import RenderResult

    from tui.widgets.log_scan import Scan

    Subject = Literal["search", "filter", "time"]

_BETWEEN = "   "
QUIET = 60.0
"""Seconds without a line from which on that is said; to the minute, so that it costs no bytes in between."""


def status_line(
    *,
    filtered: Scan | None = None,
    searched: Scan | None = None,
    seq: int | None = None,
    count: int = 0,
    place: str = "",
    turned: str = "",
    problem: str = "",
    quiet: float = 0.0,
    drop_key: str = "",
) -> Content:
    """What search and filter found, where the reader stands, or what is wrong with what was typed.

    Args:
        filtered: the filter's matches.
        searched: the search's matches.
        seq: the current line's sequence number, for the match's position.
        count: all lines of the log.
        place: where the reader stands, empty at the end of the log.
        turned: said behind the match's position where it was come to around the end.
        problem: a sentence; stands first, in the colour of errors.
        quiet: seconds since the last line of a job that runs.
        drop_key: drops search and filter; said where they found nothing.
    """
    drops = f", {drop_key} drops it" if drop_key else ""
    parts = [Content.styled(problem, "$error")] if problem else []
    if filtered is not None:
        found = (
            f"{_total(filtered, count)} of {count:,} lines" if filtered.seqs else f"no line matches{drops}"
        )
        if filtered.left(count) and not filtered.seqs:
            found = "looking…"
        parts.append(Content.assemble((f"filter {filtered.conditions[0].text}", "bold"), f"  {found}"))
    if searched is not None:
        parts.append(
            Content.assemble(
                (f"/{searched.conditions[-1].pattern.pattern}", "bold"),
                f"  {_matches(searched, seq, count) or f'no match{drops}'}",
                f", {turned}" if turned else "",
            )
        )
    if place:
        parts.append(Content(place))
    if quiet >= QUIET:
        parts.append(Content(f"last line {long(quiet - quiet % QUIET)} ago"))
    return Content(_BETWEEN).join(parts)


def _matches(searched: Scan, seq: int | None, count: int) -> str:
    """How many, and which of them one stands on; empty if there is none."""
    if not searched.seqs:
        return "searching…" if searched.left(count) else ""
    total = _total(searched, count)
    number = searched.position(seq) if seq is not None and not searched.first else None
    if number is not None:
        return f"{number + 1:,} of {total}"
    return f"{total} {'match' if len(searched.seqs) == 1 else 'matches'}"


def _total(found: Scan, count: int) -> str:
    """How many were found; the few lines of a log that grows are looked at before they could be missed."""
    return f"{len(found.seqs):,}{'…' if found.left(count) > CHUNK else ''}"


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
        """The line; what does not fit goes from its end, part by part."""
        said, width = self._content, self.size.width
        while said.cell_length > width and (end := said.plain.rfind(_BETWEEN)) > 0:
            said = said[:end]
        return said.truncate(width, ellipsis=True)


class LogInput(LineInput):
    """The line where a search, a filter or a time is typed; what was typed last comes back selected."""

    _ASKED: ClassVar[Mapping[str, tuple[str, Callable[[str], str]]]] = {
        "search": ("search by a regular expression", pattern_fault),
        "filter": ("show only lines that match, or behind a ! those that don't", condition_fault),
        "time": (FORMS, moment_fault),
    }

    def __init__(self, keep: Callable[[str, str], None]) -> None:
        super().__init__(lambda subject, text: self._ASKED[subject][1](text), keep)
        self._last: dict[str, str] = {}

    def ask(self, subject: Subject) -> None:
        """Show the line and take the focus."""
        self.placeholder = self._ASKED[subject][0]
        self.open(subject, self._last.get(subject, ""))

    def remember(self, subject: str, text: str) -> None:
        """Bring this text back when the same is asked for again."""
        self._last[subject] = text
