"""The list of jobs: every job the run book or the engine knows; search, attach, clone, compare, stop."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static

from core.cancel import CancelToken
from core.engine.base import JobFilter
from core.errors import TrainscopeError
from core.job.status import Status
from core.joblist import Listed, in_book
from core.text import clean
from tui.background import start
from tui.comparing import open_comparison
from tui.jobsearch import JobSearch
from tui.keys import bindings
from tui.listthread import list_jobs
from tui.messages import JobChosen, JobsListed
from tui.readonly import forbidden
from tui.screens.opaque import OpaqueScreen
from tui.widgets.job_table import JobTable
from tui.widgets.jobs_draw import line_keys, nothing_line, title_line
from tui.widgets.key_bar import KeyBar
from tui.widgets.search_bar import SearchBar
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.message import Message

    from core.job.status import JobKey
    from tui.services import Services

STATUSES = (None, Status.IN_PROGRESS, Status.COMPLETED, Status.FAILED, Status.STOPPED)
"""What the list can be narrowed to, in the order the key goes through."""

_FORBIDDEN = {"relaunch": "launch", "deploy": "deploy a model", "transform": "start a batch transform"}
"""What may be done with a job only where something may be started, and how that is called."""


class JobsScreen(OpaqueScreen):
    """The table, at once from the run book and then, while it is open, from the engine too.

    What the user chooses is posted to the cockpit.

    Args:
        services: run book and engines.
        shown: the job in the cockpit, which is marked first.
    """

    DEFAULT_CSS = """
    #jobs-trouble { height: auto; max-height: 4; padding: 0 1; color: $warning; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("jobs", "page")]

    def __init__(self, services: Services, shown: JobKey | None) -> None:
        super().__init__()
        self.services = services
        self._shown = shown
        self._all: Sequence[Listed] = ()
        self._search = JobSearch(services.book)
        self._status: Status | None = None
        self._trouble = ""
        self._more = True
        self._title = Content("")
        self._cancel = CancelToken()

    def compose(self) -> ComposeResult:
        """Title, heading, table, keys."""
        yield Static(id="jobs-title", classes="page-title")
        yield Static(id="jobs-trouble")
        yield Static(id="jobs-heading", classes="page-title")
        yield JobTable()
        yield Static(id="no-jobs", classes="page-body")
        yield SearchBar(self._search, self._searched)
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)
        yield StopPrompt(self.services)

    def on_mount(self) -> None:
        """Show what the run book knows, then ask the engine again and again."""
        with suppress(TrainscopeError):  # the thread that lists tells of it
            self._all = in_book(self.services.book)
        self._draw()
        if self._shown is not None:
            self.query_one(JobTable).mark(self._shown)
        self._show_keys()
        self._list()

    def on_unmount(self) -> None:
        """Stop asking."""
        self._cancel.cancel()

    @on(JobsListed)
    def _listed(self, event: JobsListed) -> None:
        if not event.trouble or event.rows:
            self._all = event.rows
        self._more = event.more
        self._search.forget()
        if event.trouble != self._trouble:
            self._trouble = event.trouble
            trouble = self.query_one("#jobs-trouble", Static)
            trouble.display = bool(event.trouble)
            trouble.update(Content(f"▲ {event.trouble}"))
        self._draw()

    @on(JobTable.Laid)
    def _laid(self) -> None:
        self.query_one("#jobs-heading", Static).update(self.query_one(JobTable).heading)

    @on(JobTable.Marked)
    def _marked_by_mouse(self) -> None:
        self._show_keys()

    @on(JobTable.Chosen)
    def _chosen_by_mouse(self) -> None:
        self._choose("attach")

    def on_descendant_focus(self) -> None:
        """While a name is typed, the field's keys are shown."""
        self._show_keys()

    def action_move(self, by: int) -> None:
        """Move the mark."""
        table = self.query_one(JobTable)
        table.move_cursor(table.cursor_row + by)
        self._show_keys()

    def action_do(self, what: str) -> None:
        """Have the cockpit do this with the job."""
        if what not in _FORBIDDEN or not forbidden(self, self.services, _FORBIDDEN[what]):
            self._choose(what)

    def action_answers(self) -> None:
        """Show the answers of a batch transform."""
        row = self.query_one(JobTable).marked
        if row is not None and row.transform is None and row.best is not None:
            self.notify(f"{clean(row.key.name)} trains: it has no answers of its own.", markup=False)
        else:
            self._choose("answers")

    def action_stop(self) -> None:
        """Stop it, after a question."""
        row = self.query_one(JobTable).marked
        if row is None:
            return
        if forbidden(self, self.services, "stop a job"):
            return
        if row.status is not None and row.status.terminal:
            self.notify(f"{clean(row.key.name)} has ended already.", markup=False)
        else:
            self.query_one(StopPrompt).ask_to_stop(row.key, batch=row.transform is not None)

    def action_mark(self) -> None:
        """Mark the run for a comparison, or no longer; then the next one is at hand."""
        row = self.query_one(JobTable).marked
        if row is not None and (problem := self.services.marks.toggle(row)):
            self.notify(problem, markup=False)
        else:
            self.action_move(1)
        self._draw()

    def action_unmark(self) -> None:
        """Mark none."""
        self.services.marks.clear()
        self._draw()

    def action_compare(self) -> None:
        """Compare the marked runs."""
        open_comparison(self, self.services, self.query_one(JobTable).marked)

    def action_filter(self) -> None:
        """Type what is searched for."""
        self.query_one(SearchBar).open()

    def action_status(self, by: int) -> None:
        """Only jobs of the next status."""
        self._status = STATUSES[(STATUSES.index(self._status) + by) % len(STATUSES)]
        self._list()
        self._draw()

    def action_clear(self) -> None:
        """All jobs again."""
        self.query_one(SearchBar).clear()
        self._status = None
        self._list()
        self._draw()

    def action_drop(self) -> None:
        """All jobs again; where all are there, back to the cockpit."""
        if self._narrowed:
            self.action_clear()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def _searched(self, kept: bool) -> None:
        if kept:
            self._list()
        self._draw()

    def _list(self) -> None:
        """Ask the engine for what the filters let through."""
        self._cancel.cancel()
        self._cancel = CancelToken()
        self._more = True
        wanted = JobFilter(name_contains=self._search.query.name_part, status=self._status)
        token = self._cancel

        def post(event: Message) -> None:
            if not token.cancelled:
                self.post_message(event)

        start(self, partial(list_jobs, self.services, wanted, post, token), name="list jobs")

    def _draw(self) -> None:
        """Show the jobs that the filters let through."""
        now = self.services.clock()
        rows = [row for row in self._search.fitting(self._all, now) if self._status in (None, row.status)]
        table = self.query_one(JobTable)
        table.show(rows, now)
        table.show_slots(self.services.marks.slots)
        nothing = self.query_one("#no-jobs", Static)
        table.display, nothing.display = bool(rows), not rows
        self.query_one("#jobs-heading").display = bool(rows)
        if not rows:
            nothing.update(nothing_line(self.services, filtered=self._is_filtered))
        marked = len(self.services.marks.rows)
        title = title_line(len(rows), self._search, self._status, more=self._more, marked=marked)
        if not title.is_same(self._title):
            self._title = title
            self.query_one("#jobs-title", Static).update(title)
        self._show_keys()

    @property
    def _is_filtered(self) -> bool:
        return bool(self._all) or self._narrowed

    @property
    def _narrowed(self) -> bool:
        return bool(self._search.text) or self._status is not None

    def _show_keys(self) -> None:
        row = self.query_one(JobTable).marked
        if self.query_one(SearchBar).typing:
            self.query_one(KeyBar).show("field")
            return
        keys = line_keys(row, narrowed=self._narrowed, marked=bool(self.services.marks.rows))
        self.query_one(KeyBar).show("jobs", "page", "everywhere", first=keys.first, without=keys.idle)

    def _choose(self, what: str) -> None:
        row = self.query_one(JobTable).marked
        if row is not None:
            self.dismiss()
            self.app.screen_stack[0].post_message(JobChosen(row, what))
