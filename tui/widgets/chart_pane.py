"""The chart pane: the curve of validation accuracy, with train accuracy beside it, or another algorithm's metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.chart_choice import Curves, curves
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Resize

    from core.job.metrics import MetricPoint
    from tui.widgets.chart_canvas import ChartStyle

_NO_JOB = "The curve of validation accuracy appears here, one point after each epoch of a job."
_NO_POINTS = "The first point appears when the first epoch has been validated."
_NO_EPOCH = "No epoch was finished, so there is no curve."


class ChartPane(Rows, can_focus=True):
    """Redraws when a point arrived or the size changed, and repaints only the rows that differ.

    Args:
        style: how the curve is drawn.
        id: the widget's id.
    """

    def __init__(self, *, style: ChartStyle, id: str) -> None:
        super().__init__(id=id, classes="pane")
        self._style = style
        self._curves = Curves()
        self._titled = self._curves.title
        self.border_title = Content(f"3 {self._titled}")
        self._epochs: int | None = None
        self._empty = _NO_JOB

    def show(self, points: Sequence[MetricPoint], epochs: int | None, *, over: bool = False) -> None:
        """Draw these points of one job: the metric that it is judged by, the others are left out.

        Args:
            points: in the order stored.
            epochs: how many epochs the job is to run, None if unknown.
            over: whether no more points can come.
        """
        new = (curves(points), None if over else epochs, _NO_EPOCH if over else _NO_POINTS)
        if new != (self._curves, self._epochs, self._empty):
            self._curves, self._epochs, self._empty = new
            self._entitle()
            self._draw()

    def explain(self, title: str, sentence: str) -> None:
        """Say why this job has no curve."""
        new = (Curves(title=title), None, sentence)
        if new != (self._curves, self._epochs, self._empty):
            self._curves, self._epochs, self._empty = new
            self._entitle()
            self._draw()

    def clear(self) -> None:
        """There is no job to draw."""
        self._curves = Curves()
        self._epochs, self._empty = None, _NO_JOB
        self._entitle()
        self._draw()

    def copy_text(self) -> str:
        """The points as tab-separated text with a heading; empty if there are none."""
        shown = self._curves
        front, back = dict(shown.front), dict(shown.back)
        epochs = sorted({*front, *back})
        if not shown.metrics[1]:
            rows = [f"{epoch}\t{front[epoch]}" for epoch in epochs]
        else:
            rows = [f"{epoch}\t{front.get(epoch, '')}\t{back.get(epoch, '')}" for epoch in epochs]
        heading = "\t".join(("epoch", *filter(None, shown.metrics)))
        return "\n".join((heading, *rows)) if rows else ""

    def on_resize(self, _: Resize) -> None:
        """The drawing depends on the size."""
        self._draw()

    def _entitle(self) -> None:
        """A title that is set is painted, with the whole border: only another one is set."""
        if self._curves.title != self._titled:
            self._titled = self._curves.title
            self.border_title = Content(f"3 {self._titled}")

    def _draw(self) -> None:
        width, height = self.content_size
        if not (width and height):
            return
        shown = self._curves
        if not shown.front and not shown.back:
            self.set_rows(empty_rows(self._empty, width, height))
            return
        # plotext takes a tenth of a second to import: not before there is something to draw.
        from tui.widgets.chart_draw import draw_chart

        self.set_rows(
            draw_chart(
                shown.front,
                shown.back,
                epochs=self._epochs,
                names=shown.labels,
                judged=shown.judged,
                width=width,
                height=height,
                style=self._style,
            )
        )


def empty_rows(sentence: str, width: int, height: int) -> list[Content]:
    """A sentence in the middle of the pane."""
    lines = Content.styled(sentence, "$text-dim").wrap(max(10, min(width, 60)))
    padded = [Content(" " * max(0, (width - line.cell_length) // 2)) + line for line in lines]
    above = max(0, (height - len(padded)) // 2)
    return [*[Content("")] * above, *padded][:height]
