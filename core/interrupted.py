"""Launches that were interrupted: the name is in the run book, and whether the job exists is not known.

A program that dies while it hashes, uploads or waits for an answer leaves such a record. The next start says so
and goes on (`core.resume`): name and launch id are saved, so that it can come to one job and to no second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.status import Status
from core.text import clean

if TYPE_CHECKING:
    from core.runs import Record, RunBook

GOES_ON_SECONDS = 24 * 3600.0
"""A launch that is older goes on only when somebody asks for it: who has forgotten it must not pay for it."""


def is_open(record: Record) -> bool:
    """Whether the record's launch can be gone on with: it was saved, and neither the job nor an end was seen since.

    One that is being launched by another program just now is open too (`RunBook.is_launching` tells).
    """
    if not (record.spec or {}).get("resumes") or record.launched is not None:
        return False
    state = record.state
    # A failure without any stage was only supposed (`core.lost`).
    return state is None or (state.status is Status.FAILED and not state.transitions)


def goes_on(record: Record, now: float) -> bool:
    """Whether the launch goes on by itself when its job is looked for."""
    return is_open(record) and now - record.created < GOES_ON_SECONDS


def interrupted(book: RunBook, now: float) -> list[Record]:
    """The launches that go on by themselves when the program starts again, newest first.

    Args:
        book: with the records.
        now: epoch seconds.

    Raises:
        RunBookError: the book cannot be read.
    """
    return [
        record
        for record in book.jobs(unended=True)
        if goes_on(record, now) and not book.is_launching(record.id)
    ]


def words(record: Record, now: float) -> str:
    """What was found, for people: ``the launch of ic-birds-1, begun 3 min ago, was interrupted before …``."""
    name = clean(record.key.name)
    return f"the launch of {name}, begun {ago(now - record.created)} ago, was interrupted before its job was seen"


def remedy(record: Record) -> str:
    """What the user can do about it."""
    name = clean(record.key.name)
    return f"go on with it: trainscope launch --resume {name}, or drop it: trainscope stop {name}"


def ago(seconds: float) -> str:
    """A span of time in its largest unit, such as ``3 min``."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and unit != "days"):
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"
