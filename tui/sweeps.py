"""What the cockpit does with sweeps: reviews and starts them, follows those that are not over, opens their pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core.errors import Cancelled, RunBookError, TrainscopeError
from core.sweep import interrupted
from core.sweep.membership import sweep_name
from core.text import clean
from tui.background import sentence, start
from tui.first_paint import after_first_paint
from tui.readonly import forbidden
from tui.sweepmessages import (
    SweepChosen,
    SweepConfirmed,
    SweepJobChosen,
    SweepSeen,
    SweepStarted,
    SweepStarting,
    SweepStopAsked,
)
from tui.sweepthreads import resume_sweep, start_sweep, stop_sweep
from tui.sweepwatch import SweepWatch
from tui.widgets.form_pane import FormPane

if TYPE_CHECKING:
    from core.runs import SweepRecord
    from core.sweep.listing import ListedSweep
    from core.sweep.ranges import Range
    from tui.launches import UnderWay
    from tui.screens.cockpit import Cockpit
    from tui.services import Services

    SweepMessage = (
        SweepConfirmed
        | SweepStarting
        | SweepStarted
        | SweepSeen
        | SweepStopAsked
        | SweepChosen
        | SweepJobChosen
    )


_MOST_FOLLOWED = 4
"""Of the sweeps that were not over when the program started: each costs questions."""


@runtime_checkable
class ShowsSweep(Protocol):
    """A page that draws what is known of a sweep."""

    def show_sweep(self) -> None:
        """More is known."""

    def sweep_started(self, event: SweepStarted) -> None:
        """A start has ended."""


class Sweeps:
    """Passes on what is said of sweeps; `SweepWatch` follows each of which no end is known, and is passed the news."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self.watch = SweepWatch(cockpit, services)

    def begin(self) -> None:
        """Go on with starts that were interrupted, and follow what is not over; after the first paint, which must not
        wait for engines.
        """
        if not self._services.recorded:
            after_first_paint(self._cockpit, self._begin)

    def _begin(self) -> None:
        try:
            going_on = self._services.book.sweeps.newest(unended=True, limit=_MOST_FOLLOWED)
            halted = {record.id for record in interrupted.interrupted(self._services.book)}
        except RunBookError:  # `JobActions.begin` has told
            return
        for record in going_on:
            if record.id in halted:
                self._go_on(record)
            else:
                self.watch.follow(record)

    def review(self) -> None:
        """Open the review of a sweep of the form's ranges, or say what is missing."""
        from core.job.spec import new_sweep_name
        from tui.screens.sweep_review import SweepReviewPage

        cockpit, view = self._cockpit, self._cockpit.launching.view
        if forbidden(cockpit, self._services, "start a sweep"):
            return
        if view.dataset is None:
            missing = "No data set is read yet: wait for the count, or start with --dataset DIR."
            cockpit.notify(view.error or missing, severity="warning", markup=False)
            return
        form = cockpit.query_one(FormPane)
        name = new_sweep_name(view.dataset.root, cockpit.now)
        page = SweepReviewPage(self._services, view, form.given, self._ranges(form), name)
        cockpit.app.push_screen(page)

    def open_list(self) -> None:
        """The list of sweeps, the one of the job that is shown marked."""
        from tui.screens.sweeps import SweepsPage

        shown = self._cockpit.watching.record
        self._cockpit.app.push_screen(SweepsPage(self._services, "" if shown is None else sweep_name(shown)))

    def start_of(self, name: str) -> UnderWay | None:
        """The start of the sweep of that name; None if none is under way here."""
        return self._cockpit.launches.progress_of(_called(name))

    def cancel_start(self, name: str) -> None:
        """Give up the start of the sweep of that name."""
        self._cockpit.launches.cancel(_called(name))

    def stop(self, record: SweepRecord) -> None:
        """Ask the engine to stop it."""
        body = partial(stop_sweep, self._services, record, self._cockpit.post_message)
        start(self._cockpit, body, name=f"stop {record.key.name}")

    def leave(self) -> None:
        """The program ends: sweeps go on."""
        self.watch.leave()

    async def heard(self, event: SweepMessage) -> None:
        """There is news of a sweep, or something is wanted of one."""
        match event:
            case SweepConfirmed():
                self._start(event)
            case SweepStarting():
                if (under_way := self.start_of(event.name)) is not None:
                    under_way.progress = event.progress
                    self._show()
            case SweepStarted():
                self._started(event)
            case SweepSeen():
                self._seen(event)
            case SweepStopAsked():
                self._stop_asked(event)
            case SweepChosen():
                self._open(event.row)
            case SweepJobChosen():
                await self._job_chosen(event)

    def _ranges(self, form: FormPane) -> tuple[Range, ...]:
        from core.sweeping import ranges_of

        return ranges_of(form.ranges)

    def _start(self, event: SweepConfirmed) -> None:
        from tui.screens.sweep import SweepPage

        name, post = event.agreed.name, self._cockpit.post_message
        body = partial(start_sweep, self._services, event.agreed, post)
        resumes = self._services.engine.capabilities.resumes
        self._cockpit.launches.run(_called(name), body, resumes=resumes)
        self._cockpit.app.push_screen(SweepPage(self._services, self, name))

    def _go_on(self, record: SweepRecord) -> None:
        goes_on = "" if self._services.read_only else " It goes on."
        text = f"{interrupted.words(record, self._cockpit.now)}.{goes_on}"
        self._cockpit.notify(f"{text[:1].upper()}{text[1:]}", title="Sweep", timeout=15, markup=False)
        self._resume(record)

    def _resume(self, record: SweepRecord) -> None:
        if not self._services.read_only and self.start_of(record.key.name) is None:
            body = partial(resume_sweep, self._services, record, self._cockpit.post_message)
            self._cockpit.launches.run(_called(record.key.name), body, resumes=True)

    def _started(self, event: SweepStarted) -> None:
        self._cockpit.launches.end(_called(event.name))
        for page in self._pages():
            page.sweep_started(event)
        if event.record is not None:
            self.watch.follow(event.record)
        elif isinstance(event.error, Cancelled):
            text = f"The start of the sweep {clean(event.name)} was cancelled."
            self._cockpit.notify(text, markup=False)
        elif event.error is not None:
            text = sentence(event.error)
            self._cockpit.notify(text, title="Not started", severity="error", timeout=20, markup=False)

    def _seen(self, event: SweepSeen) -> None:
        self.watch.seen(event.view)
        self._cockpit.watching.sweep_seen(event.view)
        if event.interrupted:
            self._resume(event.view.record)
        self._show()

    def _stop_asked(self, event: SweepStopAsked) -> None:
        name = clean(event.record.key.name)
        if event.error is not None:
            text = sentence(event.error)
            self._cockpit.notify(text, title="Not stopped", severity="error", timeout=20, markup=False)
        else:
            self._cockpit.notify(f"{name} is asked to stop.", markup=False)
            self.watch.follow(event.record)

    def _open(self, row: ListedSweep) -> None:
        """The page of a sweep; one that only the engine knew is in the run book from then on."""
        from tui.screens.sweep import SweepPage

        try:
            record = self._services.book.sweeps.add(row.key, spec=None, created=row.created)
        except TrainscopeError as error:
            self._cockpit.notify(sentence(error), severity="warning", markup=False)
            return
        if not self.watch.follows(record):
            self.watch.follow(record)
        self._cockpit.app.push_screen(SweepPage(self._services, self, row.key.name, record))

    async def _job_chosen(self, event: SweepJobChosen) -> None:
        cockpit = self._cockpit
        try:
            record = self._services.book.job(event.number)
        except TrainscopeError as error:
            cockpit.notify(sentence(error), severity="warning", markup=False)
            return
        if event.what == "deploy":
            cockpit.hosting.deploy(record)
            return
        while len(cockpit.app.screen_stack) > 1:
            await cockpit.app.pop_screen()
        cockpit.jobs.show(record)
        if cockpit.has_class("-one"):
            cockpit.action_pane("chart")

    def _show(self) -> None:
        for page in self._pages():
            page.show_sweep()

    def _pages(self) -> list[ShowsSweep]:
        return [page for page in self._cockpit.app.screen_stack if isinstance(page, ShowsSweep)]


def _called(name: str) -> str:
    """What the start of a sweep is called among the launches: a job may have the same name."""
    return f"sweep {name}"
