"""The curves of several runs over each other, each with its letter on it. Values in, `Content` out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.figure import Figure
from core.chartview.scale import whole_numbers, y_scale
from core.plot import clipped, polyline, reduce
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
        points: (place on the x axis, value) from left to right; may hold values that are not numbers.
    """

    slot: int | None
    points: Sequence[tuple[float, float]]


def draw_curves(
    lines: Sequence[Line], span: tuple[float, float], size: tuple[int, int], style: ChartStyle
) -> list[Content]:
    """The chart, exactly `size[1]` rows; empty rows where nothing can be drawn.

    Args:
        lines: those in front first.
        span: the part of the x axis that is in view.
        size: width and height in cells.
        style: braille, block or ascii.
    """
    lines = [Line(line.slot, _in_view(line.points, span)) for line in lines]
    figure = _figure(lines, span, size)
    if figure is None:
        return [Content("")] * size[1]
    layers = []
    marks: list[dict[int, tuple[str, str]]] = [{} for _ in range(figure.size[1])]
    for line in sorted(lines, key=lambda line: line.slot is None):
        pieces = polyline(reduce(line.points, figure.size[0]))
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


def _in_view(points: Sequence[tuple[float, float]], span: tuple[float, float]) -> list[tuple[float, float]]:
    """The part of a curve that is in view."""
    xs, ys = [at for at, _ in points], [value for _, value in points]
    return list(zip(*clipped(xs, ys, *span), strict=True))


def _figure(lines: Sequence[Line], span: tuple[float, float], size: tuple[int, int]) -> Figure | None:
    """The axes around all that is in view of the curves."""
    seen = [value for line in lines for _, value in line.points if math.isfinite(value)]
    if not seen or size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        return None
    y = y_scale(seen, size[1] - 1)
    margin = max(map(len, y.labels)) + _EDGE
    canvas = (size[0] - margin, size[1] - 1)
    x = whole_numbers(*span, canvas[0])
    broken = tuple(at for line in lines for at, value in line.points if not math.isfinite(value))
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
