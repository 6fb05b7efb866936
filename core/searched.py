"""What a job can be searched by: what the list says of it, what came of it, and its hyperparameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.job.cost import cost_by, is_free
from core.job.parameter import table
from core.job.sent import sent_values
from core.sweep.membership import sweep_name

if TYPE_CHECKING:
    from core.joblist import Listed
    from core.runs import Record

NUMBERS = ("best", "cost")
SPANS = ("took", "age")
TEXTS = ("name", "status", "stage", "engine", "region", "instance", "data", "sweep")
FACTS = (*NUMBERS, *SPANS, *TEXTS)
"""What can be asked for besides hyperparameters."""
NOT_STARTED = "NotStarted"
"""The status of a job that its engine has not shown."""


class Searched(NamedTuple):
    """A job of the list, and what the run book has of it."""

    row: Listed
    record: Record | None = None


def fact_of(job: Searched, name: str, now: float) -> str | float | None:
    """A fact or a hyperparameter of the job; None if nobody knows it. Spans of time are seconds, costs USD so far.

    Args:
        job: the job.
        name: one of `FACTS`, or of a hyperparameter; one that was not sent has its documented default.
        now: epoch seconds.
    """
    row, record = job
    match name:
        case "name":
            return row.key.name
        case "status":
            return NOT_STARTED if row.status is None else row.status.value
        case "stage":
            return row.stage
        case "engine":
            return row.key.engine
        case "region":
            return row.key.region or None
        case "best":
            return None if row.best is None else float(row.best.value)
        case "took":
            return _took(row, now)
        case "age":
            return None if row.created is None else now - row.created
    return None if record is None else _in_book(record, name, now)


def _in_book(record: Record, name: str, now: float) -> str | float | None:
    """What only the run book knows."""
    state = record.state
    match name:
        case "cost":
            if state is not None and is_free(record.key):
                return 0.0
            paid = cost_by(state, None, now)
            return None if paid is None else paid.so_far
        case "instance":
            return None if state is None else state.instance_type
        case "data":
            place = (record.spec or {}).get("dataset")
            return str(place) if place else None
        case "sweep":
            return sweep_name(record) or None
    values = sent_values(record)
    known = table().get(name)
    return values.get(name, known.default if known is not None and values else None)


def _took(row: Listed, now: float) -> float | None:
    if row.created is None or row.status is None or (row.status.terminal and row.ended is None):
        return None
    return max(0.0, (now if row.ended is None else row.ended) - row.created)
