"""The chart pane: the curve that a job is judged by, or any other there is, the way its user looks at it."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from core.chartview.curves import ChartData
from core.chartview.hosts import with_usage
from core.chartview.viewer import Viewer
from core.job.metrics import MetricPoint
from tui.bandwidth import bandwidth_of
from tui.declaring import message
from tui.keys import KEYS, bindings
from tui.linekeys import KeysChanged, LineKeys, chart_keys
from tui.widgets.chart_draw import draw_chart
from tui.widgets.chart_rows import ChartRows
from tui.widgets.flush_pace import FlushPace
from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.engine.base import InstanceMetric
    from tui.widgets.chart_canvas import ChartStyle
    from tui.widgets.chart_draw import Drawing

_NO_JOB = "The curve of validation accuracy appears here, one point after each epoch of a job."
_NO_POINTS = "The first point appears when the first epoch has been validated."
_NO_EPOCH = "No epoch was finished, so there is no curve."


class ChartPane(Widget, can_focus=True):
    """Redraws when a point arrived, a key changed the view or the size changed, and repaints only rows that differ.

    Args:
        style: how the curve is drawn.
        id: the widget's id.
        clock: monotonic seconds, for the pace of repaints.
    """

    DEFAULT_CSS = """
    ChartPane { layout: vertical; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("chart")]

    @message
    class LineWanted(Message):
        """The user asks for the log line that made this point; None if the crosshair is on no point."""

        point: MetricPoint | None

    def __init__(self, *, style: ChartStyle, id: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(id=id, classes="pane")
        self._style = style
        self.viewer = Viewer()
        self._canvas = ChartRows(self._draw)
        self._input = LineInput(lambda _, text: level_fault(text), self._keep_level)
        self._explained = ""
        self._empty = _NO_JOB
        self._pace = FlushPace(clock, lambda: bandwidth_of(self.app).chart, self.set_timer, self._draw)
        self._problem = ""
        self._titled = ""
        self._asked = LineKeys()
        self._drawing: Drawing | None = None
        self._entitle()

    def compose(self) -> ComposeResult:
        """The rows and, below them, the line to type into."""
        yield self._canvas
        yield self._input

    @property
    def rows(self) -> tuple[Content, ...]:
        """The rows as they are shown."""
        return self._canvas.rows

    @property
    def line_keys(self) -> LineKeys:
        """Which of its keys matter now; none while there is no curve that they could change."""
        if self.viewer.frame is None:
            return LineKeys(idle=tuple(key.id for key in KEYS if key.where == "chart"))
        view = self.viewer.view
        return chart_keys(crossed=view.mark is not None, zoomed=view.span is not None)

    def show(
        self,
        points: Sequence[MetricPoint],
        epochs: int | None,
        *,
        over: bool = False,
        steps: int | None = None,
    ) -> None:
        """Draw these points of one job; the user's view of them stays.

        Args:
            points: in the order stored.
            epochs: how many epochs the job is to run, None if unknown.
            over: whether no more points can come.
            steps: batches per epoch and host, None if unknown.
        """
        self._explained, self._empty = "", _NO_EPOCH if over else _NO_POINTS
        planned = None if over else epochs
        self.viewer.take(replace(self.viewer.data, points=tuple(points), epochs=planned, steps=steps))
        self._pace.ask()

    def usage_seen(self, usage: Sequence[InstanceMetric]) -> None:
        """Keep how busy the hosts of the job are now: more curves to choose from."""
        data = self.viewer.data
        self.viewer.take(replace(data, hosts=with_usage(data.hosts, usage)))
        self._pace.ask()

    def explain(self, title: str, sentence: str) -> None:
        """Say why this job has no curve."""
        self._explained, self._empty = title, sentence
        self.viewer.take(ChartData())
        self._draw()

    def clear(self) -> None:
        """There is no job to draw, or another comes."""
        self._explained, self._empty = "", _NO_JOB
        self.viewer.forget()
        self._pace.forget()
        self._draw()

    def go_to(self, points: Iterable[MetricPoint]) -> bool:
        """Put the crosshair on the first of these points that can be drawn; False if there is none."""
        found = self.viewer.go_to(points)
        self._draw()
        return found

    def copy_text(self) -> str:
        """The points as tab-separated text with a heading; empty if there are none."""
        shown = self.viewer.curves
        front, back = ({point.epoch: point.value for point in part} for part in (shown.front, shown.back))
        epochs = sorted({*front, *back})
        if not shown.metrics[1]:
            rows = [f"{epoch}\t{front[epoch]}" for epoch in epochs]
        else:
            rows = [f"{epoch}\t{front.get(epoch, '')}\t{back.get(epoch, '')}" for epoch in epochs]
        heading = "\t".join(("epoch", *filter(None, shown.metrics)))
        return "\n".join((heading, *rows)) if rows else ""

    def action_view(self, change: str, *given: int) -> None:
        """What a key does to the view: a method of `Viewer` by its name."""
        getattr(self.viewer, change)(*given)
        self._draw()

    def action_level(self) -> None:
        """Ask where the level line shall be."""
        level = self.viewer.view.threshold
        self._input.placeholder = "draw a line at this value, or nothing for none"
        self._input.open("level", "" if level is None else f"{level:g}")

    def action_line(self) -> None:
        """Ask for the log line of the point under the crosshair."""
        found = self.viewer.reading
        self.post_message(self.LineWanted(found.point if found is not None else None))

    @on(LineInput.Refused)
    def _refused(self, event: LineInput.Refused) -> None:
        event.stop()
        self._problem = event.problem
        self._draw()

    @on(LineInput.Left)
    def _left(self, event: LineInput.Left) -> None:
        event.stop()
        self._problem = ""
        self._draw()

    def _keep_level(self, _: str, text: str) -> None:
        self._problem = ""
        self.viewer.level(float(text) if text else None)
        self._draw()

    def _entitle(self) -> None:
        """A title that is set is painted, with the whole border: only another one is set."""
        title = self._explained or self.viewer.curves.title
        title = " · ".join(filter(None, (f"3 {title}", "" if self._explained else self.viewer.switches)))
        if title != self._titled:
            self._titled = title
            self.border_title = Content(title)

    def _draw(self) -> None:
        self._entitle()
        if (asked := self.line_keys) != self._asked:
            self._asked = asked
            self.post_message(KeysChanged())
        width, height = self._canvas.content_size
        if not (width and height):
            return
        viewer, frame = self.viewer, self.viewer.frame
        if frame is None:
            self._drawing = None
            self._canvas.set_rows(empty_rows(self._empty, width, height))
            return
        view, drawing = replace(viewer.view, mark=None), self._drawing
        if drawing is None or (drawing.shown, drawing.view, drawing.frame, drawing.size) != (
            viewer.curves,
            view,
            frame,
            (width, height),
        ):
            drawing = draw_chart(viewer.curves, view, frame, (width, height), self._style)
            self._drawing = drawing
        rows = list(drawing.with_crosshair(viewer.reading))
        if self._problem:
            rows[0] = Content.styled(self._problem, "$error").truncate(width, ellipsis=True)
        self._canvas.set_rows(rows)


def level_fault(text: str) -> str:
    """What is wrong with a value as typed, or nothing; an empty one takes the line away."""
    try:
        fine = not text or math.isfinite(float(text))
    except ValueError:
        fine = False
    return "" if fine else "not a number: type one such as 0.75, or nothing for no line"


def empty_rows(sentence: str, width: int, height: int) -> list[Content]:
    """A sentence in the middle of the pane."""
    lines = Content.styled(sentence, "$text-dim").wrap(max(10, min(width, 60)))
    padded = [Content(" " * max(0, (width - line.cell_length) // 2)) + line for line in lines]
    above = max(0, (height - len(padded)) // 2)
    return [*[Content("")] * above, *padded][:height]
