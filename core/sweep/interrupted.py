"""Starts of sweeps that were interrupted: the name is in the run book, and whether the sweep exists is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.interrupted import ago
from core.text import clean

if TYPE_CHECKING:
    from core.runs import RunBook, SweepRecord


def is_open(record: SweepRecord) -> bool:
    """Whether the start can be gone on with: it was saved, and neither the sweep nor an end was seen since.

    One that another program is starting just now is open too (`SweepBook.is_starting` tells).
    """
    return record.spec is not None and record.launched is None and record.state is None


def interrupted(book: RunBook) -> list[SweepRecord]:
    """The sweeps whose start was interrupted, newest first.

    Raises:
        RunBookError: the book cannot be read.
    """
    sweeps = book.sweeps
    return [row for row in sweeps.newest(unended=True) if is_open(row) and not sweeps.is_starting(row.id)]


def words(record: SweepRecord, now: float) -> str:
    """What was found, for people."""
    name = clean(record.key.name)
    return f"the start of the sweep {name}, begun {ago(now - record.created)} ago, was interrupted before it was seen"


def remedy(record: SweepRecord) -> str:
    """What the user can do about it."""
    name = clean(record.key.name)
    return f"go on with it: trainscope sweep --resume {name}, or drop it: trainscope stop {name}"
