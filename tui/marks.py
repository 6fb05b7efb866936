"""The runs that are marked for a comparison; they stay marked while the program runs, each with its letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.compare.run import MOST
from core.compare.slots import slots
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.job.status import JobKey
    from core.joblist import Listed


class Marks:
    """At most as many runs as a comparison has."""

    def __init__(self) -> None:
        self._rows: dict[JobKey, Listed] = {}
        self._slots: Mapping[JobKey, int] = {}

    @property
    def rows(self) -> tuple[Listed, ...]:
        """The marked jobs, in the order in which they were marked."""
        return tuple(self._rows.values())

    @property
    def slots(self) -> Mapping[JobKey, int]:
        """The slot of each of them."""
        return self._slots

    def with_row(self, row: Listed | None) -> tuple[Listed, ...]:
        """The marked jobs; where that is one at most, this one too, unless it has no curve."""
        rows = dict(self._rows)
        if row is not None and len(rows) < 2 and row.transform is None:
            rows[row.key] = row
        return tuple(rows.values())

    def toggle(self, row: Listed) -> str:
        """Mark a job, or no longer; returns why it cannot be marked, or nothing."""
        if row.key in self._rows:
            del self._rows[row.key]
        elif row.transform is not None:
            return f"{clean(row.key.name)} is a batch transform: it has no curve to compare."
        elif len(self._rows) == MOST:
            return f"{MOST} runs are marked already: more curves cannot be told apart."
        else:
            self._rows[row.key] = row
        self._slots = slots(self._rows, self._slots)
        return ""

    def clear(self) -> None:
        """Mark none."""
        self._rows, self._slots = {}, {}
