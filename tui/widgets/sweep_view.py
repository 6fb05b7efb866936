"""What the page of a sweep shows: values in, lines out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from core.chartview.metrics import title
from core.compare.table import metrics
from core.sweep.standing import Standing
from core.text import clean
from tui.widgets.compare_view import CompareView
from tui.widgets.launch_draw import launch_rows
from tui.widgets.standing_draw import head_lines, table_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.job.status import JobKey
    from tui.launches import UnderWay
    from tui.sweepmessages import SweepView
    from tui.widgets.chart_canvas import ChartStyle
    from tui.widgets.choice_rows import Choice

_LEAST_ROWS = 8
"""Rows of the curves beside the table."""
PARTS = ("both", "curves", "table")
"""What the page shows, in the order the key goes through."""


@dataclass(frozen=True, slots=True)
class SweepPicture:
    """A sweep at one moment, as it is looked at.

    Args:
        name: of the sweep.
        view: what is known of it; None while nothing is.
        start: of the sweep, while it is under way.
        error: why it was not started; empty if it was.
        slots: key -> the slot of its curve.
        metric: whose curves are drawn; empty while there is none.
        part: one of `PARTS`.
    """

    name: str
    view: SweepView | None
    start: UnderWay | None
    error: str
    slots: Mapping[JobKey, int]
    metric: str
    part: str

    @property
    def table(self) -> Standing:
        """Of its jobs; empty while nothing is known."""
        return self.view.standing if self.view is not None else Standing()

    @property
    def metrics(self) -> tuple[str, ...]:
        """That its curves have."""
        return metrics(self.view.runs) if self.view is not None else ()

    @property
    def can_be_stopped(self) -> bool:
        """Whether there is something to stop: the sweep, or its start."""
        return self.start is not None if self.view is None else self.view.record.ended is None

    @property
    def title(self) -> str:
        """The first line."""
        parts = [f"Sweep  {clean(self.name)}"]
        if self.metric and self.part != "table":
            parts.append(title(self.metric))
        return "  ·  ".join(parts)

    def high(self, room: int) -> int:
        """How many of the page's rows the curves have."""
        if not self.table.rows:
            return 0
        return {"both": max(_LEAST_ROWS, room // 2), "curves": room, "table": 0}[self.part]

    def curves(self, size: tuple[int, int], now: float, style: ChartStyle) -> list[Content]:
        """The curves over each other, `size[1]` rows of `size[0]` cells."""
        runs = self.view.runs if self.view is not None else ()
        places = tuple(self.slots[run.record.key] for run in runs)
        return CompareView(runs, places, self.metric, now, style).curves(size)

    def lines(self, width: int) -> tuple[list[Content], Mapping[int, Choice]]:
        """How the sweep stands, and its table; which line stands for which job."""
        if self.view is None:
            return self._start_lines(width), {}
        head = [*head_lines(self.view, width), Content("")]
        letters = {key.name: slot for key, slot in self.slots.items()}
        lines, choices = table_rows(self.view.record, self.table, letters, width)
        return [*head, *lines], {line + len(head): choice for line, choice in choices.items()}

    def idle_keys(self) -> list[str]:
        """Keys for which there is nothing."""
        idle = [] if self.table.rows else ["sweep.copy", "sweep.part"]
        idle += [] if self.table.rows and self.part != "curves" else ["sweep.attach"]
        idle += [] if self.table.best is not None else ["sweep.best", "sweep.deploy"]
        idle += [] if len(self.metrics) > 1 else ["sweep.metric"]
        idle += [] if self.view is not None else ["sweep.again"]
        return idle + ([] if self.can_be_stopped else ["sweep.stop"])

    def _start_lines(self, width: int) -> list[Content]:
        """How far the start is, or why it came to nothing."""
        if self.start is not None and self.start.progress is not None:
            return launch_rows(self.start.progress, width, resumes=self.start.resumes)
        if self.error:
            return list(Content.styled(f"✗ {self.error}", "bold $error").wrap(width))
        words = "Starting…" if self.start is not None else "Reading the run book…"
        return [Content.styled(words, "$text-dim")]
