"""A log line as it is shown: what to leave out, what to mark, what to highlight. Pure."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Literal

from textual.content import Content

if TYPE_CHECKING:
    from core.runs import StoredLine

Kind = Literal["validation", "error", "warning", "plain"]

_PREFIX = re.compile(r"\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d (INFO|WARNING|ERROR) \d+\] ")
"""The built-in algorithm's line prefix (reference/sagemaker-image-classification.md §3)."""
_ERROR = re.compile(
    r"^ERROR |(?:Customer|Algorithm|Client|Platform) ?Error\b|^\w*(?:Error|Exception): |^Traceback "
)
_WARNING = re.compile(r"^WARNING |Warning: ")
_VALIDATION = re.compile(r"Epoch\[\d+\] Validation-")
_HOST = re.compile(r"algo-\d+")

MATCH_STYLE = "reverse"
"""Of what a search has found."""
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


def kind(line: str) -> Kind:
    """What sort of line it is, judged by its `shown` text; told apart by a mark, not by colour alone."""
    if _VALIDATION.search(line):
        return "validation"
    if _ERROR.search(line):
        return "error"
    return "warning" if _WARNING.search(line) else "plain"


def short_stream(stream: str) -> str:
    """The host's part of a stream's name: ``algo-1`` of ``<job>/algo-1-1585…``; at most 10 characters."""
    last = stream.rsplit("/", 1)[-1]
    found = _HOST.match(last)
    return (found.group() if found else last)[:10]


def draw_line(
    line: StoredLine,
    *,
    pattern: re.Pattern[str] | None = None,
    with_stream: bool = False,
    cursor: bool = False,
) -> Content:
    """One row of the log pane.

    Args:
        line: as stored, thus already cleaned.
        pattern: what is searched for; every occurrence is highlighted.
        with_stream: show which host wrote the line.
        cursor: mark the row as the one that `copy` takes.
    """
    text = shown(line.text)
    sort = kind(text)
    clock = time.strftime("%H:%M", time.localtime(line.time))
    mark = _MARKS[sort]
    if cursor:
        mark = "▸"
    body = Content(text)
    if pattern is not None:
        for found in pattern.finditer(text):
            if found.end() > found.start():
                body = body.stylize(MATCH_STYLE, found.start(), found.end())
    host = f"{short_stream(line.stream):<7}" if with_stream else ""
    return Content.assemble(
        (f"{clock} {host}", "$text-dim"), (f"{mark} ", _STYLES[sort]), body.stylize_before(_STYLES[sort])
    )
