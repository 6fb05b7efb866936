"""The page of one sweep: how far it is, the curves of its best jobs, the table of all, the best one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.content import Content
from textual.widgets import Static

from core.chartview.metrics import title
from core.compare.slots import slots
from core.compare.table import metrics
from core.text import clean
from tui import clipboard
from tui.background import sentence
from tui.keys import bindings
from tui.readonly import forbidden
from tui.screens.opaque import OpaqueScreen
from tui.sweepmessages import SweepJobChosen
from tui.widgets.choice_rows import Choice, ChoiceRows
from tui.widgets.compare_view import CompareView
from tui.widgets.key_bar import KeyBar
from tui.widgets.launch_draw import launch_rows
from tui.widgets.rows import Rows
from tui.widgets.standing_draw import as_text, head_lines, table_rows
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.status import JobKey
    from core.runs import SweepRecord
    from core.sweep.standing import Row, Standing
    from tui.services import Services
    from tui.sweepmessages import SweepStarted, SweepView
    from tui.sweeps import Sweeps
    from tui.widgets.chart_canvas import ChartStyle

_PARTS = ("both", "curves", "table")
"""What the page shows, in the order the key goes through."""
_LEAST_ROWS = 8
"""Rows of the curves beside the table."""


class SweepRows(ChoiceRows, inherit_bindings=False):
    """How the sweep stands, then its jobs, one of them marked."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("sweep")]


