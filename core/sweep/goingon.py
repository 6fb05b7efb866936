"""Going on with the start of a sweep that was interrupted, or dropping it (as `core.resume` does with a job)."""

from __future__ import annotations

import random as random_module
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.engine.base import LaunchProgress
from core.engine.sweeping import Sweep
from core.errors import Cancelled, NameTaken, UsageError
from core.resume import asked_until_answered, load_again, spec_again
from core.sweep import outcome
from core.sweep.interrupted import is_open
from core.sweep.sending import sent
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.config import SagemakerSettings
    from core.dataset.model import DataSet
    from core.engine.sweeping import SweepEngine
    from core.runs import RunBook, SweepRecord


def resume(
    record: SweepRecord,
    engine: SweepEngine,
    book: RunBook,
    *,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
    random: Callable[[], float] = random_module.random,
    sagemaker: SagemakerSettings | None = None,
) -> SweepRecord:
    """Go on with the start of a sweep, with the request that was agreed to then.

    First it is asked whether the sweep exists, as often as it takes: if so, nothing is sent. Else the data set is read
    again by the settings of that time; what has changed is refused.

    Args:
        record: with a spec.
        engine: the one of `record.key`.
        book: that holds the record.
        on_progress: hears how far it is, and why it does not get on.
        cancel: stops it; ``cancel(later=True)`` leaves the start as it is.
        clock: epoch seconds.
        random: 0 to 1, for the jitter between two questions.
        sagemaker: says which profile reads a data set in S3; None: as the environment says.

    Raises:
        UsageError: it is no start to go on with, another program is at it, or the data set has changed.
        DatasetError: the data set cannot be read.
        EngineError: as `core.sweeping.start`.
        Cancelled: the token was set before the sweep existed.
    """
    token = cancel or CancelToken()
    record = book.sweeps.get(record.id)
    _require_open(record, book)
    name = record.key.name

    def exists() -> bool:
        return engine.has_started_sweep(name, record.launch_id)

    with book.sweeps.starting(record.id):
        try:
            if asked_until_answered(name, exists, token, on_progress, random):
                book.sweeps.mark_started(record.id)
                return book.sweeps.get(record.id)
            on_progress(LaunchProgress("reading the data set"))
            saved = (record.spec or {})["job"]
            sweep = sweep_again(record, load_again(saved, record.key, sagemaker, token))
        except (NameTaken, Cancelled):
            with outcome.saved(record, book, token, clock):
                raise
        return sent(
            record,
            engine,
            book,
            lambda: engine.start_sweep(sweep, on_progress, token),
            cancel=token,
            clock=clock,
        )


def drop(record: SweepRecord, book: RunBook, now: float) -> None:
    """Give up a start that was interrupted: its record says Stopped. What was sent already stays where it is.

    Raises:
        UsageError: it is no such start, or another program is at it.
    """
    record = book.sweeps.get(record.id)
    _require_open(record, book)
    outcome.close(record, book, None, now)


def sweep_again(record: SweepRecord, dataset: DataSet) -> Sweep:
    """The sweep that was saved, as it was agreed to.

    Raises:
        UsageError: what was saved cannot be read any more.
    """
    saved, name = record.spec or {}, record.key.name
    try:
        return Sweep(
            spec_again(name, saved["job"], dataset),
            outcome.ranges_in(replace(record, state=None)),
            saved["jobs"],
            saved["parallel"],
            saved["strategy"],
            saved["early_stopping"],
        )
    except (KeyError, TypeError) as error:
        shown = clean(name)
        raise UsageError(
            f"what the sweep {shown} was to try cannot be read any more",
            fix=f"drop it: trainscope stop {shown}; then start it anew",
        ) from error


def _require_open(record: SweepRecord, book: RunBook) -> None:
    name = clean(record.key.name)
    if book.sweeps.is_starting(record.id):
        raise UsageError(
            f"the sweep {name} is being started just now by another trainscope",
            fix=f"look at it: trainscope sweeps {name}",
        )
    if not is_open(record):
        raise UsageError(
            f"the start of the sweep {name} was not interrupted", fix=f"look at it: trainscope sweeps {name}"
        )
