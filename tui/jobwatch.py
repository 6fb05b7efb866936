"""Following the job that the cockpit shows: attach, detach, and what each update changes on the screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.errors import TrainscopeError
from core.job.progress import LogFacts, progress
from core.text import clean
from core.update import Trouble
from tui.background import follow_job
from tui.widgets.chart_pane import ChartPane
from tui.widgets.header import HeaderFacts, StatusHeader
from tui.widgets.job_draw import headline
from tui.widgets.job_pane import JobPane
from tui.widgets.log_pane import LogPane

if TYPE_CHECKING:
    from core.job.metrics import MetricPoint
    from core.job.progress import Progress
    from core.job.status import JobKey
    from core.runs import Record
    from core.watch import Update
    from tui.screens.cockpit import Cockpit
    from tui.services import Services


_OLD_NEWS = 60.0
"""Seconds before it was attached to that a job's end is still news: older ones are shown, not announced."""


class JobWatch:
    """One job at a time. Everything it shows comes from the run book, so attaching costs nothing."""

    def __init__(self, cockpit: Cockpit, services: Services) -> None:
        self._cockpit = cockpit
        self._services = services
        self.record: Record | None = None
        self._cancel = CancelToken()
        self._points: dict[tuple[str | None, str, int], MetricPoint] = {}
        self._version = 0
        self._was_running = False
        self._attached = 0.0
        self._progress: Progress | None = None

    @property
    def name(self) -> str | None:
        """Name of the job that is shown."""
        return self.record.key.name if self.record else None

    @property
    def running(self) -> bool:
        """Whether a job is shown that has not ended."""
        record = self.record
        return record is not None and (record.state is None or not record.state.status.terminal)

    def attach_newest(self) -> None:
        """Attach to the newest job that still runs, else to the newest at all."""
        records = self._services.book.jobs(limit=50)
        running = [record for record in records if record.state is None or not record.state.status.terminal]
        newest = next(iter(running or records), None)
        if newest is not None:
            self.attach(newest)
        else:
            self.draw_header()

    def attach(self, record: Record) -> None:
        """Show this job instead, whole from the run book, and follow it."""
        self.detach()
        self._cancel = CancelToken()
        self._show(record)
        self._cockpit.run_worker(
            partial(follow_job, self._services, record, self._cockpit.post_message, self._cancel),
            name=f"follow {record.key.name}",
            group="follow",
            thread=True,
            exit_on_error=False,
        )

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
        services, record = self._services, self.record
        path = services.settings.dataset.path
        state = record.state if record else None
        running = state is None or not state.status.terminal
        elapsed = None
        if record is not None and record.created is not None and (running or (state and state.ended)):
            elapsed = (state.ended if state and state.ended else self._cockpit.now) - record.created
        status = (state.stage if running else state.status.value) if state else "Starting" if record else ""
        facts = HeaderFacts(
            clean(path.name) if path else "",
            services.engine.capabilities.place,
            record.key.name if record else "",
            clean(status),
            headline(self._progress, over=not running) if self._progress else "",
            services.read_only,
        )
        self._cockpit.query_one(StatusHeader).show(facts, elapsed, ticking=record is not None and running)

    def _show(self, record: Record) -> None:
        """Draw the job from nothing."""
        self.record = record
        self._points = {}
        self._version = 0
        self._progress = None
        self._attached = self._cockpit.now
        self._was_running = record.state is None or not record.state.status.terminal
        self._cockpit.query_one(ChartPane).clear()
        self._draw(None)

    def _draw(self, update: Update | None) -> None:
        if self.record is None:
            return
        try:
            self._draw_from_book(self.record.id, update)
        except TrainscopeError as error:
            now = self._cockpit.now
            trouble = Trouble(clean(str(error)), clean(error.fix), now, now, error.exit_code)
            self._cockpit.query_one(JobPane).show(self.record, self.record.state, None, trouble, now)
        self.draw_header()

    def _draw_from_book(self, job_id: int, update: Update | None) -> None:
        book, cockpit = self._services.book, self._cockpit
        position = book.position(job_id)
        self.record = record = book.job(job_id)
        fresh = book.points(job_id, after=self._version)
        for stored in fresh:
            point = stored.point
            self._points[(point.stream, point.name, point.epoch)] = point
            self._version = max(self._version, stored.version)
        now = cockpit.now
        done = progress(record.state, position.facts or LogFacts(), list(self._points.values()), now)
        self._progress = done
        over = record.state is not None and record.state.status.terminal
        just_ended = over and self._was_running
        if fresh or update is None or just_ended:
            cockpit.query_one(ChartPane).show(list(self._points.values()), done.epochs, over=over)
        cockpit.query_one(JobPane).show(record, record.state, done, update.trouble if update else None, now)
        log = cockpit.query_one(LogPane)
        log.show(job_id)
        log.line_count_changed(position.line_count)
        if just_ended and record.state is not None:
            self._was_running = False
            if record.state.ended is not None and record.state.ended < self._attached - _OLD_NEWS:
                return
            from tui import notify

            notify.announce(cockpit.app, self._services.settings.notify, record, record.state, done.best)
