"""The rows of the list of jobs: any number of them, of which only those in view are drawn."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from core.text import clean
from core.times import duration
from tui.widgets.answering_draw import asked_model
from tui.widgets.header import status_mark
from tui.widgets.job_name import job_name
from tui.widgets.marked_rows import MarkedRows
from tui.widgets.run_marks import sign

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.events import Resize

    from core.job.status import JobKey
    from core.joblist import Listed

COLUMNS = ("job", "status", "best", "took", "created", "where")
_WIDTHS = {"status": 20, "best": 12, "took": 8, "created": 11}
_NARROW_STATUS = 14
_ROOMY_NAME = 40
"""Cells that most names take."""
_NAMING = ("job", "best")
"""Columns that may hold a job's name, of which the middle is left out rather than the end."""
_LETTERS = 2
_LEAST_NAME = 24
"""Cells below which columns on the right are left out before the name is cut any further."""


def job_cells(row: Listed, now: float) -> tuple[str, ...]:
    """A job as the cells of `COLUMNS`, plain text; what nobody knows is a dash, of a batch transform the job it asks.

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
            else f"{max(0.0, now - row.created) // 60:.0f} min"
        )
    created = "" if row.created is None else time.strftime("%m-%d %H:%M", time.localtime(row.created))
    best = f"{row.best.value:.4f} @ {row.best.epoch}" if row.best else "–"
    if row.transform is not None:
        best = asked_model(row.transform)
    cells = (row.key.name, f"{mark} {stage}", best, took, created, place_of(row.key))
    return tuple(clean(cell) for cell in cells)


def place_of(key: JobKey) -> str:
    """Engine and region of a job."""
    return clean(" ".join(part for part in (key.engine, key.region) if part))


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are shown, each with its width in cells; the name comes first."""

    widths: tuple[tuple[str, int], ...] = ()

    def line(self, cells: Sequence[str]) -> Content:
        """The cells of `COLUMNS` as a row."""
        by_name = dict(zip(COLUMNS, cells, strict=True))
        parts = []
        for name, width in self.widths:
            text = (
                job_name(by_name[name], width)
                if name in _NAMING
                else Content(by_name[name]).truncate(width, ellipsis=True)
            )
            if name == "status":
                text = text.stylize(status_mark(by_name[name][2:])[1], 0, 1)
            parts.append(text.pad_right(width - text.cell_length))
        return Content("  ").join(parts)


def columns_for(width: int, where: int, best: int = 0, name: int = _ROOMY_NAME) -> Columns:
    """The columns that fit: those on the right go first, the job's name keeps the rest of the room.

    Args:
        width: cells.
        where: cells of the widest place.
        best: cells of the widest best value, or job that is asked; it gets more than usual only where that is to spare.
        name: cells of the longest name of a job.
    """
    wanted = [*_WIDTHS.items(), ("where", max(where, len("where")))]
    if width < _LEAST_NAME + sum(cells + 2 for _, cells in wanted):
        wanted[0] = ("status", _NARROW_STATUS)
    for last in ("took", "created", "where", "best"):
        if width - sum(cells + 2 for _, cells in wanted) < _LEAST_NAME:
            wanted = [column for column in wanted if column[0] != last]
    spare = width - sum(cells + 2 for _, cells in wanted) - min(name, _ROOMY_NAME)
    more = max(0, min(spare, best - _WIDTHS["best"]))
    wanted = [(column, cells + more if column == "best" else cells) for column, cells in wanted]
    return Columns((("job", max(8, width - sum(cells + 2 for _, cells in wanted))), *wanted))


class JobTable(MarkedRows, inherit_bindings=False):
    """The jobs, one of them marked; the screen moves the mark, by keys of the one table."""

    class Laid(Message):
        """The columns are others than before."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: Sequence[Listed] = ()
        self._now = 0.0
        self._widest = (0, 0, 0)
        self._slots: Mapping[JobKey, int] = {}
        self.columns = Columns()

    @property
    def marked(self) -> Listed | None:
        """The marked job, None if there is none."""
        return self._jobs[self.cursor_row] if self.cursor_row < len(self._jobs) else None

    def show(self, jobs: Sequence[Listed], now: float) -> None:
        """Show these, the mark staying on its job; only rows in view that differ are painted.

        Args:
            jobs: in order.
            now: epoch seconds.
        """
        marked, before = self.marked, self.forget_rows()
        self._jobs, self._now = jobs, now
        where = max((len(text) for text in {place_of(job.key) for job in jobs}), default=0)
        asked = {asked_model(job.transform) for job in jobs if job.transform is not None}
        widest = (where, max(map(len, asked), default=0), max((len(job.key.name) for job in jobs), default=0))
        if widest != self._widest:
            self._widest = widest
            self._lay()
        if marked is not None and (self.marked is None or self.marked.key != marked.key):
            places = (number for number, job in enumerate(jobs) if job.key == marked.key)
            self.cursor_row = next(places, min(self.cursor_row, max(0, len(jobs) - 1)))
        if self.row_count != len(jobs):
            self.set_count(len(jobs))
        else:
            self.refresh_changed(before)

    def show_slots(self, slots: Mapping[JobKey, int]) -> None:
        """Show which runs are marked for a comparison, each by its letter.

        Args:
            slots: by key of the run.
        """
        if slots != self._slots:
            laid = bool(slots) != bool(self._slots)
            self._slots = dict(slots)
            before = self.forget_rows()
            if laid:
                self._lay()
            self.refresh_changed(before)

    def mark(self, key: JobKey) -> None:
        """Mark this job, the first if it is not there."""
        self.move_cursor(next((number for number, job in enumerate(self._jobs) if job.key == key), 0))

    def on_resize(self, _: Resize) -> None:
        """The columns depend on the width."""
        self._lay()

    def draw_row(self, number: int, width: int) -> Content:
        """A job's cells in the columns there are."""
        job = self._jobs[number]
        line = self.columns.line(job_cells(job, self._now))
        if not self._slots:
            return line
        slot = self._slots.get(job.key)
        return Content.assemble(" " * _LETTERS if slot is None else sign(slot).pad_right(1), line)

    @property
    def heading(self) -> str:
        """What stands above the columns."""
        return " " * self._letters + self.columns.line(COLUMNS).plain

    @property
    def _letters(self) -> int:
        """Cells left of the columns, for the letters of marked runs."""
        return _LETTERS if self._slots else 0

    def _lay(self) -> None:
        columns = columns_for(self.scrollable_content_region.width - self._letters, *self._widest)
        if columns != self.columns:
            self.columns = columns
            self.forget_rows()
            self.refresh()
            self.post_message(self.Laid())
