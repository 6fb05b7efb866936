"""The curves of several runs over each other, each with its letter on it. Values in, `Content` out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.figure import Figure
from core.chartview.scale import x_scale, y_scale
from core.plot import polyline, reduce
from tui.widgets.chart_canvas import cell, curve
from tui.widgets.chart_draw import SMALLEST, axis_row, canvas_row, y_edges
from tui.widgets.run_marks import colour, letter, patterned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.widgets.chart_canvas import ChartStyle

_EDGE = 2
_BETWEEN = 24
"""Columns from one letter on a curve to the next of the same run."""
_APART = 3
"""Columns by which the letters of two slots stand apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """One run's curve.

    Args:
        slot: of the run; None is the baseline, which is drawn under the others.
        points: (epoch, value) in epoch order; may hold values that are not numbers.
    """

    slot: int | None
    points: tuple[tuple[int, float], ...]


def draw_curves(
    lines: Sequence[Line], epochs: int | None, size: tuple[int, int], style: ChartStyle
) -> list[Content]:
    """The chart, exactly `size[1]` rows; empty rows where nothing can be drawn.

    Args:
        lines: those in front first.
        epochs: how many are planned at most while any of the runs goes on, None if all are over.
        size: width and height in cells.
        style: braille, block or ascii.
    """
    figure = _figure(lines, epochs, size)
    if figure is None:
        return [Content("")] * size[1]
    layers = []
    marks: list[dict[int, tuple[str, str]]] = [{} for _ in range(figure.size[1])]
    for line in sorted(lines, key=lambda line: line.slot is None):
        pieces = polyline(reduce([(float(at), value) for at, value in line.points], figure.size[0]))
        drawn = curve(pieces, figure.x, figure.y, figure.size, style)
        layers.append((patterned(drawn, line.slot, style), colour(line.slot)))
        if line.slot is not None:
            _set_letters(line.slot, pieces, figure, marks)
    rows = []
    for number, edge in enumerate(y_edges(figure, style)):
        texts = [(drawn[number], name) for drawn, name in layers]
        rows.append(canvas_row(texts, marks[number], edge))
    rows.append(axis_row(figure, style))
    return rows


def _figure(lines: Sequence[Line], epochs: int | None, size: tuple[int, int]) -> Figure | None:
    """The axes around all curves."""
    seen = [value for line in lines for _, value in line.points if math.isfinite(value)]
    if not seen or size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        return None
    y = y_scale(seen, size[1] - 1)
    margin = max(map(len, y.labels)) + _EDGE
    canvas = (size[0] - margin, size[1] - 1)
    x = x_scale(max(epoch for line in lines for epoch, _ in line.points), epochs, canvas[0])
    broken = tuple(float(epoch) for line in lines for epoch, value in line.points if not math.isfinite(value))
    return Figure(x, y, margin, canvas, [], [], ([], []), broken, (), None, None)


def _set_letters(
    slot: int,
    pieces: Sequence[Sequence[tuple[float, float]]],
    figure: Figure,
    marks: Sequence[dict[int, tuple[str, str]]],
) -> None:
    """Put the run's letter at the end of its curve, and here and there along it, where no other letter stands.

    Args:
        slot: of the run.
        pieces: of its line.
        figure: where it is drawn.
        marks: by row, column -> letter and style; added to.
    """
    drawn = dict(cell(*point, figure.x, figure.y, figure.size) for piece in pieces for point in piece)
    free = [column for column, row in drawn.items() if column not in marks[row]]
    placed = None
    for column in sorted(free, reverse=True):
        here = (column - _APART * slot) % _BETWEEN < _APART
        if placed is None or (here and placed - column >= _BETWEEN // 2):
            marks[drawn[column]][column] = (letter(slot), f"{colour(slot)} bold")
            placed = column
