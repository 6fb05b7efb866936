"""The list of sweeps as rows: name, status, how many jobs have ended, the best value, since when. Pure."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.content import Content

from core.sweep.words import progress_words
from core.text import clean
from tui.widgets.choice_rows import Choice
from tui.widgets.fitted_columns import Column, below, line, split
from tui.widgets.flow import flow
from tui.widgets.header import status_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.sweep.listing import ListedSweep

_INDENT = 2


def sweeps_rows(rows: Sequence[ListedSweep], width: int) -> tuple[list[Content], dict[int, Choice]]:
    """The list in lines of at most `width` cells, and which line stands for which sweep (its key)."""
    beside, rest = split(_columns(rows), width)
    lines = [line(beside, None).truncate(width, ellipsis=True)]
    choices: dict[int, Choice] = {}
    for number, row in enumerate(rows):
        choices[len(lines)] = Choice(row.key)
        lines.append(line(beside, number))
        lines += [part.pad_left(_INDENT) for part in flow(below(rest, number), width - _INDENT)]
    return lines, choices


def _columns(rows: Sequence[ListedSweep]) -> tuple[Column, ...]:
    return (
        Column("sweep", tuple(clean(row.key.name) for row in rows), number=False),
        Column("status", tuple(map(_status, rows)), number=False),
        Column("jobs", tuple("–" if row.state is None else progress_words(row.state) for row in rows)),
        Column("best", tuple(map(_best, rows))),
        Column("begun", tuple(map(_begun, rows))),
        Column("on", tuple(clean(" ".join(filter(None, row.key[:3:2]))) for row in rows), number=False),
    )


def _status(row: ListedSweep) -> str:
    if row.state is None:
        return "● not seen yet"
    word = row.state.status.value
    return f"{status_mark(word)[0]} {word}"


def _best(row: ListedSweep) -> str:
    best = None if row.state is None else row.state.best
    return "–" if best is None or best.objective is None else f"{best.objective:.4f}"


def _begun(row: ListedSweep) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(row.created))
