"""What is done with a job, the one that is shown or one chosen from the list: shown, stopped, launched again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.transforming import is_batch
from core.errors import RunBookError, TrainscopeError
from tui.background import sentence
from tui.messages import JobSeen, JobTouched, UsageSeen
from tui.readonly import forbidden
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from core.runs import Record
    from tui.messages import JobChosen
    from tui.screens.cockpit import Cockpit
    from tui.services import Services

    JobMessage = JobSeen | JobTouched | UsageSeen


class JobActions:
    """Passes on what the user wants to `JobWatch`, `Launches`, `Launching` and `Hosting`."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services

    def begin(self) -> None:
        """Go on with launches that were interrupted and show the newest job; where the run book breaks, say so."""
        cockpit = self._cockpit
        newest = None
        try:
            cockpit.launches.go_on()
            newest = cockpit.watching.newest()
        except RunBookError as error:
            text = sentence(error)
            cockpit.notify(text, title="Run book", severity="warning", timeout=30, markup=False)
        if newest is not None:
            self.show(newest, after_first_paint=True)
        else:
            cockpit.watching.draw_header()

    def show(self, record: Record, *, after_first_paint: bool = False) -> None:
        """Show a job: follow it, or go on with its launch if that was interrupted."""
        launches, watching = self._cockpit.launches, self._cockpit.watching
        if launches.can_resume(record):
            launches.resume(record)
        launch = launches.progress_of(record.key.name)
        if launch is None:
            watching.attach(record, after_first_paint=after_first_paint)
        else:
            launch.shown = True
            watching.show_launch(record, launch.progress, resumes=launch.resumes)

    def heard(self, event: JobMessage) -> None:
        """There is news of a job."""
        watching = self._cockpit.watching
        match event:
            case JobSeen():
                self._seen(event)
            case JobTouched():
                watching.look_again(event.key)
            case UsageSeen():
                watching.usage_seen(event)

    def _seen(self, event: JobSeen) -> None:
        """Show it; whoever was launching the job may be gone."""
        watching, launches = self._cockpit.watching, self._cockpit.launches
        watching.seen(event.key, event.update)
        record = watching.record
        shown = record is not None and record.key == event.key
        if record is not None and shown and event.update.interrupted and launches.can_resume(record):
            self.show(record)

    def open_list(self) -> None:
        """The list of jobs, the one that is shown marked."""
        from tui.screens.jobs import JobsScreen

        shown = self._cockpit.watching.record
        self._cockpit.app.push_screen(JobsScreen(self._services, shown.key if shown else None))

    def stop(self) -> None:
        """Ask, then stop the job that is shown, or cancel its launch."""
        if forbidden(self._cockpit, self._services, "stop a job"):
            return
        record, launches = self._cockpit.watching.record, self._cockpit.launches
        if record is None or not self._cockpit.watching.running:
            self._cockpit.notify("There is no running job to stop.", markup=False)
        elif launches.progress_of(record.key.name) is not None:
            launches.ask_to_cancel(record.key.name)
        else:
            self._cockpit.query_one(StopPrompt).ask_to_stop(record.key, batch=is_batch(record))

    def relaunch(self) -> None:
        """Review a job with the values of the one that is shown."""
        if forbidden(self._cockpit, self._services, "launch"):
            return
        record = self._cockpit.watching.record
        if record is None:
            self._cockpit.notify("There is no job to launch again.", markup=False)
        else:
            self._cockpit.launching.take(record, review=True)

    def chosen(self, event: JobChosen) -> None:
        """Do what was chosen in the list of jobs."""
        from core.joblist import record_of

        cockpit = self._cockpit
        try:
            record = record_of(self._services.book, event.row, cockpit.now)
        except TrainscopeError as error:
            cockpit.notify(sentence(error), severity="warning", markup=False)
            return
        match event.what:
            case "attach":
                self.show(record)
            case "deploy":
                cockpit.hosting.deploy(record)
            case "transform":
                cockpit.transforms.begin(record, event.row.status)
            case "answers":
                cockpit.transforms.answers(record, event.row.status)
            case _:
                cockpit.launching.take(record, review=event.what == "relaunch")
