"""Following the job that the cockpit shows: attach, detach, and what each update changes on the screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.attention import events
from core.cancel import CancelToken
from core.errors import TrainscopeError
from core.sweep.membership import membership, sweep_name
from core.text import clean
from core.update import Trouble
from tui import first_paint
from tui.background import follow_job, start, watch_usage
from tui.bookreading import BookReading
from tui.foresight import foresee_ended, helping_keys
from tui.job_facts import cost_of_job, elsewhere, launch_note, sweep_of, transform_of
from tui.widgets.answering_draw import no_curve_words
from tui.widgets.chart_pane import ChartPane
from tui.widgets.header import HeaderFacts, StatusHeader
from tui.widgets.job_headline import job_headline
from tui.widgets.job_pane import JobPane
from tui.widgets.job_view import JobView
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import InstanceMetric, LaunchProgress
    from core.finding import Finding
    from core.job.status import JobKey
    from core.runs import Record
    from core.sweep.membership import Membership
    from core.watch import Update
    from tui.messages import UsageSeen
    from tui.newsmessages import Foreseen
    from tui.screens.cockpit import Cockpit
    from tui.services import Services
    from tui.sweepmessages import SweepView


_OLD_NEWS = 60.0
"""Seconds before it was attached to that a job's end is still news: older ones are shown, not announced."""


