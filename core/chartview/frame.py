"""Where the points of a chart stand along its x axis, whichever axis that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.chartview.clock import clock_scale, whole_clock
from core.chartview.scale import whole_numbers, x_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.curves import ChartData, Curves
    from core.chartview.scale import Scale
    from core.chartview.view import Axis
    from core.job.metrics import MetricPoint


@dataclass(frozen=True, slots=True)
class Frame:
    """The x axis of some curves.

    Args:
        axis: which one.
        front: the place of each point of the front curve; nan where it is not known.
        back: the same of the other curve.
        whole: the range of all of them, and of those that are still planned.
        unit: the distance between two neighbouring points: an epoch, or what it usually is.
    """

    axis: Axis
    front: tuple[float, ...]
    back: tuple[float, ...]
    whole: tuple[float, float]
    unit: float

    def scale(self, span: tuple[float, float] | None, columns: int) -> Scale:
        """The axis as it is labelled.

        Args:
            span: the part in view, None for the whole.
            columns: width of the canvas in cells.
        """
        low, high = span or self.whole
        return (clock_scale if self.axis == "time" else whole_numbers)(low, high, columns)


def axes(data: ChartData, shown: Curves) -> tuple[Axis, ...]:
    """The axes on which these curves can be drawn."""
    timed = sum([point.time is not None for point in shown.lead]) > 1
    if shown.clocked:
        return ("time",)
    return ("epoch", *(("step",) if data.steps else ()), *(("time",) if timed else ()))


def frame(data: ChartData, shown: Curves, wanted: Axis) -> Frame:
    """Where the points of these curves stand.

    Args:
        data: of the job.
        shown: the curves, at least one point.
        wanted: the axis that was chosen; another one if the points have no place on it.
    """
    possible = axes(data, shown)
    axis = wanted if wanted in possible else possible[0]
    steps = (data.steps or 1) if axis == "step" else 1
    front, back = (_places(points, axis, steps) for points in (shown.front, shown.back))
    if axis == "time":
        known = list(filter(math.isfinite, (*front, *back)))
        first, last = min(known), max(known)
        gap = max(1.0, (last - first) / max(1, len(shown.lead) - 1))
        return Frame(axis, front, back, whole_clock(first, last), gap)
    last = max(points[-1].epoch for points in (shown.front, shown.back) if points)
    high = x_scale(last, data.epochs, 1).high
    return Frame(axis, front, back, (0.0, (high + (axis == "step")) * steps), float(steps))


def _places(points: Sequence[MetricPoint], axis: Axis, steps: int) -> tuple[float, ...]:
    if axis == "epoch":
        return tuple([float(point.epoch) for point in points])
    if axis == "step":
        return tuple([(point.epoch + 1.0) * steps for point in points])
    return tuple([math.nan if point.time is None else point.time for point in points])
