"""The page of a comparison but for its curves: which run is which, and the table of what came of them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from tui.widgets.header import status_mark
from tui.widgets.job_name import job_name
from tui.widgets.run_marks import sample, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.compare.run import Run
    from core.compare.table import Row
    from tui.widgets.chart_canvas import ChartStyle

    Slots = Sequence[int | None]

_GAP = 2
_MOST_CELLS = 24
"""Cells of the widest column: a longer value shows its beginning."""
_LEAST_CELLS = 6


def legend_lines(runs: Sequence[Run], slots: Slots, width: int, style: ChartStyle) -> list[Content]:
    """A line per run: its letter, a piece of its line, its name and how it stands.

    Args:
        runs: in the order of the table.
        slots: one per run; None is the baseline.
        width: cells.
        style: of the chart.
    """
    lines = []
    for run, slot in zip(runs, slots, strict=True):
        mark, look = status_mark(run.stage)
        stage = Content.assemble((mark, look), f" {run.stage}", "  baseline" if slot is None else "")
        head = Content.assemble(sign(slot), " ", sample(slot, style), " ")
        room = max(8, width - head.cell_length - stage.cell_length - _GAP)
        name = job_name(run.name, room)
        lines.append(Content.assemble(head, name, " " * _GAP, stage).truncate(width, ellipsis=True))
    return lines


def table_lines(rows: Sequence[Row], slots: Slots, width: int) -> list[Content]:
    """The table, a column per run under its letter; runs for which there is no room stand in a second one below.

    Args:
        rows: at least one, each with a cell per run.
        slots: one per run.
        width: cells.
    """
    names = max(len(row.name) for row in rows)
    names = min(names, max(_LEAST_CELLS, width // 3))
    widths = [
        min(_MOST_CELLS, max(_LEAST_CELLS, *(cell_len(row.cells[number]) for row in rows)))
        for number in range(len(slots))
    ]
    lines: list[Content] = []
    for block in blocks(widths, width - names):
        if lines:
            lines.append(Content(""))
        heads = Content("").join(
            Content.assemble(" " * (_GAP + widths[number] - 1), sign(slots[number])) for number in block
        )
        lines.append(Content.assemble(" " * names, heads))
        lines += [_line(row, block, names, widths) for row in rows]
    return lines


def blocks(widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns in groups that fit beside each other, at least one in each.

    Args:
        widths: of the columns.
        room: cells for a group.
    """
    found: list[list[int]] = []
    left = 0
    for number, cells in enumerate(widths):
        if not found or left < cells + _GAP:
            found.append([])
            left = room
        found[-1].append(number)
        left -= cells + _GAP
    return found


def _line(row: Row, block: Sequence[int], names: int, widths: Sequence[int]) -> Content:
    parts = [
        Content.styled(row.name, "$text-dim")
        .truncate(names, ellipsis=True)
        .pad_right(max(0, names - cell_len(row.name)))
    ]
    for number in block:
        text = Content(row.cells[number]).truncate(widths[number], ellipsis=True)
        parts.append(Content(" " * (_GAP + widths[number] - text.cell_length)) + text)
    return Content("").join(parts)
