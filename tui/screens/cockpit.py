"""The cockpit: data set, hyperparameters, chart, job and log of one job on one screen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Container
from textual.widgets import Static

from tui import replaying
from tui.arrangement import Arrangement
from tui.copying import copy_link, copy_pane
from tui.endpoints import Endpoints
from tui.first_paint import after_first_paint, hold_first_paint
from tui.hosting import Hosting
from tui.jobactions import JobActions
from tui.jobwatch import JobWatch
from tui.keys import bindings
from tui.launches import Launches
from tui.launching import Launching, unread
from tui.layout import GRID_HEIGHT, GRID_WIDTH, PaneName, tab_line
from tui.linekeys import LineKeys, cockpit_keys
from tui.logpages import LogPages
from tui.notify import Attention, wanted
from tui.pointlines import PointLines
from tui.readonly import forbidden
from tui.screens.hearing import Hearing
from tui.title import Title
from tui.widgets.chart_pane import ChartPane
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

    from tui.keys import Where
    from tui.services import Services
    from tui.sweeps import Sweeps
    from tui.transforms import Transforms
    from tui.widgets.chart_canvas import ChartStyle


class Cockpit(Hearing):
    """Composes the panes and does what keys say; what the panes show is theirs, and `Hearing` passes on what they say.

    Its parts do the work: `Arrangement` says which panes show, `JobWatch` follows the job that is shown, `JobActions`
    does things with jobs, `Launching` reads the data set and judges the form's values, `Launches` holds the launches
    that are under way, `Endpoints` those that are up, `Hosting` and `Transforms` open the pages about models, `Sweeps`
    holds the sweeps.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("cockpit"), *bindings("replay")]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.watching = JobWatch(self, services)
        self.launching = Launching(self, services)
        self.launches = Launches(self, services)
        self.jobs = JobActions(self, services)
        self.endpoints = Endpoints(self, services)
        self.hosting = Hosting(self, services)
        self.pointlines = PointLines(self, services)
        self.logpages = LogPages(self, services)
        self.arrangement = Arrangement(self)
        self.attention = Attention(self, wanted(services), services.book)
        self.title_line = Title(self, wanted=services.settings.notify.title)

    @cached_property
    def transforms(self) -> Transforms:
        """The batch transforms, once one is wanted."""
        from tui.transforms import Transforms

        return Transforms(self, self.services)

    @cached_property
    def sweeps(self) -> Sweeps:
        """The sweeps, from the first paint on."""
        from tui.sweeps import Sweeps

        return Sweeps(self, self.services)

    def compose(self) -> ComposeResult:
        """All panes; which of them show is the layout's business."""
        services = self.services
        yield StatusHeader(now=services.clock)
        yield Static(tab_line(self.arrangement.current), id="tabs")
        with Container(id="panes"):
            yield DatasetPane(unread(services), id="dataset")
            yield ChartPane(style=self._chart_style(), id="chart")
            yield FormPane(
                services.table,
                services.settings.hyperparameters,
                ranges=services.settings.sweep.ranges,
                more_key=services.first_key("form.more"),
                range_key=services.first_key("form.range"),
                read_only=services.read_only,
                id="form",
            )
            yield JobPane(id="job")
            yield LogPane(
                services.book, id="log", now=services.clock, drop_key=services.first_key("log.clear")
            )
        yield Static(id="too-small")
        yield KeyBar(services.keymap, read_only=services.read_only)
        yield StopPrompt(services)

    def _chart_style(self) -> ChartStyle:
        chosen = "ascii" if self.services.ascii_only else self.services.settings.ui.chart
        return cast("ChartStyle", chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing happens unseen: where the terminal is too small for the panes, their keys wait."""
        if action.startswith("replay_") and not self.services.recorded:
            return False
        return not self.has_class("-too-small")

    def on_mount(self) -> None:
        """Show what the run book knows, then read the data set beside."""
        hold_first_paint(self)
        self.arrangement.go("chart" if self.services.recorded else "dataset")
        self.endpoints.begin()
        self.jobs.begin()
        after_first_paint(self, lambda: self.sweeps.begin())
        self.launching.read()

    def on_unmount(self) -> None:
        """Stop following; jobs go on."""
        self.watching.detach()
        self.launching.cancel()
        self.launches.leave()
        self.endpoints.leave()
        self.transforms.leave()
        self.sweeps.leave()
        self.pointlines.leave()
        self.title_line.restore()

    def on_resize(self, event: Resize) -> None:
        """All panes, tabs, or a sentence."""
        self.arrangement.fit(event.size)
        self.show_keys()

    def on_descendant_focus(self) -> None:
        """The pane with the focus is the current one; the key bar shows its keys."""
        self.arrangement.follow_focus()
        self.show_keys()

    def show_keys(self) -> None:
        """The keys of the pane in front and of what one is doing, in the last line."""
        typing = isinstance(self.focused, LineInput)
        played: tuple[Where, ...] = ("replay",) if self.services.recorded else ()
        where: tuple[Where, ...] = (
            ("field",) if typing else (*played, self.arrangement.current, "cockpit", "everywhere")
        )
        keys = LineKeys() if typing else cockpit_keys(self)
        self.query_one(KeyBar).show(*where, first=keys.first, without=keys.idle, called=keys.called)

    def action_pane(self, name: PaneName) -> None:
        """Go to a pane; as a tab or zoomed, it takes the place of the one that shows."""
        self.arrangement.go(name)
        self.show_keys()

    def action_next_pane(self, by: int) -> None:
        """Go round the panes."""
        self.arrangement.step(by)
        self.show_keys()

    def action_zoom(self) -> None:
        """The focused pane alone, or all again; where it is alone anyway, say so."""
        if not self.arrangement.zoom():
            self._say(f"Already full screen: all panes fit from {GRID_WIDTH}×{GRID_HEIGHT} on.")
        self.show_keys()

    def _say(self, words: str) -> None:
        """In the line of keys, where a key was looked for that does nothing now."""
        if not self.query_one(KeyBar).say(words, "information", 4):
            self.notify(words, timeout=4, markup=False)

    def action_search(self) -> None:
        """Search the log."""
        self.action_pane("log")
        self.query_one(LogPane).action_search()

    def action_filter(self) -> None:
        """Filter the log."""
        self.action_pane("log")
        self.query_one(LogPane).action_filter()

    def action_log_parsed(self) -> None:
        """What was parsed of the log."""
        self.logpages.parsed()

    def action_log_save(self) -> None:
        """The log as a file."""
        self.logpages.save()

    def action_log_pager(self) -> None:
        """The log in a pager."""
        self.logpages.pager()

    def action_next_match(self) -> None:
        """Next match in the log."""
        self._match(1)

    def action_previous_match(self) -> None:
        """Previous match in the log."""
        self._match(-1)

    def _match(self, by: int) -> None:
        log = self.query_one(LogPane)
        if not log.step(by):
            self._say(f"Nothing is searched for: {self.services.first_key('log.search')} searches the log.")
        elif not log.display:
            self.action_pane("log")

    def action_more(self) -> None:
        """All hyperparameters, or the first."""
        self.action_pane("form")
        self.query_one(FormPane).action_more()

    def action_reload(self) -> None:
        """Read the data set again."""
        self.launching.read()

    def action_copy(self) -> None:
        """Copy what the focused pane shows."""
        copy_pane(self)

    def action_copy_link(self, number: int) -> None:
        """Copy the address of one of the job's pages."""
        copy_link(self, number)

    def action_launch(self) -> None:
        """Review, then launch."""
        if not forbidden(self, self.services, "launch"):
            self.launching.review()

    def action_stop(self) -> None:
        """Ask, then stop the job that is shown."""
        self.jobs.stop()

    def action_relaunch(self) -> None:
        """Review a job with the values of the one that is shown."""
        self.jobs.relaunch()

    def action_deploy(self) -> None:
        """Review, then deploy the model of the job that is shown."""
        self.hosting.deploy(self.watching.record)

    def action_transform(self) -> None:
        """Ask the model of the job that is shown about many photos."""
        self.transforms.begin(self.watching.record)

    def action_ask(self) -> None:
        """Ask an endpoint about photos, or show the answers of the batch transform that is shown."""
        self.hosting.ask()

    def action_endpoints(self) -> None:
        """The list of endpoints."""
        self.hosting.show_endpoints()

    def action_sweep(self) -> None:
        """Review, then start a sweep."""
        self.sweeps.review()

    def action_sweeps(self) -> None:
        """The list of sweeps."""
        self.sweeps.open_list()

    def action_to_point(self) -> None:
        """Go from the line of the log to the point that it made."""
        self.pointlines.to_point()

    def action_replay_pause(self) -> None:
        """Let the recording stand still, or go on."""
        replaying.pause(self)

    def action_replay_go(self, part: float) -> None:
        """Go through the recording."""
        replaying.go(self, part)

    def action_jobs(self) -> None:
        """The list of jobs."""
        self.jobs.open_list()

    @property
    def now(self) -> float:
        """Epoch seconds."""
        return self.services.clock()
