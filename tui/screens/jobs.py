"""The list of jobs: every job the run book or the engine knows; attach, clone, stop."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.content import Content
from textual.widgets import DataTable, Static

from core.cancel import CancelToken
from core.joblist import Listed, in_book
from core.text import clean
from core.times import duration
from tui.background import list_jobs, start
from tui.keys import bindings
from tui.messages import JobChosen, JobsListed
from tui.screens.opaque import OpaqueScreen
from tui.widgets.header import status_mark
from tui.widgets.key_bar import KeyBar
from tui.widgets.stop_prompt import StopPrompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.job.status import JobKey
    from tui.keys import Where
    from tui.services import Services

COLUMNS = ("job", "status", "best", "took", "created", "where")


def job_cells(row: Listed, now: float) -> tuple[str, ...]:
    """A job as the cells of `COLUMNS`, plain text.

    Args:
        row: the job.
        now: epoch seconds, for how long a running job has taken.
    """
    over = row.status is not None and row.status.terminal
    status = row.status.value if row.status is not None else "not started"
    stage = status if over or row.status is None else row.stage or status
    mark, _ = status_mark(stage)
    took = ""
    if row.created is not None and row.status is not None and not (over and row.ended is None):
        took = (
            duration(row.ended - row.created)
            if row.ended is not None
            else f"{(now - row.created) // 60:.0f} min"
        )
    created = "" if row.created is None else time.strftime("%m-%d %H:%M", time.localtime(row.created))
    best = f"{row.best.value:.4f} @ {row.best.epoch}" if row.best else ""
    where = " ".join(part for part in (row.key.engine, row.key.region) if part)
    cells = (row.key.name, f"{mark} {stage}", best, took, created, where)
    return tuple(clean(cell) for cell in cells)


class JobTable(DataTable[Text], inherit_bindings=False):
    """The rows; the screen moves the mark, by keys of the one table."""


class JobsScreen(OpaqueScreen):
    """The table, at once from the run book and then, while it is open, from the engine too.

    What the user chooses is posted to the cockpit.

    Args:
        services: run book and engine.
        shown: the job in the cockpit, which is marked first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("jobs", "page")]

    def __init__(self, services: Services, shown: JobKey | None) -> None:
        super().__init__()
        self.services = services
        self._shown = shown
        self._rows: tuple[Listed, ...] = ()
        self._cells: dict[str, tuple[str, ...]] = {}
        self._title = Content("")
        self._cancel = CancelToken()

    def compose(self) -> ComposeResult:
        """Title, table, keys."""
        yield Static(id="jobs-title", classes="page-title")
        yield JobTable(cursor_type="row", zebra_stripes=False)
        yield Static(
            Content(f"No jobs yet. Esc, then {self.services.first_key('job.launch')}, starts the first one."),
            id="no-jobs",
            classes="page-body",
        )
        yield KeyBar(self.services.keymap, read_only=self.services.read_only)
        yield StopPrompt(self.services)

    def on_mount(self) -> None:
        """Show what the run book knows, then ask the engine again and again."""
        table = self.query_one(JobTable)
        for column in COLUMNS:
            table.add_column(Text(column), key=column)
        self._show(in_book(self.services.book), "")
        if self._shown is not None:
            self._mark(self._shown)
        start(
            self,
            partial(list_jobs, self.services, self.post_message, self._cancel),
            name="list jobs",
            group="list jobs",
        )

    def on_unmount(self) -> None:
        """Stop asking."""
        self._cancel.cancel()

    @on(JobsListed)
    def _listed(self, event: JobsListed) -> None:
        self._show(event.rows, event.trouble)

    def on_data_table_row_selected(self) -> None:
        """Enter on a row attaches."""
        self.action_attach()

    def on_data_table_row_highlighted(self) -> None:
        """A stop is offered only where it does something."""
        self._show_keys()

    def action_move(self, by: int) -> None:
        """Move the mark."""
        table = self.query_one(JobTable)
        table.move_cursor(row=min(max(table.cursor_row + by, 0), max(0, len(self._rows) - 1)))

    def action_attach(self) -> None:
        """Show the job in the cockpit."""
        self._choose("attach")

    def action_clone(self) -> None:
        """Take its hyperparameters into the form."""
        self._choose("clone")

    def action_stop(self) -> None:
        """Stop it, after a question."""
        row = self._marked()
        if row is None:
            return
        if self.services.read_only:
            self.notify("Read-only: cannot stop a job.", severity="warning", markup=False)
        elif row.status is not None and row.status.terminal:
            self.notify(f"{clean(row.key.name)} has ended already.", markup=False)
        else:
            self.query_one(StopPrompt).ask(row.key.name)

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def _show(self, rows: Sequence[Listed], trouble: str) -> None:
        """Write the cells that differ; all of them if there are other jobs than before, the mark staying on its job."""
        table, now = self.query_one(JobTable), time.time()
        marked = self._marked()
        cells = {"\t".join(row.key): job_cells(row, now) for row in rows}
        same_jobs = list(cells) == list(self._cells)
        for key, row in cells.items() if same_jobs else ():
            for column, text, before in zip(COLUMNS, row, self._cells[key], strict=True):
                if text != before:
                    table.update_cell(key, column, Text(text), update_width=True)
        self._rows, self._cells = tuple(rows), cells
        if not same_jobs:
            table.clear()
            for key, row in cells.items():
                table.add_row(*(Text(cell) for cell in row), key=key)
            if marked is not None:
                self._mark(marked.key)
        table.display = bool(rows)
        self.query_one("#no-jobs").display = not rows
        self._show_keys()
        title = Content.assemble(f"Jobs  {len(rows)}", (f"   {trouble}" if trouble else "", "$warning"))
        if not title.is_same(self._title):
            self._title = title
            self.query_one("#jobs-title", Static).update(title)

    def _show_keys(self) -> None:
        row = self._marked()
        over = row is None or (row.status is not None and row.status.terminal)
        where: tuple[Where, ...] = (
            ("jobs", "page", "everywhere") if row is not None else ("page", "everywhere")
        )
        self.query_one(KeyBar).show(*where, without=("jobs.stop",) if over else ())

    def _marked(self) -> Listed | None:
        number = self.query_one(JobTable).cursor_row
        return self._rows[number] if number < len(self._rows) else None

    def _mark(self, job: JobKey) -> None:
        number = next((number for number, row in enumerate(self._rows) if row.key == job), 0)
        self.query_one(JobTable).move_cursor(row=number)

    def _choose(self, what: str) -> None:
        row = self._marked()
        if row is not None:
            self.dismiss()
            self.app.screen_stack[0].post_message(JobChosen(row, what))