class JobWatch:
    """One job at a time. Everything it shows comes from the run book, so attaching costs nothing."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self._reading: BookReading | None = None
        self._cancel = CancelToken()
        self._was_running = False
        self._attached = 0.0
        self._trouble: Trouble | None = None
        self._launch: LaunchProgress | None = None
        self._resumes = False
        self._usage: tuple[InstanceMetric, ...] = ()
        self._note = ""
        self._findings: tuple[Finding, ...] = ()
        self._sweep: Membership | None = None

    @property
    def record(self) -> Record | None:
        """The job that is shown."""
        return self._reading.record if self._reading is not None else None

    @property
    def name(self) -> str | None:
        """Name of the job that is shown."""
        return self.record.key.name if self.record else None

    @property
    def running(self) -> bool:
        """Whether a job is shown that has not ended."""
        return self._reading is not None and self._reading.running

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What goes wrong with it just now."""
        return self._findings

    @property
    def finding_keys(self) -> Mapping[str, str]:
        """Kind of finding -> the keys that help, such as ``s stop · 3 chart``."""
        state = self.record.state if self.record is not None else None
        links = len(state.links) if state is not None else 0
        return helping_keys(self._findings, self._services, over=not self.running, links=links)

    @property
    def has_model(self) -> bool:
        """Whether the job that is shown has left a model."""
        state = self.record.state if self.record is not None else None
        return state is not None and state.status.terminal and state.model is not None

    @property
    def has_answers(self) -> bool:
        """Whether a batch transform is shown that has ended."""
        record = self.record
        return record is not None and not self.running and transform_of(record) is not None

    def shows(self, record: Record) -> bool:
        """Whether this is the job that is shown."""
        return self.record is not None and self.record.id == record.id

    def newest(self) -> Record | None:
        """The newest job that still runs, else the newest at all.

        Raises:
            RunBookError: the run book cannot be read.
        """
        book = self._services.book
        return next(iter(book.jobs(limit=1, unended=True) or book.jobs(limit=1)), None)

    def attach(self, record: Record, *, after_first_paint: bool = False) -> None:
        """Show this job instead, whole from the run book, and follow it.

        A job whose log was read to its end is not followed: the book knows all that there will be, and what is to be
        said of it is reckoned once.

        Args:
            record: the job.
            after_first_paint: follow it only then: what an engine imports would hold the paint up.
        """
        self.detach()
        self._launch = None
        self._note = launch_note(record, self._services.book, self._cockpit.now)
        self._show(record)
        self._follow(record, after_first_paint=after_first_paint)

    def look_again(self, key: JobKey) -> None:
        """Ask about this job at once, if it is the one that is shown: something was done to it."""
        if self.record is not None and self.record.key == key and self.running and self._launch is None:
            self.detach()
            self._follow(self.record)

    def _follow(self, record: Record, *, after_first_paint: bool = False) -> None:
        self._cancel = CancelToken()
        bodies = ((follow_job, "follow"), (watch_usage, "use of"))
        for body, word in ((foresee_ended, "judge"),) if record.drained else bodies:
            run = partial(body, self._services, record, self._cockpit.post_message, self._cancel)
            begin = partial(start, self._cockpit, run, name=f"{word} {record.key.name}")
            if after_first_paint:
                first_paint.after_first_paint(self._cockpit, begin)
            else:
                begin()

    def show_launch(self, record: Record, progress: LaunchProgress | None, *, resumes: bool) -> None:
        """Show how far the launch of a job is; there is nothing to follow yet.

        Args:
            record: the job as it is saved.
            progress: how far it is, None while that is not known.
            resumes: whether the launch is gone on with after an interruption.
        """
        self._launch, self._resumes, self._note = progress, resumes, ""
        if self.shows(record):
            self._show_all()
        else:
            self.detach()
            self._show(record)

    def launch_ended(self, name: str, note: str) -> None:
        """The launch that is shown came to nothing: show what the run book says of it, and the note."""
        if self.name == name:
            self._launch, self._note = None, note
            self._draw(None)

    def usage_seen(self, event: UsageSeen) -> None:
        """Show how busy the hosts are."""
        if self.record is None or event.key != self.record.key:
            return
        if event.problem:
            self._cockpit.notify(event.problem, title="Use of the hosts", severity="warning", markup=False)
        self._usage = event.usage
        self._cockpit.query_one(ChartPane).usage_seen(event.usage)
        self._show_pane()

    def foreseen(self, event: Foreseen) -> None:
        """Show what goes wrong with the job; while it runs, what is new is announced."""
        record = self.record
        if record is None or event.job_id != record.id:
            return
        seen = event.foresight
        self._findings = seen.findings
        for finding in self._findings if self.running else ():
            said = events.found(record, finding, record.state, seen.progress, seen.cost)
            self._cockpit.attention.announce(said)
        self._show_pane()

    def sweep_seen(self, view: SweepView) -> None:
        """There is news of a sweep: show it, if the job is one of its jobs."""
        record, unread = self.record, len(view.record.jobs) - len(view.standing.rows)
        if (
            record is not None
            and record.key._replace(name=sweep_name(record)) == view.record.key
            and not unread
        ):
            self._sweep = membership(record, view.record, view.standing)
            self._show_pane()

    def detach(self) -> None:
        """Stop following; the job goes on."""
        self._cancel.cancel()

    def seen(self, key: JobKey, update: Update) -> None:
        """Draw what an update brought; one of another job came too late and is dropped."""
        if self.record is None or key != self.record.key:
            return
        if update.job_id != self.record.id:
            # The run book was damaged and set aside: in the new one the job has another number.
            self._show(replace(self.record, id=update.job_id))
            if notice := self._services.book.notice:
                self._cockpit.notify(notice, title="Run book", severity="warning", timeout=30, markup=False)
        else:
            self._draw(update)

    def draw_header(self) -> None:
        """The line at the top."""
        services = self._services
        path = services.settings.dataset.place
        job = job_headline(self._view(), self._cockpit.now)
        facts = HeaderFacts(
            clean(path.name) if path else "",
            "" if services.recorded else services.engine.capabilities.place,
            job.name,
            job.status,
            job.detail,
            services.read_only,
            services.engine.capabilities.place if services.recorded else "",
            self._cockpit.endpoints.meter(),
        )
        self._cockpit.title_line.show(job.name, job.status)
        self._cockpit.query_one(StatusHeader).show(facts, job.elapsed, ticking=job.running)

    def _show(self, record: Record) -> None:
        """Draw the job from nothing."""
        self._reading = BookReading(self._services.book, record)
        self._usage = ()
        self._findings = ()
        self._attached = self._cockpit.now
        self._was_running = self.running
        self._cockpit.query_one(ChartPane).clear()
        self._cockpit.query_one(LogPane).show(None)
        self._draw(None)

    def _draw(self, update: Update | None) -> None:
        reading = self._reading
        if reading is None:
            return
        before, self._trouble = self._trouble, update.trouble if update is not None else None
        if self._trouble and self._trouble.credentials and not (before and before.credentials):
            said = events.refused(reading.record, self._trouble, reading.record.state)
            self._cockpit.attention.announce(said)
        try:
            reading.read(self._cockpit.now)
        except TrainscopeError as error:
            now = self._cockpit.now
            self._trouble = Trouble(clean(str(error)), clean(error.fix), now, now, error.exit_code)
        if self._was_running and not reading.running:
            # An end that is news is announced, whatever page is open.
            self._was_running = False
            self._announce(reading)
        self._show_all()

    def _show_all(self) -> None:
        """Show what is known."""
        cockpit, reading = self._cockpit, self._reading
        if reading is not None:
            if reading.take_curve():
                self._show_curve(reading)
                self._sweep = sweep_of(reading.record, self._services.book, cockpit.now)
            self._show_pane()
            log = cockpit.query_one(LogPane)
            log.show(reading.record.id)
            log.line_count_changed(reading.lines, running=reading.running)
        self.draw_header()

    def _show_curve(self, reading: BookReading) -> None:
        """The curve, or why a batch transform has none."""
        chart, facts, over = (
            self._cockpit.query_one(ChartPane),
            transform_of(reading.record),
            not reading.running,
        )
        if facts is None:
            epochs = reading.progress.epochs if reading.progress is not None else None
            chart.show(reading.points, epochs, over=over, steps=reading.steps)
        else:
            key = self._services.first_key("ask.open")
            chart.explain("Chart", no_curve_words(facts, over=over, key=key))

    def _show_pane(self) -> None:
        if self.record is not None:
            self._cockpit.query_one(JobPane).show(self._view(), self._cockpit.now)

    def _view(self) -> JobView:
        """All that is known of the job."""
        reading = self._reading
        if reading is None:
            return JobView()
        record = reading.record
        first_key = self._services.first_key
        return JobView(
            record,
            record.state,
            reading.progress,
            self._trouble,
            launch=self._launch if record.state is None else None,
            resumes=self._resumes,
            usage=self._usage if self.running else (),
            cost=cost_of_job(record, reading.progress, self._cockpit.now),
            place=elsewhere(record.key, self._services.engine.capabilities),
            note=self._note if record.state is None else "",
            link_keys=(first_key("job.link"), first_key("job.log_link")),
            transform=transform_of(record),
            answers_key=first_key("ask.open"),
            findings=self._findings,
            finding_keys=self.finding_keys,
            sweep=self._sweep,
            sweeps_key=first_key("sweeps.open"),
        )

    def _announce(self, reading: BookReading) -> None:
        record = reading.record
        state = record.state
        if state is None or (state.ended is not None and state.ended < self._attached - _OLD_NEWS):
            return
        cost = cost_of_job(record, reading.progress, self._cockpit.now)
        self._cockpit.attention.announce(events.ended(record, state, reading.progress, cost))
