"""The cockpit: data set, hyperparameters, chart, job and log of one job on one screen."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, Protocol, cast, runtime_checkable

from textual import on
from textual.containers import Container
from textual.widgets import Static

from core.errors import TrainscopeError
from core.text import clean
from tui.arrangement import Arrangement
from tui.background import sentence
from tui.endpoints import Endpoints
from tui.first_paint import hold_first_paint
from tui.jobwatch import JobWatch
from tui.keys import bindings
from tui.launches import Launches
from tui.launching import Launching
from tui.layout import PaneName, tab_line
from tui.meeting import endpoint_of
from tui.messages import (
    DataSetSeen,
    DeployConfirmed,
    Deployed,
    DeploySeen,
    EndpointsListed,
    JobChosen,
    JobSeen,
    JobTouched,
    LaunchConfirmed,
    Launched,
    LaunchSeen,
    TakenDown,
    UsageSeen,
)
from tui.screens.opaque import OpaqueScreen
from tui.widgets.chart_pane import ChartPane
from tui.widgets.dataset_draw import DataSetView
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.form_pane import FormPane
from tui.widgets.header import StatusHeader
from tui.widgets.job_pane import JobPane
from tui.widgets.key_bar import KeyBar
from tui.widgets.line_input import LineInput
from tui.widgets.log_pane import LogPane
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from core.job.status import JobKey
    from core.runs import Record
    from tui.keys import Where
    from tui.services import Services
    from tui.widgets.chart_canvas import ChartStyle


class Copyable(Protocol):
    """What each pane offers."""

    def copy_text(self) -> str:
        """What it shows, as text; empty if there is nothing."""


@runtime_checkable
class ShowsView(Protocol):
    """A page that draws what is known of the data set."""

    def show_view(self, view: DataSetView) -> None:
        """More is known."""


class Cockpit(OpaqueScreen):
    """Composes the panes and passes on what is said between them; what they show is theirs.

    Five parts do the work: `Arrangement` says which panes show, `JobWatch` follows the job that is shown, `Launching`
    reads the data set and judges the form's values, `Launches` holds the launches that are under way, `Endpoints` those
    that are up.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("cockpit")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.watching = JobWatch(self, services)
        self.launching = Launching(self, services)
        self.launches = Launches(self, services)
        self.endpoints = Endpoints(self, services)
        self.arrangement = Arrangement(self)

    def compose(self) -> ComposeResult:
        """All panes; which of them show is the layout's business."""
        services = self.services
        yield StatusHeader()
        yield Static(tab_line(self.arrangement.current), id="tabs")
        with Container(id="panes"):
            yield DatasetPane(DataSetView(path=services.settings.dataset.place), id="dataset")
            yield ChartPane(style=self._chart_style(), id="chart")
            yield FormPane(
                services.table,
                services.settings.hyperparameters,
                more_key=services.first_key("form.more"),
                read_only=services.read_only,
                id="form",
            )
            yield JobPane(id="job")
            yield LogPane(services.book, id="log")
        yield Static(id="too-small")
        yield KeyBar(services.keymap, read_only=services.read_only)
        yield StopPrompt(services)

    def _chart_style(self) -> ChartStyle:
        chosen = "ascii" if self.services.ascii_only else self.services.settings.ui.chart
        return cast("ChartStyle", chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing happens unseen: where the terminal is too small for the panes, their keys wait."""
        return not self.has_class("-too-small")

    def on_mount(self) -> None:
        """Show what the run book knows, then read the data set beside."""
        hold_first_paint(self)
        self.arrangement.go("dataset")
        self.launches.go_on()
        self.endpoints.begin()
        newest = self.watching.newest()
        if newest is not None:
            self.show_job(newest, after_first_paint=True)
        else:
            self.watching.draw_header()
        self.launching.read()

    def on_unmount(self) -> None:
        """Stop following; jobs go on."""
        self.watching.detach()
        self.launching.cancel()
        self.launches.leave()
        self.endpoints.leave()

    def on_resize(self, event: Resize) -> None:
        """All panes, tabs, or a sentence."""
        self.arrangement.fit(event.size)
        self._show_keys()

    def on_descendant_focus(self) -> None:
        """The pane with the focus is the current one; the key bar shows its keys."""
        self.arrangement.follow_focus()
        self._show_keys()

    def _show_keys(self) -> None:
        typing = isinstance(self.focused, LineInput)
        where: tuple[Where, ...] = (
            ("field",) if typing else (self.arrangement.current, "cockpit", "everywhere")
        )
        idle = [] if self.watching.running else ["job.stop"]
        idle += [] if self.watching.has_model else ["job.deploy"]
        idle += [] if self.endpoints.rows else ["endpoints.open"]
        self.query_one(KeyBar).show(*where, without=idle)

    def action_pane(self, name: PaneName) -> None:
        """Go to a pane; as a tab or zoomed, it takes the place of the one that shows."""
        self.arrangement.go(name)
        self._show_keys()

    def action_next_pane(self, by: int) -> None:
        """Go round the panes."""
        self.arrangement.step(by)
        self._show_keys()

    def action_zoom(self) -> None:
        """The focused pane alone, or all again."""
        self.arrangement.zoom()

    def action_search(self) -> None:
        """Search the log."""
        self.action_pane("log")
        self.query_one(LogPane).action_search()

    def action_filter(self) -> None:
        """Filter the log."""
        self.action_pane("log")
        self.query_one(LogPane).action_filter()

    def action_next_match(self) -> None:
        """Next match in the log."""
        self.query_one(LogPane).action_next_match()

    def action_previous_match(self) -> None:
        """Previous match in the log."""
        self.query_one(LogPane).action_previous_match()

    def action_more(self) -> None:
        """All hyperparameters, or the first."""
        self.action_pane("form")
        self.query_one(FormPane).action_more()

    def action_reload(self) -> None:
        """Read the data set again."""
        self.launching.read()

    def action_copy(self) -> None:
        """Copy what the focused pane shows."""
        from tui import clipboard

        pane = cast("Copyable", self.query_one(f"#{self.arrangement.current}"))
        text = pane.copy_text()
        said = clipboard.copy(self.app, text) if text else "Nothing to copy here yet."
        self.notify(said, markup=False)

    def action_launch(self) -> None:
        """Review, then launch."""
        if not self._forbidden("launch"):
            self.launching.review()

    def action_stop(self) -> None:
        """Ask, then stop the job that is shown."""
        if self._forbidden("stop a job"):
            return
        record = self.watching.record
        if record is None or not self.watching.running:
            self.notify("There is no running job to stop.", markup=False)
        elif self.launches.progress_of(record.key.name) is not None:
            self.launches.ask_to_cancel(record.key.name)
        else:
            self.query_one(StopPrompt).ask_to_stop(record.key)

    def action_relaunch(self) -> None:
        """Review a job with the values of the one that is shown."""
        if self._forbidden("launch"):
            return
        if self.watching.record is None:
            self.notify("There is no job to launch again.", markup=False)
        else:
            self.launching.take(self.watching.record, review=True)

    def action_deploy(self) -> None:
        """Review, then deploy the model of the job that is shown."""
        if self.watching.record is None:
            self.notify("There is no job to deploy.", markup=False)
        else:
            self._deploy(self.watching.record)

    def _deploy(self, record: Record) -> None:
        from tui.screens.deploy import DeployPage

        if not self._forbidden("deploy a model"):
            self.app.push_screen(DeployPage(self.services, record))

    def action_ask(self) -> None:
        """Ask the endpoint of the job that is shown about photos, or the only one there is."""
        from tui.screens.predict import PredictPage

        shown = self.watching.record
        rows = [row for row in self.endpoints.rows if not row.interrupted]
        row = endpoint_of(rows, shown.key if shown else None)
        if row is not None:
            self.app.push_screen(PredictPage(self.services, row))
        elif rows:
            self.action_endpoints()
        else:
            key = self.services.first_key("job.deploy")
            self.notify(f"No endpoint is up. {key} deploys the model of the job that is shown.", markup=False)

    def action_endpoints(self) -> None:
        """The list of endpoints."""
        self._show_endpoints()

    def _show_endpoints(self, key: JobKey | None = None) -> None:
        from tui.screens.endpoints import EndpointsPage

        shown = self.app.screen
        page = shown if isinstance(shown, EndpointsPage) else EndpointsPage(self.services, self.endpoints)
        page.mark(key)
        if page is not shown:
            self.app.push_screen(page)

    def action_copy_link(self, number: int) -> None:
        """Copy the address of one of the job's pages."""
        from tui import clipboard

        state = self.watching.record.state if self.watching.record is not None else None
        links = state.links if state is not None else ()
        if number < len(links):
            said = f"{clean(links[number].label)}: {clipboard.copy(self.app, clean(links[number].address))}"
        else:
            said = "This job has no page of its own."
        self.notify(said, markup=False)

    def show_job(self, record: Record, *, after_first_paint: bool = False) -> None:
        """Show a job: follow it, or go on with its launch if that was interrupted."""
        if self.launches.can_resume(record):
            self.launches.resume(record)
        launch = self.launches.progress_of(record.key.name)
        if launch is None:
            self.watching.attach(record, after_first_paint=after_first_paint)
        else:
            launch.shown = True
            self.watching.show_launch(record, launch.progress, resumes=launch.resumes)

    def action_jobs(self) -> None:
        """The list of jobs."""
        from tui.screens.jobs import JobsScreen

        shown = self.watching.record
        self.app.push_screen(JobsScreen(self.services, shown.key if shown else None))

    @on(DatasetPane.Opened)
    def _open_dataset(self) -> None:
        from tui.screens.dataset_page import DatasetPage

        self.app.push_screen(DatasetPage(self.services, self.launching.view))

    @on(JobChosen)
    def _chosen(self, event: JobChosen) -> None:
        from core.joblist import record_of

        try:
            record = record_of(self.services.book, event.row, self.now)
        except TrainscopeError as error:
            self.notify(sentence(error), severity="warning", markup=False)
            return
        if event.what == "attach":
            self.show_job(record)
        elif event.what == "deploy":
            self._deploy(record)
        else:
            self.launching.take(record, review=event.what == "relaunch")

    @on(FormPane.Changed)
    def _form_changed(self, event: FormPane.Changed) -> None:
        self.launching.values_changed(event.given)

    @on(FormPane.Considered)
    def _form_considered(self, event: FormPane.Considered) -> None:
        self.launching.consider(event.given)

    @on(DataSetSeen)
    def _dataset_seen(self, event: DataSetSeen) -> None:
        self.launching.seen(event)
        self.watching.draw_header()

    @on(LaunchConfirmed)
    def _confirmed(self, event: LaunchConfirmed) -> None:
        self.launches.start(event.draft, event.review)

    @on(LaunchSeen)
    def _launch_seen(self, event: LaunchSeen) -> None:
        self.launches.seen(event)
        self._show_keys()

    @on(Launched)
    def _launched(self, event: Launched) -> None:
        if self.launches.ended(event) and self.has_class("-one"):
            self.action_pane("chart")
        self._show_keys()

    @on(DeployConfirmed)
    def _deploy_confirmed(self, event: DeployConfirmed) -> None:
        self.endpoints.deploy(event.agreed)
        self._show_endpoints(event.agreed.deployment.key)

    @on(DeploySeen)
    def _deploy_seen(self, event: DeploySeen) -> None:
        self.endpoints.deploy_seen(event)
        self._show_keys()

    @on(Deployed)
    def _deployed(self, event: Deployed) -> None:
        self.endpoints.deployed(event)
        self._show_keys()

    @on(EndpointsListed)
    def _endpoints_listed(self, event: EndpointsListed) -> None:
        self.endpoints.listed(event)
        self._show_keys()

    @on(TakenDown)
    def _taken_down(self, event: TakenDown) -> None:
        self.endpoints.taken_down(event)
        self._show_keys()

    @on(JobSeen)
    def _job_seen(self, event: JobSeen) -> None:
        self.watching.seen(event.key, event.update)
        record = self.watching.record
        interrupted = event.update.interrupted and record is not None and record.key == event.key
        if interrupted and record is not None and self.launches.can_resume(record):
            self.show_job(record)  # whoever was launching it is gone
        self._show_keys()

    @on(JobTouched)
    def _job_touched(self, event: JobTouched) -> None:
        self.watching.look_again(event.key)

    @on(UsageSeen)
    def _usage_seen(self, event: UsageSeen) -> None:
        self.watching.usage_seen(event)

    def _forbidden(self, what: str) -> bool:
        if self.services.read_only:
            self.notify(f"Read-only: cannot {what}.", severity="warning", markup=False)
        return self.services.read_only

    def show_dataset(self, view: DataSetView) -> None:
        """Draw what is known of the data set, also on a page that is open over the cockpit."""
        data = view.dataset
        # With several labels a photo a line says what the bars count.
        self.arrangement.make_room(len(data.classes) + data.multi_label if data else 0)
        self.query_one(DatasetPane).show(view)
        if isinstance(self.app.screen, ShowsView):
            self.app.screen.show_view(view)

    @property
    def now(self) -> float:
        """Epoch seconds."""
        return time.time()
