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
from tui.background import follow_job, start
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
        self._trouble: Trouble | None = None
        self._lines = 0
        self._curve_is_old = False

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
        book = self._services.book
        newest = next(iter(book.jobs(limit=1, unended=True) or book.jobs(limit=1)), None)
        if newest is not None:
            self.attach(newest)
        else:
            self.draw_header()

    def attach(self, record: Record) -> None:
        """Show this job instead, whole from the run book, and follow it."""
        self.detach()
        self._cancel = CancelToken()
        self._show(record)
        start(
            self._cockpit,
            partial(follow_job, self._services, record, self._cockpit.post_message, self._cancel),
            name=f"follow {record.key.name}",
            group="follow",
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
        self._lines = 0
        self._curve_is_old = True
        self._attached = self._cockpit.now
        self._was_running = record.state is None or not record.state.status.terminal
        self._cockpit.query_one(ChartPane).clear()
        self._cockpit.query_one(LogPane).show(None)
        self._draw(None)

    def _draw(self, update: Update | None) -> None:
        if self.record is None:
            return
        self._trouble = update.trouble if update is not None else None
        try:
            self._read(self.record.id)
        except TrainscopeError as error:
            now = self._cockpit.now
            self._trouble = Trouble(clean(str(error)), clean(error.fix), now, now, error.exit_code)
        self._show_all()

    def _read(self, job_id: int) -> None:
        """Take in what is new in the book; an end that is news is announced, whatever page is open."""
        position = self._services.book.position(job_id)
        self.record = record = self._services.book.job(job_id)
        for stored in self._services.book.points(job_id, after=self._version):
            point = stored.point
            self._points[(point.stream, point.name, point.epoch)] = point
            self._version = max(self._version, stored.version)
            self._curve_is_old = True
        self._lines = position.line_count
        points, facts = list(self._points.values()), position.facts or LogFacts()
        self._progress = progress(record.state, facts, points, self._cockpit.now)
        if self._was_running and not self.running:
            self._was_running = False
            self._curve_is_old = True
            self._announce(record)

    def _show_all(self) -> None:
        """Show what is known."""
        cockpit, record = self._cockpit, self.record
        if record is not None:
            if self._curve_is_old:
                self._curve_is_old = False
                epochs = self._progress.epochs if self._progress is not None else None
                cockpit.query_one(ChartPane).show(list(self._points.values()), epochs, over=not self.running)
            pane = cockpit.query_one(JobPane)
            pane.show(record, record.state, self._progress, self._trouble, cockpit.now)
            log = cockpit.query_one(LogPane)
            log.show(record.id)
            log.line_count_changed(self._lines)
        self.draw_header()

    def _announce(self, record: Record) -> None:
        state = record.state
        if state is None or (state.ended is not None and state.ended < self._attached - _OLD_NEWS):
            return
        from tui import notify

        best = self._progress.best if self._progress is not None else None
        notify.announce(self._cockpit.app, self._services.settings.notify, record, state, best)
