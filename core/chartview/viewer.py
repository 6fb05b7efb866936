"""One chart and its user: the newest points of a job, and the view of them that keys change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.chartview import crosshair, view
from core.chartview.curves import ChartData, curves
from core.chartview.frame import axes, frame
from core.chartview.smoothing import next_weight
from core.chartview.view import ChartView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.chartview.crosshair import Reading
    from core.chartview.curves import Curves
    from core.chartview.frame import Frame
    from core.job.metrics import MetricPoint


class Viewer:
    """Holds data and view apart: new data leave the view as it is, and keys leave the data."""

    def __init__(self) -> None:
        self.data = ChartData()
        self.view = ChartView()
        self._laid_out()

    @property
    def curves(self) -> Curves:
        """What is shown."""
        return self._curves

    @property
    def frame(self) -> Frame | None:
        """Where its points stand; None while there are none."""
        return self._frame

    @property
    def switches(self) -> str:
        """What the user has switched, in words."""
        return view.words(self.view, self._frame.axis) if self._frame is not None else ""

    @property
    def reading(self) -> Reading | None:
        """What the crosshair is on, if there is one."""
        frame = self._frame
        return crosshair.reading(self.view, self._curves, frame) if frame is not None else None

    def take(self, data: ChartData) -> None:
        """Other points, of the same job or of another."""
        if data != self.data:
            self.data = data
            self._laid_out()

    def forget(self) -> None:
        """Another job comes: the part in view and the crosshair were of this one, the other switches are the user's."""
        self.data = ChartData()
        self.view = replace(self.view, span=None, mark=None)
        self._laid_out()

    def zoom(self, by: int) -> None:
        """Closer (1) or wider (-1), around the crosshair, else around the last point in view."""
        if self._frame is not None:
            self.view = view.zoomed(self.view, self._frame, self._anchor(self._frame), by)

    def move(self, by: int) -> None:
        """The crosshair by points; without one, the view sideways."""
        if self._frame is not None:
            if self.view.mark is not None:
                self.view = crosshair.stepped(self.view, self._curves, self._frame, by)
            else:
                self.view = view.panned(self.view, self._frame, by)

    def whole(self) -> None:
        """All of the chart."""
        self.view = replace(self.view, span=None)

    def cross(self) -> None:
        """The crosshair on the last point in view, or away."""
        if self._frame is not None:
            self.view = crosshair.toggled(self.view, self._curves, self._frame)

    def uncross(self) -> None:
        """No crosshair."""
        self.view = replace(self.view, mark=None)

    def smooth(self) -> None:
        """The next weight of smoothing."""
        self.view = replace(self.view, smoothing=next_weight(self.view.smoothing))

    def log(self) -> None:
        """A logarithmic y axis, or a linear one."""
        self.view = replace(self.view, log=not self.view.log)

    def level(self, value: float | None) -> None:
        """A level line at this value, or none."""
        self.view = replace(self.view, threshold=value)

    def next_metric(self, by: int) -> None:
        """The next of what can be shown, around the end."""
        names = self.data.choices
        shown = self._curves.metrics[0]
        at = names.index(shown) if shown in names else 0
        self._show(names[(at + by) % len(names)])

    def next_axis(self) -> None:
        """The next axis on which the points can be drawn, around the end; the same points stay in view."""
        before = self._frame
        if before is not None:
            possible = axes(self.data, self._curves)
            wanted = possible[(possible.index(before.axis) + 1) % len(possible)]
            self.view = view.switched(self.view, before, frame(self.data, self._curves, wanted))
            self._laid_out()

    def go_to(self, points: Iterable[MetricPoint]) -> bool:
        """Put the crosshair on the first of these points that is drawn, or could be; False if there is none."""
        wanted = list(points)
        drawn = [point for point in wanted if point.name == self._curves.metrics[0]]
        for point in (*drawn, *wanted):
            shown = curves(self.data, point.name)
            if any(one.epoch == point.epoch for one in shown.front) and shown.metrics[0] == point.name:
                self._show(point.name)
                if self._frame is not None:
                    self.view = crosshair.on_point(self.view, self._curves, self._frame, point.epoch)
                    return True
        return False

    def _show(self, metric: str) -> None:
        before = self._frame
        if metric != self._curves.metrics[0]:
            self.view = replace(self.view, metric=metric)
            self._laid_out()
        if before is not None and (self._frame is None or self._frame.axis != before.axis):
            self.view = replace(self.view, span=None, mark=None)

    def _anchor(self, frame: Frame) -> float:
        found = self.reading
        low, high = self.view.span or frame.whole
        if found is not None and low <= found.place <= high:
            return found.place
        inside = [place for place in (frame.front or frame.back) if low <= place <= high]
        return inside[-1] if inside else (low + high) / 2

    def _laid_out(self) -> None:
        self._curves = curves(self.data, self.view.metric)
        has_points = bool(self._curves.lead)
        self._frame = frame(self.data, self._curves, self.view.axis) if has_points else None
