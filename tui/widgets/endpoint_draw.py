"""The list of endpoints as rows: each with its status in words, what it costs, what it holds, what to do. Pure."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from core.endpointcost import cost_word
from core.endpointmeter import full_minute, needs_care
from core.endpointwords import interrupted_words, trouble_words
from core.engine.hosting import EndpointStatus
from core.text import clean
from core.times import duration
from tui.widgets.choice_rows import Choice
from tui.widgets.flow import flow, wrapped
from tui.widgets.review_draw import fact_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.endpointlist import ListedEndpoint
    from core.job.status import JobKey

COLUMNS = ("endpoint", "status", "cost", "per hour")
_MONEY = 10
_LEAST_STATUS, _MOST_STATUS = 17, 34
_WIDE = 84
"""Cells from which the price per hour has a column of its own."""
_INDENT = 2


@dataclass(frozen=True, slots=True)
class ListView:
    """What is drawn of endpoints.

    Args:
        rows: newest first.
        now: epoch seconds.
        doing: what this program is doing to some of them, in words.
        down_key: takes one down.
        go_on_key: goes on with a deployment that was interrupted.
        about: label and words of a question that is open, and the endpoint it is about.
    """

    rows: Sequence[ListedEndpoint]
    now: float
    doing: Mapping[JobKey, str] = field(default_factory=dict)
    down_key: str = "u"
    go_on_key: str = "d"
    about: tuple[JobKey, Sequence[tuple[str, str]]] | None = None


def status_words(row: ListedEndpoint, now: float, doing: str = "") -> str:
    """Its status: the service's word, how long it has been in one that will change, or what is done to it."""
    status = row.state.status
    if doing:
        return doing
    if row.begun:
        return "being deployed"
    if status is EndpointStatus.INCOMPLETE:
        return "half made" if row.state.parts else "interrupted"
    if status is EndpointStatus.CREATING and row.since is not None:
        return f"{status.value} {duration(now - row.since)}"
    known = row.fresh or row.ended is not None
    return status.value if known else f"{status.value} (last known)"


def status_mark(row: ListedEndpoint) -> tuple[str, str]:
    """A mark and a style: state is never colour alone."""
    if row.state.status is EndpointStatus.INCOMPLETE and needs_care(row):
        return "▲", "$warning"
    if needs_care(row):
        return "✗", "$error"
    marks = {EndpointStatus.IN_SERVICE: ("✓", "$success"), EndpointStatus.DELETED: ("■", "$text-dim")}
    return marks.get(row.state.status, ("●", "$accent"))


def widths(rows: Sequence[ListedEndpoint], width: int) -> tuple[int, ...]:
    """Cells of the columns: no name is cut as long as its status is legible beside it."""
    money = (_MONEY,) * (2 if width >= _WIDE else 1)
    room = width - sum(money) - len(money) - 1
    longest = max([len(COLUMNS[0]), *(cell_len(clean(row.state.key.name)) for row in rows)])
    name = max(8, min(longest + 1, room - _LEAST_STATUS))
    return (name, min(_MOST_STATUS, room - name), *money)


def heading(rows: Sequence[ListedEndpoint], width: int) -> Content:
    """The names of the columns."""
    return _columns([Content(name) for name in COLUMNS], widths(rows, width))


def endpoint_rows(view: ListView, width: int) -> tuple[list[Content], dict[int, Choice]]:
    """All endpoints in lines of at most `width` cells, and which line stands for which: its key and launch id."""
    lines: list[Content] = []
    choices: dict[int, Choice] = {}
    columns = widths(view.rows, width)
    for row in view.rows:
        choices[len(lines)] = Choice((row.state.key, row.state.launch_id))
        lines += [_first_line(row, view, columns), *_below(row, view, width), Content("")]
    return lines, choices


def _first_line(row: ListedEndpoint, view: ListView, columns: Sequence[int]) -> Content:
    state = row.state
    doing = view.doing.get(state.key, "")
    mark, style = ("●", "$accent") if doing else status_mark(row)
    words = status_words(row, view.now, doing)
    hour = "–" if state.price_per_hour is None else f"${state.price_per_hour:,.2f}"
    status = Content.assemble((mark, style), f" {words}")
    cost = cost_word(state, full_minute(view.now), row.ended)
    return _columns([Content(clean(state.key.name)), status, Content(cost), Content(hour)], columns)


def _columns(cells: Sequence[Content], columns: Sequence[int]) -> Content:
    """Name and status to the left, money to the right; without the price per hour where there is no column for it."""
    parts = [_left(cell, width) for cell, width in zip(cells[:2], columns[:2], strict=True)]
    for cell, width in zip(cells[2:], columns[2:], strict=False):
        text = cell.truncate(width, ellipsis=True)
        parts.append(text.pad_left(width - text.cell_length))
    return Content(" ").join(parts)


def _left(text: Content, width: int) -> Content:
    cut = text.truncate(width, ellipsis=True)
    return cut.pad_right(width - cut.cell_length)


def _below(row: ListedEndpoint, view: ListView, width: int) -> list[Content]:
    """What it holds and where, and what to do about it."""
    room = width - _INDENT
    lines = flow([Content.styled(text, "$text-dim") for text in _facts(row, wide=width >= _WIDE)], room)
    if care := _care(row, view):
        mark, style = status_mark(row)
        lines += wrapped(Content.styled(f"{mark} {care}", style), room)
    if view.about is not None and view.about[0] == row.state.key:
        lines += fact_lines([(clean(label), clean(text)) for label, text in view.about[1]], room)
    return [line.pad_left(_INDENT) for line in lines]


def _facts(row: ListedEndpoint, *, wide: bool) -> list[str]:
    state = row.state
    facts = [f"job {clean(state.job)}"] if state.job else []
    if state.serverless_mb is not None:
        facts.append(f"serverless, {state.serverless_mb:,} MB")
    elif state.instance_type is not None:
        facts.append(f"{state.instance_count} × {clean(state.instance_type)}")
    if not wide and state.price_per_hour is not None:
        facts.append(f"${state.price_per_hour:,.2f} per hour")
    facts.append(clean(" ".join(filter(None, (state.key.engine, state.key.region, state.key.account)))))
    facts += [f"since {_moment(row.since)}"] if row.since is not None else []
    return facts + ([f"until {_moment(row.ended)}"] if row.ended is not None else [])


def _care(row: ListedEndpoint, view: ListView) -> str:
    if not needs_care(row) or row.state.key in view.doing:
        return ""
    said = interrupted_words(row)
    if said:
        go_on = f"{view.go_on_key} goes on with it, " if row.record is not None else ""
        return f"{said[:1].upper()}{said[1:]}. {go_on}{view.down_key} takes it down."
    return f"{trouble_words(row.state).rstrip('.')}. {view.down_key} takes it down; mend the cause, then deploy again."


def _moment(seconds: float) -> str:
    return time.strftime("%m-%d %H:%M", time.localtime(seconds))
