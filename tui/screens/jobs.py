"""The list of jobs: every job the run book or the engine knows; attach, clone, stop."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import DataTable, Static

from core.text import clean
from core.times import duration
from tui.keys import bindings
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from core.runs import Record
    from tui.services import Services

COLUMNS = ("job", "status", "best", "took", "created", "where")
STATUS_MARKS = {"InProgress": "●", "Completed": "✓", "Failed": "✗", "Stopping": "◌", "Stopped": "■"}


def job_cells(record: Record, now: float) -> tuple[str, ...]:
    """A run-book record as the cells of `COLUMNS`, plain text.

    Args:
        record: the job.
        now: epoch seconds, for how long a running job has taken.
    """
    state = record.state
    status = state.status.value if state else "not started"
    stage = state.stage if state and not state.status.terminal else status
    took = ""
    if state is not None and not (state.status.terminal and state.ended is None):
        took = duration((now if state.ended is None else state.ended) - record.created)
    created = time.strftime("%m-%d %H:%M", time.localtime(record.created))
    best = f"{record.best.value:.4f} @ {record.best.epoch}" if record.best else ""
    where = " ".join(part for part in (record.key.engine, record.key.region) if part)
    cells = (record.key.name, f"{STATUS_MARKS.get(status, '?')} {stage}", best, took, created, where)
    return tuple(clean(cell) for cell in cells)


class JobsScreen(Screen[None]):
    """The table; what the user chooses is posted to the cockpit."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("jobs", "page")]

    @dataclass
    class Chosen(Message):
        """Do `what` ("attach", "clone" or "stop") with the job."""

        record: Record
        what: str

    def __init__(self, services: Services, records: Sequence[Record], shown: int | None) -> None:
        super().__init__()
        self.services = services
        self._records = {record.id: record for record in records}
        self._shown = shown

    def compose(self) -> ComposeResult:
        """Title, table, keys."""
        yield Static(Content.assemble(f"Jobs  {len(self._records)}"), classes="page-title")
        table: DataTable[Text] = DataTable(cursor_type="row", zebra_stripes=False)
        yield table
        if not self._records:
            yield Static(
                Content("No jobs yet. Esc, then the launch key, starts the first one."), classes="page-body"
            )
        bar = KeyBar(self.services.keymap, read_only=self.services.read_only)
        bar.show("jobs", "page", "everywhere")
        yield bar

    def on_mount(self) -> None:
        """Fill the table; the job in the cockpit is marked."""
        table = self.query_one(DataTable)
        for column in COLUMNS:
            table.add_column(Text(column), key=column)
        now = time.time()
        for number, record in enumerate(self._records.values()):
            table.add_row(*(Text(cell) for cell in job_cells(record, now)), key=str(record.id))
            if record.id == self._shown:
                table.move_cursor(row=number)
        table.display = bool(self._records)

    def on_data_table_row_selected(self) -> None:
        """Enter on a row attaches."""
        self.action_attach()

    def action_attach(self) -> None:
        """Show the job in the cockpit."""
        self._choose("attach")

    def action_clone(self) -> None:
        """Take its hyperparameters into the form."""
        self._choose("clone")

    def action_stop(self) -> None:
        """Stop it, after a question."""
        if not self.services.read_only:
            self._choose("stop")

    def action_back(self) -> None:
        """Back to the cockpit."""
        self.dismiss()

    def _choose(self, what: str) -> None:
        table = self.query_one(DataTable)
        if not self._records:
            return
        key = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        record = self._records[int(key or 0)]
        self.dismiss()
        self.app.screen_stack[0].post_message(self.Chosen(record, what))
