"""The page of one sweep: how far it is, the curves of its best jobs, the table of all, the best one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.content import Content
from textual.widgets import Static

from core.compare.slots import slots
from core.text import clean
from tui import clipboard
from tui.background import sentence
from tui.keys import bindings
from tui.readonly import forbidden
from tui.screens.opaque import OpaqueScreen
from tui.sweepmessages import SweepJobChosen
from tui.widgets.choice_rows import ChoiceRows
from tui.widgets.key_bar import KeyBar
from tui.widgets.rows import Rows
from tui.widgets.standing_draw import as_text
from tui.widgets.stop_prompt import StopPrompt
from tui.widgets.sweep_view import PARTS, SweepPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.status import JobKey
    from core.runs import SweepRecord
    from core.sweep.standing import Row
    from tui.services import Services
    from tui.sweepmessages import SweepStarted, SweepView
    from tui.sweeps import Sweeps
    from tui.widgets.chart_canvas import ChartStyle


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
        self._part = PARTS[0]
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
        self._choose()
        picture, width = self._picture, max(20, self.size.width - 4)
        self._show_curves(picture, width)
        self._rows.show(*picture.lines(width))
        self._show_words(picture)
        self.query_one(KeyBar).show("sweep", "page", "everywhere", without=picture.idle_keys())

    def _choose(self) -> None:
        """A metric that there is, and a slot for each curve, kept while it is drawn."""
        view, names = self._view, self._picture.metrics
        if self._metric not in names:
            self._metric = names[0] if names else ""
        keys = (run.record.key for run in view.runs) if view is not None else ()
        self._slots = slots(sorted(keys, key=lambda key: key.name), self._slots)

    def _show_curves(self, picture: SweepPicture, width: int) -> None:
        curves, room = self.query_one("#sweep-curves", Rows), max(1, self.size.height - 2)
        high = picture.high(room)
        curves.styles.height, curves.display = high, bool(high)
        # Hidden the table would lose the focus, and the page its keys.
        self._rows.styles.height = "1fr" if high < room else 0
        if high:
            chosen = "ascii" if self.services.ascii_only else self.services.settings.ui.chart
            curves.set_rows(picture.curves((width, high), self.services.clock(), cast("ChartStyle", chosen)))

    def _show_words(self, picture: SweepPicture) -> None:
        """Title and trouble."""
        said = (picture.title, picture.view.trouble if picture.view is not None else "")
        if said == self._said:
            return
        words, trouble = self._said = said
        self.query_one("#sweep-title", Static).update(Content(words))
        line = self.query_one("#sweep-trouble", Static)
        line.display = bool(trouble)
        line.update(Content(f"▲ {trouble}"))

    def action_back(self) -> None:
        """Back to where the user came from."""
        self.dismiss()

    def action_open(self) -> None:
        """Show the marked job in the cockpit, if the mark can be seen."""
        if self._part == "curves":
            self.app.bell()
            return
        row = next((row for row in self._picture.table.rows if row.job == self._rows.marked), None)
        self._want(row, "attach")

    def action_best(self) -> None:
        """Show the best job in the cockpit."""
        self._want(self._picture.table.best, "attach")

    def action_deploy(self) -> None:
        """Review, then deploy the model of the best job."""
        if not forbidden(self, self.services, "deploy a model"):
            self._want(self._picture.table.best, "deploy")

    def action_stop(self) -> None:
        """Ask, then stop the sweep and its jobs, or give up its start."""
        view = self._view
        if forbidden(self, self.services, "stop a sweep"):
            return
        if not self._picture.can_be_stopped:
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
        names = self._picture.metrics
        if self._metric in names:
            self._metric = names[(names.index(self._metric) + by) % len(names)]
            self.show_sweep()

    def action_part(self) -> None:
        """Curves and table, or one of them alone."""
        self._part = PARTS[(PARTS.index(self._part) + 1) % len(PARTS)]
        self.show_sweep()

    def action_copy(self) -> None:
        """Copy the table."""
        view = self._view
        clipboard.copy_from(self, as_text(view.record, view.standing) if view is not None else "")

    def action_again(self) -> None:
        """Ask the engine again."""
        if self._record is not None:
            self._sweeps.watch.follow(self._record)

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
        return self._sweeps.watch.view_of(self._record) if self._record is not None else None

    @property
    def _picture(self) -> SweepPicture:
        start = self._sweeps.start_of(self._called)
        return SweepPicture(
            self._called, self._view, start, self._error, self._slots, self._metric, self._part
        )

    @property
    def _rows(self) -> SweepRows:
        return self.query_one(SweepRows)
