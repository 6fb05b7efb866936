"""A log line as it is shown: what to leave out, what to mark, what to highlight. Pure."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.content import Content

from core.logview.hosts import short_stream

if TYPE_CHECKING:
    from core.runs import StoredLine

Kind = Literal["validation", "error", "warning", "plain"]

_STAMP = r"\[[0-9][0-9]/[0-9][0-9]/[0-9]{4} [0-9][0-9]:[0-9][0-9]:[0-9][0-9] "
_THREAD = r" [0-9]+\] "
"""Before and behind the level: the built-in algorithm's line prefix
(reference/sagemaker-image-classification.md §3)."""
_PREFIX = re.compile(f"{_STAMP}(INFO|WARNING|ERROR){_THREAD}")
_LINES = re.compile(f"\n(?:{_STAMP}INFO{_THREAD}|)(.*)")
"""Each line without that prefix; the newline is what it finds the next line by."""
_LEVELS = {level: re.compile(f"\n{_STAMP}{level}{_THREAD}") for level in ("WARNING", "ERROR")}
_ERROR = re.compile(
    r"^ERROR |(?:Customer|Algorithm|Client|Platform) ?Error\b|^\w*(?:Error|Exception): |^Traceback "
)
_WARNING = re.compile(r"^WARNING |Warning: ")
_VALIDATION = re.compile(r"Epoch\[\d+\] Validation-")

MATCH_STYLE = "reverse"
"""Of what a search has found."""
Stamps = Literal["minutes", "seconds", "date", "none"]
STAMPS: dict[Stamps, str] = {
    "minutes": "%H:%M ",
    "seconds": "%H:%M:%S ",
    "date": "%m-%d %H:%M:%S ",
    "none": "",
}
"""What stands before each line, in the order in which a key goes through it; local time."""
_USER_MARK = "◆"
_LEAST_TEXT = 20
"""Cells of text beside which what stands before it is worth its room on each row."""
_MARKS: dict[Kind, str] = {"validation": "●", "error": "✗", "warning": "▲", "plain": " "}
_STYLES: dict[Kind, str] = {
    "validation": "bold",
    "error": "$error bold",
    "warning": "$warning",
    "plain": "",
}


def shown(text: str) -> str:
    """The line without its date and thread number; the level stays unless it is INFO.

    The time has a column of its own, and 45 columns of prefix would push the message out of a narrow pane.
    """
    found = _PREFIX.match(text)
    if not found:
        return text
    level = found[1]
    return text[found.end() :] if level == "INFO" else f"{level} {text[found.end() :]}"


def shown_lines(text: str) -> list[str]:
    """Lines, one below the other, each as `shown`; all of them at once take a third of the time."""
    text = f"\n{text}"
    for level, prefix in _LEVELS.items():
        if f" {level} " in text:
            text = prefix.sub(f"\n{level} ", text)
    return _LINES.findall(text)


def kind(line: str) -> Kind:
    """What sort of line it is, judged by its `shown` text; told apart by a mark, not by colour alone."""
    if _VALIDATION.search(line):
        return "validation"
    if _ERROR.search(line):
        return "error"
    return "warning" if _WARNING.search(line) else "plain"


@dataclass(frozen=True, slots=True)
class Look:
    """How all lines are shown.

    Args:
        stamps: how exactly the time is told.
        host_width: cells of the column that tells which host wrote a line; 0: there is only one.
        pattern: what is searched for; every occurrence is highlighted.
    """

    stamps: Stamps = "minutes"
    host_width: int = 0
    pattern: re.Pattern[str] | None = None


def draw_line(
    line: StoredLine, look: Look = Look(), *, cursor: bool = False, marked: bool = False
) -> tuple[Content, Content]:
    """One row of the log pane: what stands before the text, and the text.

    Args:
        line: as stored, thus already cleaned.
        look: how lines are shown.
        cursor: show the row as the one that `copy` takes.
        marked: show that the user has marked the line.
    """
    text = shown(line.text)
    sort = kind(text)
    body = Content(text)
    if look.pattern is not None:
        for found in look.pattern.finditer(text):
            if found.end() > found.start():
                body = body.stylize(MATCH_STYLE, found.start(), found.end())
    stamp = time.strftime(STAMPS[look.stamps], time.localtime(line.time))
    host = f"{short_stream(line.stream):<{look.host_width}}" if look.host_width else ""
    head = Content.assemble(
        (f"{stamp}{host}", "$text-dim"),
        (f"{'▸' if cursor else _MARKS[sort]}{'' if marked else ' '}", _STYLES[sort]),
        (_USER_MARK if marked else "", "bold $accent"),
    )
    return head, body.stylize_before(_STYLES[sort])


def fold(head: Content, body: Content, width: int) -> list[Content]:
    """The row wrapped: what goes on stands below the text, or further left where there is little room.

    Args:
        head: what stands before the text.
        body: the text.
        width: cells.
    """
    indent = head.cell_length if width - head.cell_length >= _LEAST_TEXT else 0
    first, *rest = body.wrap(max(2, width - head.cell_length)) or [body]
    if rest and not indent:
        start = len(first.plain)
        rest = body[start + (body.plain[start : start + 1] == " ") :].wrap(max(2, width))
    return [head + first, *(Content(" " * indent) + part for part in rest)]


def left_to_match(row: Content, head: int, left: int, width: int) -> int:
    """How far to scroll sideways so that the first match in a row is in view: not at all if it is.

    Args:
        row: as it is drawn.
        head: cells that stay in view before its text.
        left: cells of the text that are scrolled away now.
        width: cells in view, the head's among them.
    """
    span = next((span for span in row.spans if span.style == MATCH_STYLE), None)
    if span is None:
        return left
    start, end = (row[:place].cell_length for place in (span.start, span.end))
    hidden = left + 1 if left else 0
    if head + hidden <= start <= end < left + width:
        return left
    return 0 if end < width else max(0, min(start - head - 1, end - width * 3 // 4))
