"""A chart laid out for a canvas of cells: scales, lines of few points, and what is marked on them. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from core.chartview.scale import log_scale, y_scale
from core.chartview.smoothing import smoothed
from core.plot import clipped, polyline, reduced, sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.chartview.curves import Curves
    from core.chartview.frame import Frame
    from core.chartview.scale import Scale
    from core.chartview.view import ChartView
    from core.job.metrics import MetricPoint
    from core.plot import Column

    Spot = tuple[float, float]
    Pieces = list[list[Spot]]
    Line = tuple[list[float], list[float]]
    """Places, ascending, and values."""

_EDGE = 2
"""Cells between the labels of the y axis and the canvas."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is drawn. On a log scale all y are decimal logarithms.

    Args:
        x: the axis below.
        y: the axis on the left.
        margin: cells left of the canvas.
        size: width and height of the canvas in cells.
        front: the unbroken pieces of the metric's line, smoothed if it is.
        back: the same of training.
        raw: the pieces of both lines before they were smoothed; empty ones if they are not.
        broken: places in view of values that are no numbers, of the metric's line.
        sunk: places in view of values that a log scale cannot show, of the same.
        best: the best point, if it is in view.
        level: where the level line runs, None without one or if a log scale cannot show it.
    """

    x: Scale
    y: Scale
    margin: int
    size: tuple[int, int]
    front: Pieces
    back: Pieces
    raw: tuple[Pieces, Pieces]
    broken: tuple[float, ...]
    sunk: tuple[float, ...]
    best: Spot | None
    level: float | None


def figure(shown: Curves, view: ChartView, frame: Frame, width: int, rows: int) -> Figure | None:
    """Lay the curves out; None if there is no value that could be drawn.

    Args:
        shown: the curves.
        view: how the user looks at them.
        frame: where their points stand.
        width: cells, labels included.
        rows: height of the canvas.
    """
    span = view.span or frame.whole
    raw = [_line(*pair) for pair in ((shown.front, frame.front), (shown.back, frame.back))]
    lines = [(xs, smoothed(ys, view.smoothing)) for xs, ys in raw] if view.smoothing else raw
    through = sketch if view.smoothing else polyline
    drawn = [_pieces(line, span, width, through, log=view.log) for line in lines]
    # Raw points stand alone: none is made up where a line leaves the view.
    behind = [
        _pieces(_inside(line, span), span, width, polyline, log=view.log) if view.smoothing else []
        for line in raw
    ]
    broken, sunk = _apart(raw[0], span, log=view.log)
    seen = [y for pieces in (*drawn, *behind) for piece in pieces for _, y in piece]
    if not seen:
        # Nothing in view can be drawn: the axis is that of all there is.
        everywhere = [height(value, log=view.log) for _, ys in raw for value in ys]
        seen = [y for y in everywhere if math.isfinite(y)]
        if not seen:
            return None
    level = _level(view)
    y = _y_scale([min(seen), max(seen)] if level is None else [*seen, level], rows, log=view.log)
    margin = max(map(len, y.labels)) + _EDGE
    size = (max(1, width - margin), rows)
    return Figure(
        frame.scale(view.span, size[0]),
        y,
        margin,
        size,
        drawn[0],
        drawn[1],
        (behind[0], behind[1]),
        broken,
        sunk,
        _best(shown, raw[0], span, log=view.log),
        level,
    )


def height(value: float, *, log: bool) -> float:
    """Where a value stands on the y axis; nan where it cannot."""
    if not log:
        return value
    return math.log10(value) if 0 < value < math.inf else math.nan


def _line(points: Sequence[MetricPoint], places: Sequence[float]) -> Line:
    """Places and values of the points, from left to right; those without a place are left out."""
    xs, ys = list(places), [point.value for point in points]
    if math.isfinite(sum(xs)) and xs == sorted(xs):
        return xs, ys
    known = sorted([spot for spot in zip(xs, ys, strict=True) if math.isfinite(spot[0])], key=itemgetter(0))
    return [x for x, _ in known], [y for _, y in known]


def _pieces(
    line: Line, span: Spot, columns: int, through: Callable[[Sequence[Column]], Pieces], *, log: bool
) -> Pieces:
    """The part of a line that is in view, in at most so many columns."""
    xs, ys = clipped(*line, *span)
    if not log:
        return through(reduced(xs, ys, columns))
    if not _all_above(ys):
        ys = [value if value > 0 else math.nan for value in ys]
    # The order of values is that of their logarithms: only those that are left need them.
    return [[(x, math.log10(value)) for x, value in piece] for piece in through(reduced(xs, ys, columns))]


def _inside(line: Line, span: Spot) -> Line:
    """The points in view."""
    xs, ys = line
    part = slice(bisect_left(xs, span[0]), bisect_right(xs, span[1]))
    return xs[part], ys[part]


def _apart(line: Line, span: Spot, *, log: bool) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The places in view of values that are no numbers, and of those that a log scale cannot show."""
    xs, ys = line
    if math.isfinite(sum(ys)):
        sunk = [x for x, value in zip(xs, ys, strict=True) if value <= 0] if log else []
        return (), tuple(x for x in sunk if span[0] <= x <= span[1])
    odd = [
        (x, value)
        for x, value in zip(xs, ys, strict=True)
        if not 0 < value < math.inf and span[0] <= x <= span[1]
    ]
    broken = tuple(x for x, value in odd if not math.isfinite(value))
    return broken, tuple(x for x, value in odd if log and math.isfinite(value))


def _all_above(values: Sequence[float]) -> bool:
    """Whether all values are finite and above zero."""
    return math.isfinite(sum(values)) and min(values, default=1.0) > 0


def _y_scale(ends: Sequence[float], rows: int, *, log: bool) -> Scale:
    low, high = min(ends), max(ends)
    return log_scale([10**low, 10**high], rows) if log else y_scale([low, high], rows)


def _level(view: ChartView) -> float | None:
    if view.threshold is None:
        return None
    place = height(view.threshold, log=view.log)
    return place if math.isfinite(place) else None


def _best(shown: Curves, line: Line, span: Spot, *, log: bool) -> Spot | None:
    """The best point, if it can be seen."""
    best = shown.best
    if best is None or best.value not in line[1]:
        return None
    at = line[0][line[1].index(best.value)]
    place = height(best.value, log=log)
    return (at, place) if span[0] <= at <= span[1] and math.isfinite(place) else None