class SweepPage(OpaqueScreen):
    """Draws what `Sweeps` knows, which goes on knowing it when the page is closed.

    Args:
        services: settings and keys.
        sweeps: follows the sweep.
        name: of the sweep.
        record: of the run book; None while it is being started.
    """

    DEFAULT_CSS = """
    #sweep-curves { height: auto; padding: 0 1; }
    #sweep-trouble { height: auto; max-height: 4; padding: 0 1; color: $warning; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(
        self, services: Services, sweeps: Sweeps, name: str, record: SweepRecord | None = None
    ) -> None:
        super().__init__()
        self.services = services
        self._sweeps = sweeps
        self._called = name
        self._record = record
        self._error = ""
        self._slots: Mapping[JobKey, int] = {}
        self._metric = ""
        self._part = _PARTS[0]
        self._said = ("", "")

    def compose(self) -> ComposeResult:
        """Title, trouble, curves, table, keys."""
        yield Static(id="sweep-title", classes="page-title")
        yield Static(id="sweep-trouble")
        yield Rows(id="sweep-curves")
        yield SweepRows(classes="page-body")
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)
        yield StopPrompt(self.services)

    def on_mount(self) -> None:
        """Arrows are the table's at once."""
        self.set_focus(self._rows)

    def on_resize(self, _: Resize) -> None:
        """Wrap anew."""
        self.show_sweep()

    def sweep_started(self, event: SweepStarted) -> None:
        """The start of a sweep has ended; it may have been this one's."""
        if event.name == self._called:
            self._record = event.record or self._record
            self._error = sentence(event.error) if event.error is not None else ""
            self.show_sweep()

    def show_sweep(self) -> None:
        """Draw what is known now; only what differs is repainted."""
        if not self.is_mounted:
            return
        view = self._view
        self._choose(view)
        lines, choices = self._lines(view, max(20, self.size.width - 4))
        self._show_curves(view)
        self._rows.show(lines, choices)
        self._show_words(view)
        self.query_one(KeyBar).show("sweep", "page", "everywhere", without=self._idle(view))

    def _choose(self, view: SweepView | None) -> None:
        """A metric that there is, and a line for each curve, kept while it is drawn."""
        runs = view.runs if view is not None else ()
        names = metrics(runs)
        if self._metric not in names:
            self._metric = names[0] if names else ""
        keys = sorted((run.record.key for run in runs), key=lambda key: key.name)
        self._slots = slots(keys, self._slots)

    def _show_curves(self, view: SweepView | None) -> None:
        curves, room = self.query_one("#sweep-curves", Rows), max(1, self.size.height - 2)
        some = view is not None and bool(view.standing.rows)
        high = {"both": max(_LEAST_ROWS, room // 2), "curves": room, "table": 0}[self._part] if some else 0
        curves.styles.height = high
        curves.display = bool(high)
        # Hidden it would lose the focus, and the page its keys.
        self._rows.styles.height = "1fr" if high < room else 0
        if view is not None and high:
            chosen = "ascii" if self.services.ascii_only else self.services.settings.ui.chart
            places = tuple(self._slots[run.record.key] for run in view.runs)
            drawn = CompareView(
                view.runs, places, self._metric, self.services.clock(), cast("ChartStyle", chosen)
            )
            curves.set_rows(drawn.curves((max(20, self.size.width - 4), high)))

    def _lines(self, view: SweepView | None, width: int) -> tuple[list[Content], Mapping[int, Choice]]:
        if view is None:
            return self._start_lines(width), {}
        head = [*head_lines(view, width), Content("")]
        letters = {key.name: slot for key, slot in self._slots.items()}
        lines, choices = table_rows(view.record, view.standing, letters, width)
        return [*head, *lines], {line + len(head): choice for line, choice in choices.items()}

    def _start_lines(self, width: int) -> list[Content]:
        """How far the start is, or why it came to nothing."""
        under_way = self._sweeps.start_of(self._called)
        if under_way is not None and under_way.progress is not None:
            return launch_rows(under_way.progress, width, resumes=under_way.resumes)
        if self._error:
            return list(Content.styled(f"✗ {self._error}", "bold $error").wrap(width))
        words = "Starting…" if under_way is not None else "Reading the run book…"
        return [Content.styled(words, "$text-dim")]

    def _show_words(self, view: SweepView | None) -> None:
        """Title and trouble."""
        parts = [f"Sweep  {clean(self._called)}"]
        if self._metric and self._part != "table":
            parts.append(title(self._metric))
        said = ("  ·  ".join(parts), view.trouble if view is not None else "")
        if said == self._said:
            return
        words, trouble = self._said = said
        self.query_one("#sweep-title", Static).update(Content(words))
        line = self.query_one("#sweep-trouble", Static)
        line.display = bool(trouble)
        line.update(Content(f"▲ {trouble}"))

    def _idle(self, view: SweepView | None) -> list[str]:
        """Keys for which there is nothing."""
        table = self._table
        idle = [] if table.rows else ["sweep.attach", "sweep.copy", "sweep.part"]
        idle += ["sweep.attach"] if self._part == "curves" else []
        idle += [] if table.best is not None else ["sweep.best", "sweep.deploy"]
        idle += [] if view is not None and len(metrics(view.runs)) > 1 else ["sweep.metric"]
        idle += [] if self._record is not None else ["sweep.again"]
        return idle + ([] if self._may_stop(view) else ["sweep.stop"])

    def _may_stop(self, view: SweepView | None) -> bool:
        """Whether there is something to stop: the sweep, or its start."""
        if view is None:
            return self._sweeps.start_of(self._called) is not None
        return view.record.ended is None

    def action_back(self) -> None:
        """Back to where the user came from."""
        self.dismiss()

    def action_open(self) -> None:
        """Show the marked job in the cockpit, if the mark can be seen."""
        if self._part == "curves":
            self.app.bell()
            return
        row = next((row for row in self._table.rows if row.job == self._rows.marked), None)
        self._want(row, "attach")

    def action_best(self) -> None:
        """Show the best job in the cockpit."""
        self._want(self._table.best, "attach")

    def action_deploy(self) -> None:
        """Review, then deploy the model of the best job."""
        if not forbidden(self, self.services, "deploy a model"):
            self._want(self._table.best, "deploy")

    def action_stop(self) -> None:
        """Ask, then stop the sweep and its jobs, or give up its start."""
        view = self._view
        if forbidden(self, self.services, "stop a sweep"):
            return
        if not self._may_stop(view):
            self.notify("This sweep is over: there is nothing to stop.", markup=False)
        elif view is None:
            question = "Cancel the start? What was sent already stays there."
            self._ask(question, "", lambda: self._sweeps.cancel_start(self._called))
        else:
            record = view.record
            note = "All its jobs that run stop too; those that have ended stay."
            self._ask(f"Stop the sweep {record.key.name}?", note, lambda: self._sweeps.stop(record))

    def action_metric(self, by: int) -> None:
        """Draw another metric."""
        names = metrics(self._view.runs) if self._view is not None else ()
        if self._metric in names:
            self._metric = names[(names.index(self._metric) + by) % len(names)]
            self.show_sweep()

    def action_part(self) -> None:
        """Curves and table, or one of them alone."""
        self._part = _PARTS[(_PARTS.index(self._part) + 1) % len(_PARTS)]
        self.show_sweep()

    def action_copy(self) -> None:
        """Copy the table."""
        view = self._view
        clipboard.copy_from(self, as_text(view.record, view.standing) if view is not None else "")

    def action_again(self) -> None:
        """Ask the engine again."""
        if self._record is not None:
            self._sweeps.follow(self._record)

    def _ask(self, question: str, note: str, do: Callable[[], None]) -> None:
        self.query_one(StopPrompt).ask(question, note, do)

    def _want(self, row: Row | None, what: str) -> None:
        if row is None:
            self.notify("No job of this sweep has a value yet.", markup=False)
        elif row.number is None:
            self.notify(f"Nothing is known of {clean(row.job)} yet.", markup=False)
        else:
            self.app.screen_stack[0].post_message(SweepJobChosen(row.number, what))

    @property
    def _view(self) -> SweepView | None:
        return self._sweeps.view_of(self._record) if self._record is not None else None

    @property
    def _table(self) -> Standing:
        from core.sweep.standing import Standing

        view = self._view
        return view.standing if view is not None else Standing()

    @property
    def _rows(self) -> SweepRows:
        return self.query_one(SweepRows)
