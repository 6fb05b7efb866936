"""What is said in the cockpit, passed on to the part of it that it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from tui.linekeys import KeysChanged
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
    PagerFileReady,
    SweepNews,
    TakenDown,
    TransformNews,
    UsageSeen,
)
from tui.newsmessages import EventClaimed, Foreseen
from tui.pointlines import LineFound
from tui.screens.opaque import OpaqueScreen
from tui.widgets.chart_pane import ChartPane
from tui.widgets.dataset_pane import DatasetPane
from tui.widgets.form_pane import FormPane

if TYPE_CHECKING:
    from tui.hosting import Hosting, HostingMessage
    from tui.jobactions import JobActions, JobMessage
    from tui.jobwatch import JobWatch
    from tui.launches import Launches, LaunchMessage
    from tui.launching import Launching
    from tui.logpages import LogPages
    from tui.notify import Attention
    from tui.pointlines import PointLines
    from tui.services import Services
    from tui.sweeps import SweepMessage, Sweeps
    from tui.transforms import TransformMessage, Transforms


class Hearing(OpaqueScreen):
    """A screen with these parts, which hears for them."""

    services: Services
    watching: JobWatch
    launching: Launching
    launches: Launches
    jobs: JobActions
    hosting: Hosting
    pointlines: PointLines
    logpages: LogPages
    attention: Attention

    @property
    def transforms(self) -> Transforms:
        """The batch transforms."""
        raise NotImplementedError

    @property
    def sweeps(self) -> Sweeps:
        """The sweeps."""
        raise NotImplementedError

    def show_keys(self) -> None:
        """Show the keys of what is in front now."""
        raise NotImplementedError

    @on(PagerFileReady)
    def _pager_file_ready(self, event: PagerFileReady) -> None:
        self.logpages.file_ready(event)

    @on(DatasetPane.Opened)
    def _open_dataset(self) -> None:
        from tui.screens.dataset_page import DatasetPage

        self.app.push_screen(DatasetPage(self.services, self.launching.view))

    @on(JobChosen)
    def _chosen(self, event: JobChosen) -> None:
        self.jobs.chosen(event)

    @on(FormPane.Changed)
    def _form_changed(self, event: FormPane.Changed) -> None:
        self.launching.values_changed(event.given)
        self.show_keys()

    @on(FormPane.Considered)
    def _form_considered(self, event: FormPane.Considered) -> None:
        self.launching.consider(event.given)

    @on(ChartPane.LineWanted)
    def _line_wanted(self, event: ChartPane.LineWanted) -> None:
        self.pointlines.to_line(event.point)

    @on(KeysChanged)
    def _keys_changed(self) -> None:
        self.show_keys()

    @on(LineFound)
    def _line_found(self, event: LineFound) -> None:
        self.pointlines.found(event)

    @on(DataSetSeen)
    def _dataset_seen(self, event: DataSetSeen) -> None:
        self.launching.seen(event)
        self.watching.draw_header()

    @on(TransformNews)
    def _transforms_heard(self, event: TransformMessage) -> None:
        self.transforms.heard(event)

    @on(JobSeen)
    @on(JobTouched)
    @on(UsageSeen)
    def _job_heard(self, event: JobMessage) -> None:
        self.jobs.heard(event)
        self.show_keys()

    @on(Foreseen)
    def _foreseen(self, event: Foreseen) -> None:
        self.watching.foreseen(event)

    @on(EventClaimed)
    def _event_claimed(self, event: EventClaimed) -> None:
        self.attention.claimed(event)

    @on(SweepNews)
    async def _sweep_heard(self, event: SweepMessage) -> None:
        await self.sweeps.heard(event)

    @on(LaunchConfirmed)
    @on(LaunchSeen)
    @on(Launched)
    def _launch_heard(self, event: LaunchMessage) -> None:
        self.launches.heard(event)
        self.show_keys()

    @on(DeployConfirmed)
    @on(DeploySeen)
    @on(Deployed)
    @on(EndpointsListed)
    @on(TakenDown)
    def _hosting_heard(self, event: HostingMessage) -> None:
        self.hosting.heard(event)
        self.show_keys()
