"""Where the points of several runs stand along one x axis, and how they are smoothed: the chart's view, for many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.chartview import view as views
from core.chartview.frame import Frame
from core.chartview.scale import x_scale
from core.chartview.smoothing import next_weight, smoothed
from core.chartview.view import ChartView
from core.job.progress import of_one_host, steps_per_epoch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.chartview.view import Axis
    from core.compare.run import Run
    from core.job.metrics import MetricPoint

    Curve = list[tuple[float, float]]

_MINUTE = 60.0
_SHORT = 3 * _MINUTE
"""Seconds below which the longest run is drawn by seconds: minutes would be too few to read off."""
_CLOCKS: tuple[Axis, ...] = ("minutes", "seconds")


@dataclass(frozen=True, slots=True)
class Look:
    """The curves of one metric, as they are looked at.

    Args:
        curves: of each run (place, value) from left to right; empty of a run without any.
        frame: the axis they stand on.
        view: the part in view and the smoothing.
        axes: those on which all of the runs can be drawn.
    """

    curves: tuple[Curve, ...]
    frame: Frame
    view: ChartView
    axes: tuple[Axis, ...]

    @property
    def words(self) -> str:
        """What is switched."""
        return views.words(self.view, self.frame.axis)

    def zoomed(self, by: int) -> ChartView:
        """Closer (1) or wider (-1), around the last point in view."""
        low, high = self.view.span or self.frame.whole
        inside = [place for place in self.frame.front if low <= place <= high]
        return views.zoomed(self.view, self.frame, max(inside, default=(low + high) / 2), by)

    def panned(self, by: int) -> ChartView:
        """A quarter of the view to the left (-1) or right (1)."""
        return views.panned(self.view, self.frame, by)

    def whole(self) -> ChartView:
        """All of the curves."""
        return replace(self.view, span=None)

    def smoother(self) -> ChartView:
        """The next weight of smoothing."""
        return replace(self.view, smoothing=next_weight(self.view.smoothing))

    def next_axis(self) -> ChartView:
        """The next axis, around the end, and all of it."""
        after = self.axes[(self.axes.index(self.frame.axis) + 1) % len(self.axes)]
        return replace(self.view, axis=after, span=None)


def look(runs: Sequence[Run], metric: str, view: ChartView, epochs: int | None) -> Look | None:
    """The curves of the runs; None if no run has a point of the metric.

    Args:
        runs: in the order of the curves.
        metric: whose curves.
        view: how the user looks at them; another axis if these runs have no places on the one that was chosen.
        epochs: how many are planned at most while any of the runs goes on, None if all are over.
    """
    found = [of_one_host(run.points, metric) for run in runs]
    if not any(found):
        return None
    possible = _axes(runs, found)
    wanted = possible[-1] if view.axis in _CLOCKS and possible[-1] in _CLOCKS else view.axis
    axis = wanted if wanted in possible else possible[0]
    curves = tuple(_curve(run, points, axis, view.smoothing) for run, points in zip(runs, found, strict=True))
    places = sorted(place for curve in curves for place, _ in curve)
    planned = epochs if axis == "epoch" else None
    high = x_scale(math.ceil(places[-1]), planned, 1).high
    return Look(curves, Frame(axis, tuple(places), (), (0.0, high), 1.0), view, possible)


def _axes(runs: Sequence[Run], found: Sequence[Sequence[MetricPoint]]) -> tuple[Axis, ...]:
    drawn = [(run, points) for run, points in zip(runs, found, strict=True) if points]
    stepped = all(steps_per_epoch(run.facts, run.state) for run, _ in drawn)
    timed = all(
        _began(run) is not None and all(point.time is not None for point in points) for run, points in drawn
    )
    places: list[Axis] = ["epoch", *(("step",) if stepped else ())]
    if timed:
        long = max(place for run, points in drawn for place in _since(run, points))
        places.append("seconds" if long < _SHORT else "minutes")
    return tuple(places)


def _since(run: Run, points: Sequence[MetricPoint]) -> list[float]:
    """Seconds from the begin of a run to each of its points."""
    began = _began(run) or 0.0
    return [max(0.0, (point.time or began) - began) for point in points]


def _began(run: Run) -> float | None:
    """Epoch seconds when a run began to train, else when it was asked for."""
    started = run.state.training_started if run.state is not None else None
    return started or run.facts.began or run.record.created


def _curve(run: Run, points: Sequence[MetricPoint], axis: Axis, weight: float) -> Curve:
    values = smoothed([point.value for point in points], weight)
    if axis == "step":
        steps = steps_per_epoch(run.facts, run.state) or 1
        places = [(point.epoch + 1.0) * steps for point in points]
    elif axis in _CLOCKS:
        places = [place / (_MINUTE if axis == "minutes" else 1.0) for place in _since(run, points)]
    else:
        places = [float(point.epoch) for point in points]
    return sorted(zip(places, values, strict=True), key=lambda spot: spot[0])
