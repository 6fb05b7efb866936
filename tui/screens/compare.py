"""Runs side by side: their curves over each other, what came of them, and the values in which they differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.cancel import CancelToken
from core.chartview.metrics import title
from core.chartview.view import ChartView
from core.compare.table import metrics
from tui.background import start
from tui.comparemessages import LogsRead, RunsRead
from tui.comparethread import read_logs, watch_runs
from tui.keys import bindings
from tui.screens.page import Page, PageRows
from tui.widgets.compare_view import CompareView
from tui.widgets.key_bar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message

    from core.compare.baseline import Baseline
    from core.compare.run import Run
    from core.job.status import JobKey
    from core.runs import Record
    from tui.background import Post
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.chart_canvas import ChartStyle

_PARTS = ("both", "curves", "table")
"""What the page shows, in the order the key goes through."""
_LEAST_ROWS = 8
"""Rows of the curves beside the table."""


class ComparePage(Page):
    """Draws what the run book holds of the runs, and goes on drawing while any of them runs.

    Args:
        services: run book and engines.
        records: of the runs, in the order of the table.
        slots: key -> the run's slot.
        baseline: of this machine, None if there is none.
    """

    DEFAULT_CSS = """
    #compare-curves { height: auto; padding: 0 1; }
    #compare-trouble { height: auto; max-height: 4; padding: 0 1; color: $warning; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("compare")]

    def __init__(
        self,
        services: Services,
        records: Sequence[Record],
        slots: Mapping[JobKey, int],
        baseline: Baseline | None,
    ) -> None:
        super().__init__(services)
        self._records = tuple(records)
        self._slots = slots
        self._baseline = baseline
        self._with_baseline = baseline is not None and len(self._records) == 1
        self._runs: tuple[Run, ...] = ()
        self._metric = ""
        self._look = ChartView()
        self._part = _PARTS[0]
        self._trouble = ""
        self._said = ("", "")
        self._reading = False
        self._cancel = CancelToken()

    def compose(self) -> ComposeResult:
        """Title, curves, table, keys."""
        yield Static(self.title_line(), classes="page-title", id="compare-title")
        yield Static(id="compare-trouble")
        yield Rows(id="compare-curves")
        yield PageRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)

    def on_mount(self) -> None:
        """Read the runs, and again while any goes on."""
        self.query_one(PageRows).focus()
        self._watch()

    def on_unmount(self) -> None:
        """Stop reading."""
        self._cancel.cancel()

    def title_line(self) -> Content:
        """What is compared, by which metric."""
        parts = [f"Compare  {len(self._records)} runs" if len(self._records) > 1 else "Compare"]
        if self._metric:
            parts.append(title(self._metric))
        if (seen := self._view().look()) is not None and seen.words:
            parts.append(seen.words)
        if self._with_baseline and self._baseline is not None:
            parts.append(f"baseline on {self._baseline.basis}")
        if self._reading:
            parts.append("reading logs…")
        whole = Content("  ·  ".join(parts))
        if whole.cell_length <= self.size.width - 2 or len(self._records) == 1:
            return whole
        return Content(" · ".join([f"{len(self._records)} runs", *parts[1:]]))

    def keys(self) -> tuple[Where, ...]:
        """Those of the comparison first."""
        return ("compare", "page", "everywhere")

    def idle_keys(self) -> tuple[str, ...]:
        """Keys for which there is nothing."""
        idle = [] if self._baseline is not None else ["compare.baseline"]
        idle += [] if len(metrics(self._runs)) > 1 else ["compare.metric"]
        idle += [] if any(not run.record.drained for run in self._runs) else ["compare.read"]
        return tuple(idle)

    def lines(self, width: int) -> list[Content]:
        """What is known of the runs."""
        view = self._view()
        if not view.runs:
            return [Content.styled("Reading the run book…", "$text-dim")]
        unread = any(not run.record.drained for run in view.runs)
        key = self.services.first_key("compare.read")
        return view.lines(width, [f"{key} reads the logs that were not read to their end."] if unread else [])

    def draw(self) -> None:
        """Show runs and keys as they are now."""
        rows, curves = self.query_one(PageRows), self.query_one("#compare-curves", Rows)
        room = max(1, self.size.height - 2)
        high = {"both": max(_LEAST_ROWS, room // 2), "curves": room, "table": 0}[self._part]
        curves.styles.height = high
        curves.display, rows.display = self._part != "table", self._part != "curves"
        if self._runs and high:
            curves.set_rows(self._view().curves((max(20, self.size.width - 4), high)))
        super().draw()
        title = self.title_line()
        if (title.plain, self._trouble) != self._said:
            self._said = (title.plain, self._trouble)
            self.query_one("#compare-title", Static).update(title)
            trouble = self.query_one("#compare-trouble", Static)
            trouble.display = bool(self._trouble)
            trouble.update(Content(f"▲ {self._trouble}"))

    def action_metric(self, by: int) -> None:
        """Draw another metric."""
        names = metrics(self._runs)
        if self._metric in names:
            self._metric = names[(names.index(self._metric) + by) % len(names)]
            self.draw()

    def action_view(self, change: str, *given: int) -> None:
        """What a key does to the view of the curves: a method of `Look` by its name."""
        if (seen := self._view().look()) is not None:
            self._look = getattr(seen, change)(*given)
            self.draw()

    def action_left(self) -> None:
        """The view to the left; where all is in it, the way back, as on every page."""
        if self._look.span is None:
            self.action_back()
        else:
            self.action_view("panned", -1)

    def action_baseline(self) -> None:
        """Draw the baseline of this machine under the curves, or not."""
        if self._baseline is None:
            self.notify("No local run is known on the data of a run that ran elsewhere.", markup=False)
        elif len(self._records) > 1:
            self._with_baseline = not self._with_baseline
            self.draw()

    def action_part(self) -> None:
        """Curves and table, or one of them alone."""
        self._part = _PARTS[(_PARTS.index(self._part) + 1) % len(_PARTS)]
        self.draw()
        self.set_focus(self.query_one(PageRows) if self._part != "curves" else None)

    def action_read(self) -> None:
        """Read the logs that were not read to their end."""
        wanted = [run.record for run in self._runs if not run.record.drained]
        if not wanted or self._reading:
            return
        self._reading = True
        self.draw()
        body = partial(read_logs, self.services, wanted, self._post(), self._cancel)
        start(self, body, name="read logs")

    def action_copy(self) -> None:
        """Copy the table."""
        from tui import clipboard

        clipboard.copy_from(self, self._view().as_text())

    @on(RunsRead)
    def _runs_read(self, event: RunsRead) -> None:
        self._runs, self._trouble = event.runs, event.trouble
        names = metrics(self._runs)
        if self._metric not in names and names:
            self._metric = names[0]
        self.draw()

    @on(LogsRead)
    def _logs_read(self, event: LogsRead) -> None:
        self._reading = False
        for trouble in event.troubles:
            self.notify(trouble, title="Reading logs", severity="warning", markup=False)
        self._watch()

    def _watch(self) -> None:
        """Read the run book from now on."""
        self._cancel.cancel()
        self._cancel = CancelToken()
        records = [*self._records, *([self._baseline.record] if self._baseline is not None else [])]
        ids = [record.id for record in records]
        start(self, partial(watch_runs, self.services, ids, self._post(), self._cancel), name="compare")

    def _post(self) -> Post:
        token = self._cancel

        def post(event: Message) -> None:
            if not token.cancelled:
                self.post_message(event)

        return post

    def _view(self) -> CompareView:
        """What is shown: the baseline, read last, only where it is wanted."""
        hidden = self._baseline is not None and not self._with_baseline
        runs = self._runs[:-1] if hidden else self._runs
        chosen = "ascii" if self.services.ascii_only else self.services.settings.ui.chart
        slots = tuple(self._slots.get(run.record.key) for run in runs)
        return CompareView(
            runs, slots, self._metric, self.services.clock(), cast("ChartStyle", chosen), self._look
        )
