"""What the screens share: settings, run book, engine, the table of hyperparameters, the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.keys import KEYS, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import Settings
    from core.engine.base import Engine
    from core.job.hyperparameters import Hyperparameter
    from core.runs import RunBook
    from tui.keys import Key


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to each screen; nothing in it changes while the program runs.

    Args:
        settings: the configuration.
        book: the run book.
        engine: where jobs run.
        table: name -> hyperparameter.
        keymap: key id -> keys, for the ids the user remapped.
        read_only: whether nothing may be started or stopped.
        start: launch a job as soon as the data set is read (the demo).
        ascii_only: draw with nothing but ASCII.
    """

    settings: Settings
    book: RunBook
    engine: Engine
    table: Mapping[str, Hyperparameter]
    keymap: Mapping[str, str]
    read_only: bool
    start: bool = False
    ascii_only: bool = False

    def keys(self, row: Key) -> str:
        """The keys of a row, the user's if he has his own."""
        return self.keymap.get(row.id, row.keys)

    def first_key(self, row_id: str) -> str:
        """The first key of the row with this id, as people write it: for sentences that name a key."""
        return next(shown(self.keys(row), first=True) for row in KEYS if row.id == row_id)
