"""Between chart and log: from the point under the crosshair to the line that made it, and from a line to its point."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from core.cancel import CancelToken
from core.errors import Cancelled, RunBookError
from core.pointlines import line_of, points_at
from tui.background import sentence, start
from tui.declaring import message
from tui.widgets.chart_pane import ChartPane
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from core.job.metrics import MetricPoint
    from core.runs import RunBook
    from tui.background import Post
    from tui.screens.cockpit import Cockpit
    from tui.services import Services


@message
class LineFound(Message):
    """The number of the line that made a point; None if there is none, or why it could not be looked for."""

    job_id: int
    seq: int | None
    problem: str = ""


class PointLines:
    """The way there and back; a log may be long, so its lines are looked through in a thread.

    Args:
        cockpit: holds both panes.
        services: the run book and the keys.
    """

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self._cancel = CancelToken()

    def to_line(self, point: MetricPoint | None) -> None:
        """Look for the line that made this point; None if the crosshair is on no point."""
        record = self._cockpit.watching.record
        if point is None or record is None:
            key = self._services.first_key("chart.cross")
            self._say(f"Put the crosshair on a point first: {key}.")
            return
        self.leave()
        self._cancel = CancelToken()
        post = self._cockpit.post_message
        body = partial(find_line, self._services.book, record.id, point, post, self._cancel)
        start(self._cockpit, body, name=f"line of {record.key.name}")

    def found(self, event: LineFound) -> None:
        """Show the line, if its job is still the one that is shown."""
        record, log = self._cockpit.watching.record, self._cockpit.query_one(LogPane)
        if record is None or record.id != event.job_id or log.reading is None:
            return
        if event.seq is None:
            self._say(event.problem or "No line of the log says this value.")
            return
        self._cockpit.action_pane("log")
        log.reading.go_to(event.seq)

    def to_point(self) -> None:
        """Put the crosshair on the point that the current line of the log made."""
        log, chart = self._cockpit.query_one(LogPane), self._cockpit.query_one(ChartPane)
        line = log.reading.line if log.reading is not None else None
        if line is not None and chart.go_to(points_at(line, chart.viewer.data.points)):
            self._cockpit.action_pane("chart")
        else:
            self._say("This line made no point of a curve.")

    def leave(self) -> None:
        """Look no further."""
        self._cancel.cancel()

    def _say(self, text: str) -> None:
        self._cockpit.notify(text, timeout=4, markup=False)


def find_line(book: RunBook, job_id: int, point: MetricPoint, post: Post, cancel: CancelToken) -> None:
    """Post a `LineFound`: the body of a thread."""
    try:
        line = line_of(book, job_id, point, cancel)
        post(LineFound(job_id, line.seq if line is not None else None))
    except RunBookError as error:
        post(LineFound(job_id, None, sentence(error)))
    except Cancelled:
        return
