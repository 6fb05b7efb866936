"""A chart laid out for a canvas of cells: scales, lines of few points, and what is marked on them. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from core.chartview.metrics import best_of
from core.chartview.scale import log_scale, y_scale
from core.chartview.smoothing import smoothed
from core.plot import clipped, polyline, reduce

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.chartview.curves import Curves
    from core.chartview.frame import Frame
    from core.chartview.scale import Scale
    from core.chartview.view import ChartView
    from core.job.metrics import MetricPoint

    Spot = tuple[float, float]
    Pieces = list[list[Spot]]

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
    raw = [_spots(*pair) for pair in ((shown.front, frame.front), (shown.back, frame.back))]
    lines = [_smoothed(spots, view.smoothing) for spots in raw] if view.smoothing else raw
    drawn = [_pieces(spots, span, width, log=view.log) for spots in lines]
    behind = [_pieces(spots, span, width, log=view.log) if view.smoothing else [] for spots in raw]
    seen = [y for pieces in (*drawn, *behind) for piece in pieces for _, y in piece]
    if not seen:
        # Nothing in view can be drawn: the axis is that of all there is.
        everywhere = (_heights(spots, log=view.log) for spots in raw)
        seen = [y for heights in everywhere for y in heights if math.isfinite(y)]
        if not seen:
            return None
    level = _level(view)
    y = _y_scale([min(seen), max(seen)] if level is None else [*seen, level], rows, log=view.log)
    margin = max(map(len, y.labels)) + _EDGE
    size = (max(1, width - margin), rows)
    inside = [spot for spot in raw[0] if span[0] <= spot[0] <= span[1]]
    return Figure(
        frame.scale(view.span, size[0]),
        y,
        margin,
        size,
        drawn[0],
        drawn[1],
        (behind[0], behind[1]),
        tuple(x for x, value in inside if not math.isfinite(value)),
        tuple(x for x, value in inside if view.log and value <= 0 and math.isfinite(value)),
        _best(shown, raw[0], span, log=view.log),
        level,
    )


def height(value: float, *, log: bool) -> float:
    """Where a value stands on the y axis; nan where it cannot."""
    if not log:
        return value
    return math.log10(value) if 0 < value < math.inf else math.nan


def _spots(points: Sequence[MetricPoint], places: Sequence[float]) -> list[Spot]:
    """The points at their places, from left to right; those without a place are left out."""
    spots = [(x, point.value) for x, point in zip(places, points, strict=True) if x == x]
    if any(late[0] < early[0] for early, late in pairwise(spots)):
        spots.sort(key=lambda spot: spot[0])
    return spots


def _smoothed(spots: Sequence[Spot], weight: float) -> list[Spot]:
    xs = [x for x, _ in spots]
    return list(zip(xs, smoothed([value for _, value in spots], weight), strict=True))


def _pieces(spots: Sequence[Spot], span: Spot, columns: int, *, log: bool) -> Pieces:
    """The part of a line that is in view, in at most so many columns."""
    places = [x for x, _ in spots]
    seen = list(zip(places, _heights(spots, log=log), strict=True)) if log else spots
    return polyline(reduce(clipped(seen, *span), columns))


def _heights(spots: Iterable[Spot], *, log: bool) -> list[float]:
    return [height(value, log=log) for _, value in spots]


def _y_scale(ends: Sequence[float], rows: int, *, log: bool) -> Scale:
    low, high = min(ends), max(ends)
    return log_scale([10**low, 10**high], rows) if log else y_scale([low, high], rows)


def _level(view: ChartView) -> float | None:
    if view.threshold is None:
        return None
    place = height(view.threshold, log=view.log)
    return place if math.isfinite(place) else None


def _best(shown: Curves, spots: Sequence[Spot], span: Spot, *, log: bool) -> Spot | None:
    """The best point, if it can be seen."""
    best = best_of(shown.front, shown.goal)
    if best is None:
        return None
    at = next((x for x, value in spots if value == best.value and span[0] <= x <= span[1]), None)
    place = height(best.value, log=log)
    return (at, place) if at is not None and math.isfinite(place) else None
