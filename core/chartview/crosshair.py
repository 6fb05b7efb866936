"""The crosshair: which point it is on, where it goes next, and what can be read there."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.chartview.smoothing import smoothed
from core.chartview.view import reaching

if TYPE_CHECKING:
    from core.chartview.curves import Curves
    from core.chartview.frame import Frame
    from core.chartview.view import ChartView
    from core.job.metrics import MetricPoint


@dataclass(frozen=True, slots=True)
class Reading:
    """What the crosshair is on.

    Args:
        point: the point itself.
        place: where it stands on the axis; nan if it has no place there.
        beside: the point of training at the same epoch.
        average: the value of the smoothed line there, None where it is not smoothed.
    """

    point: MetricPoint
    place: float
    beside: MetricPoint | None
    average: float | None


def toggled(view: ChartView, shown: Curves, frame: Frame) -> ChartView:
    """The crosshair on the last point in view, or taken away; unchanged where there is no point."""
    if view.mark is not None or not shown.lead:
        return replace(view, mark=None)
    low, high = view.span or frame.whole
    inside = [
        point for point, place in zip(shown.lead, _places(shown, frame), strict=True) if low <= place <= high
    ]
    return on_point(view, shown, frame, (inside or shown.lead)[-1].epoch)


def stepped(view: ChartView, shown: Curves, frame: Frame, by: int) -> ChartView:
    """The crosshair so many points further, at most at the first or the last; the view follows it."""
    at = _index(shown, view.mark)
    if at is None:
        return view
    return on_point(view, shown, frame, shown.lead[min(max(at + by, 0), len(shown.lead) - 1)].epoch)


def on_point(view: ChartView, shown: Curves, frame: Frame, epoch: int) -> ChartView:
    """The crosshair on the point of an epoch, and that point in view."""
    marked = replace(view, mark=epoch)
    at = _index(shown, epoch)
    place = _places(shown, frame)[at] if at is not None else math.nan
    return reaching(marked, frame, place) if math.isfinite(place) else marked


def reading(view: ChartView, shown: Curves, frame: Frame) -> Reading | None:
    """What the crosshair is on; None if there is none, or no point of its epoch among these curves."""
    at = _index(shown, view.mark)
    if at is None:
        return None
    point = shown.lead[at]
    beside = shown.back if shown.front else ()
    average = None
    if view.smoothing:
        average = smoothed([one.value for one in shown.lead[: at + 1]], view.smoothing)[-1]
    return Reading(
        point,
        _places(shown, frame)[at],
        next((one for one in beside if one.epoch == point.epoch), None),
        average,
    )


def _places(shown: Curves, frame: Frame) -> tuple[float, ...]:
    return frame.front if shown.front else frame.back


def _index(shown: Curves, epoch: int | None) -> int | None:
    if epoch is None:
        return None
    return next((at for at, point in enumerate(shown.lead) if point.epoch == epoch), None)
