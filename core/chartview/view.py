"""How the user looks at a chart: what is shown, which part of it, how. It is the user's until it is reset."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from core.chartview.clock import clock
from core.chartview.metrics import number

if TYPE_CHECKING:
    from core.chartview.frame import Frame

Axis = Literal["epoch", "step", "time", "minutes", "seconds"]
"""What x is; minutes and seconds are those since each of several runs began."""

_PAN = 4
"""A step sideways is this part of what is in view."""
_SHORT = 600
"""Seconds in view below which its ends are told to the second."""
_LEAST_POINTS = 2
"""The closest view, in distances between neighbouring points."""


@dataclass(frozen=True, slots=True)
class ChartView:
    """What the user has switched. New points, another size and other tabs leave it as it is.

    Args:
        metric: what is shown; empty for what the job is judged by.
        axis: what x is.
        span: the part in view, in units of the axis; None for all of it.
        smoothing: weight of the average, 0 for none.
        log: whether y is logarithmic.
        threshold: the value of a level line, None for none.
        mark: epoch of the point under the crosshair, None without a crosshair.
    """

    metric: str = ""
    axis: Axis = "epoch"
    span: tuple[float, float] | None = None
    smoothing: float = 0.0
    log: bool = False
    threshold: float | None = None
    mark: int | None = None


def zoomed(view: ChartView, frame: Frame, anchor: float, by: int) -> ChartView:
    """Twice as close, or half as close.

    Args:
        view: as it is.
        frame: where points stand.
        anchor: the place that stays where it is on the screen.
        by: 1 for closer, -1 for wider.
    """
    low, high = view.span or frame.whole
    factor = 0.5**by
    width = max((high - low) * factor, _LEAST_POINTS * frame.unit)
    share = (min(max(anchor, low), high) - low) / (high - low)
    return replace(view, span=_within(frame, anchor - share * width, width))


def panned(view: ChartView, frame: Frame, by: int) -> ChartView:
    """A quarter of the view to the left (-1) or right (1); the same view if all is in it."""
    if view.span is None:
        return view
    low, high = view.span
    leap = max((high - low) / _PAN, frame.unit)
    return replace(view, span=_within(frame, low + by * leap, high - low))


def reaching(view: ChartView, frame: Frame, place: float) -> ChartView:
    """The view moved so far that a place is in it."""
    if view.span is None or view.span[0] <= place <= view.span[1]:
        return view
    low, high = view.span
    edge = (high - low) / _PAN
    start = place - edge if place < low else place + edge - (high - low)
    return replace(view, span=_within(frame, start, high - low))


def switched(view: ChartView, old: Frame, new: Frame) -> ChartView:
    """The view after another axis was chosen: the same points stay in it."""
    span = view.span
    if span is not None:
        low, high = (_carried(end, old, new) for end in span)
        span = _within(new, low, high - low)
    return replace(view, axis=new.axis, span=span)


def words(view: ChartView, axis: Axis) -> str:
    """What is switched, for the title: `smooth 0.6 · log · zoom 3–9`; empty if nothing is.

    Args:
        view: as it is.
        axis: the axis that is drawn, which may not be the one that was chosen.
    """
    parts = []
    if view.smoothing:
        parts.append(f"smooth {view.smoothing:g}")
    if view.log:
        parts.append("log")
    if view.span is not None:
        step = 60 if view.span[1] - view.span[0] >= _SHORT else 1
        ends = [clock(end, step) if axis == "time" else f"{end:.0f}" for end in view.span]
        parts.append(f"zoom {'–'.join(ends)}")
    if axis != "epoch":
        parts.append(f"by {axis}")
    if view.threshold is not None:
        parts.append(f"line {number(view.threshold)}")
    return " · ".join(parts)


def _within(frame: Frame, low: float, width: float) -> tuple[float, float] | None:
    """A part of the whole that begins at `low` or as near as can be; None if it is the whole."""
    first, last = frame.whole
    if frame.axis != "time":
        # Whole epochs, so that the title can say which.
        low, width = round(low / frame.unit) * frame.unit, round(width / frame.unit) * frame.unit
    width = max(width, _LEAST_POINTS * frame.unit)
    if width >= last - first:
        return None
    low = min(max(low, first), last - width)
    return low, low + width


def _carried(place: float, old: Frame, new: Frame) -> float:
    """A place of one axis on another, by the points on both sides of it."""
    pairs = zip(old.front or old.back, new.front or new.back, strict=True)
    between = sorted(pair for pair in pairs if math.isfinite(sum(pair)))
    known = [(old.whole[0], new.whole[0]), *between, (old.whole[1], new.whole[1])]
    for (start, there), (end, beyond) in pairwise(known):
        if start <= place <= end and end > start:
            return there + (place - start) / (end - start) * (beyond - there)
    return new.whole[0] if place <= old.whole[0] else new.whole[1]
