"""Points to columns: what a chart needs to draw many points in a few cells. Pure, and linear in the points.

A terminal chart costs what its points cost (plotext: 35 µs each), yet it has a hundred columns. A column keeps the
lowest and the highest value of its points, so that no peak is lost, and the first and the last, so that the line
runs on.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Column:
    """The points of one column of a chart. A column of nan is a break in the line.

    Args:
        x: where it stands, in the units of the points.
        low: smallest value.
        high: largest value.
        first: value of its first point.
        last: value of its last point.
    """

    x: float
    low: float
    high: float
    first: float
    last: float

    @property
    def is_gap(self) -> bool:
        """Whether the line is broken here."""
        return math.isnan(self.first)


def reduce(points: Sequence[tuple[float, float]], columns: int) -> list[Column]:
    """The points in at most `columns` columns, from left to right; up to two gaps more per column with breaks in it.

    Points no more than columns stay one column each, at their own x. Otherwise the columns are evenly spaced, the first
    on the first point's x and the last on the last point's.

    Args:
        points: (x, y), in any order. Points whose x is not finite are left out; a y that is nan or infinite cannot be
            drawn and breaks the line.
        columns: how many columns there are to draw in; below 1 nothing is drawn.
    """
    drawn = sorted([point for point in points if math.isfinite(point[0])], key=itemgetter(0))
    return reduced([x for x, _ in drawn], [y for _, y in drawn], columns)


def reduced(xs: Sequence[float], ys: Sequence[float], columns: int) -> list[Column]:
    """The same of points whose places are finite and ascend.

    Args:
        xs: places.
        ys: values, as many.
        columns: how many columns there are to draw in.
    """
    if not xs or columns < 1:
        return []
    if len(xs) <= columns:
        points = zip(xs, ys, strict=True)
        return _merged([_column(x, [y]) if math.isfinite(y) else _gap(x) for x, y in points])
    found: list[Column] = []
    step = (xs[-1] - xs[0]) / max(1, columns - 1)
    start = 0
    for number in range(columns):
        right = xs[0] + (number + 0.5) * step
        end = bisect_left(xs, right, start) if number < columns - 1 else len(xs)
        if end > start:
            found.extend(_parts(xs[0] + number * step, ys[start:end]))
        start = end
    return _merged(found)


def clipped(
    xs: Sequence[float], ys: Sequence[float], low: float, high: float
) -> tuple[list[float], list[float]]:
    """The part of a line between two places, with the points where it enters and leaves.

    Args:
        xs: places, ascending.
        ys: values, as many.
        low: where the part begins.
        high: where it ends.
    """
    first = bisect_left(xs, low)
    last = bisect_right(xs, high, lo=first)
    places, values = list(xs[first:last]), list(ys[first:last])
    if 0 < first < len(xs) and xs[first] > low:
        places.insert(0, low)
        values.insert(0, _between(xs, ys, first, low))
    if 0 < last < len(xs) and xs[last - 1] < high:
        places.append(high)
        values.append(_between(xs, ys, last, high))
    return places, values


def polyline(columns: Sequence[Column]) -> list[list[tuple[float, float]]]:
    """The unbroken pieces of the line through the columns, as points: two per column, one where it is flat."""
    pieces: list[list[tuple[float, float]]] = []
    for broken, group in groupby(columns, key=lambda column: column.is_gap):
        if not broken:
            pieces.append([point for column in group for point in _stroke(column)])
    return pieces


def sketch(columns: Sequence[Column]) -> list[list[tuple[float, float]]]:
    """The same line with one point a column, its last: for a line behind which all peaks are shown otherwise."""
    pieces: list[list[tuple[float, float]]] = []
    for broken, group in groupby(columns, key=lambda column: column.is_gap):
        if not broken:
            pieces.append([(column.x, column.last) for column in group])
    return pieces


def _between(xs: Sequence[float], ys: Sequence[float], at: int, x: float) -> float:
    """Where the line to point number `at` passes `x`."""
    share = (x - xs[at - 1]) / (xs[at] - xs[at - 1])
    return ys[at - 1] + share * (ys[at] - ys[at - 1])


def _parts(x: float, values: Sequence[float]) -> Iterator[Column]:
    """The column of some points, parted at its first and last break if it has one."""
    if math.isfinite(sum(values)):
        yield _column(x, values)
        return
    good = [math.isfinite(value) for value in values]
    if all(good):
        yield _column(x, values)
        return
    split = good.index(False)
    before = values[:split]
    after = [value for value, fine in zip(values[split:], good[split:], strict=True) if fine]
    if before:
        yield _column(x, before)
    yield _gap(x)
    if after:
        yield _column(x, after)
        if not good[-1]:
            yield _gap(x)


def _stroke(column: Column) -> Iterator[tuple[float, float]]:
    """The way through a column: from the end nearer to its first point to the end nearer to its last."""
    if column.low == column.high:
        yield column.x, column.low
    elif column.first <= column.last:
        yield column.x, column.low
        yield column.x, column.high
    else:
        yield column.x, column.high
        yield column.x, column.low


def _column(x: float, values: Sequence[float]) -> Column:
    return Column(x, min(values), max(values), values[0], values[-1])


def _gap(x: float) -> Column:
    return Column(x, math.nan, math.nan, math.nan, math.nan)


def _merged(columns: Sequence[Column]) -> list[Column]:
    """The columns with gaps that follow each other made one."""
    kept: list[Column] = []
    for column in columns:
        if not (column.is_gap and kept and kept[-1].is_gap):
            kept.append(column)
    return kept
