"""Going on with a launch that was interrupted, or dropping it."""

from __future__ import annotations

import random as random_module
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core import anew, interrupted, outcome
from core.cancel import CancelToken
from core.config.dataset_json import from_json
from core.engine.base import LaunchProgress
from core.engine.transforming import is_transform
from core.errors import Cancelled, DatasetError, EngineUnreachable, NameTaken, UsageError
from core.job.spec import JobSpec
from core.sending import sent
from core.source import load
from core.text import clean
from core.transforming import read_again, require_same_photos

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.config import SagemakerSettings
    from core.dataset.model import DataSet
    from core.engine.transforming import TransformEngine
    from core.job.status import JobKey
    from core.runs import Record, RunBook

FIRST_BACK_OFF = 1.0
LAST_BACK_OFF = 30.0


def resume(
    record: Record,
    engine: TransformEngine,
    book: RunBook,
    *,
    on_progress: Callable[[LaunchProgress], None] = lambda progress: None,
    cancel: CancelToken | None = None,
    clock: Callable[[], float] = time.time,
    random: Callable[[], float] = random_module.random,
    sagemaker: SagemakerSettings | None = None,
) -> Record:
    """Go on with a launch that was interrupted (`core.interrupted`), with the request that was agreed to then.

    First it is asked whether the job exists, as often as it takes: if so, nothing is sent. Else the data set is read
    again by the settings of that time, or the photos of a batch transform from where they were; what has changed
    is refused.

    Args:
        record: with a spec.
        engine: the one of `record.key`.
        book: that holds the record.
        on_progress: hears how far it is, and why it does not get on.
        cancel: stops it; ``cancel(later=True)`` leaves the launch as it is.
        clock: epoch seconds.
        random: 0 to 1, for the jitter between two questions.
        sagemaker: says which profile reads a data set in S3, in the job's region; None: as the environment says.

    Returns:
        The record: of a job that exists.

    Raises:
        UsageError: it is no launch to go on with, another program is at it, or data set or photos have changed.
        DatasetError: data set or photos cannot be read.
        EngineError: as `core.launch.start`.
        Cancelled: the token was set before the job existed.
    """
    token = cancel or CancelToken()
    record = book.job(record.id)
    _require_open(record, book)

    def exists() -> bool:
        return engine.has_launched(record.key.name, str((record.spec or {}).get("launch_id", "")))

    with book.launching(record.id):
        try:
            if asked_until_answered(record.key.name, exists, token, on_progress, random):
                book.mark_launched(record.id)
                return book.job(record.id)
            begin = (
                _transform(record, engine, on_progress, token)
                if is_transform(record.spec)
                else _launch(record, engine, on_progress, token, sagemaker)
            )
        except (NameTaken, Cancelled):
            with outcome.saved(record, book, token, clock):
                raise
        try:
            return sent(record, engine, book, begin, cancel=token, clock=clock)
        except DatasetError as error:
            error.fix = f"launch it anew: {anew.command(record)}"
            raise


def drop(record: Record, book: RunBook, now: float) -> None:
    """Give up a launch that was interrupted: its record says Stopped. What was sent already stays where it is.

    Raises:
        UsageError: it is no such launch, or another program is at it.
    """
    record = book.job(record.id)
    _require_open(record, book)
    outcome.close(record, book, None, now)


def _require_open(record: Record, book: RunBook) -> None:
    name = clean(record.key.name)
    if book.is_launching(record.id):
        raise UsageError(
            f"{name} is being launched just now by another trainscope",
            fix=f"watch it: trainscope watch {name}",
        )
    if not interrupted.is_open(record):
        raise UsageError(
            f"the launch of {name} was not interrupted",
            fix=f"look at it: trainscope status {name}; launch it anew: {anew.command(record)}",
        )


def asked_until_answered(
    name: str,
    exists: Callable[[], bool],
    cancel: CancelToken,
    on_progress: Callable[[LaunchProgress], None],
    random: Callable[[], float],
) -> bool:
    """Whether the engine has a job (or sweep), asked until there is an answer.

    Args:
        name: of what is asked about.
        exists: asks; raises `NameTaken` if there is another of that name.
        cancel: ends it.
        on_progress: hears why there is no answer.
        random: 0 to 1, for the jitter between two questions.
    """
    step = f"asking whether {name} exists"
    failures = 0
    on_progress(LaunchProgress(step))
    while True:
        cancel.check()
        try:
            return exists()
        except EngineUnreachable as error:
            failures += 1
            trouble = f"{error}. {error.fix}" if error.fix else str(error)
            on_progress(LaunchProgress(step, trouble=clean(trouble)))
            longest = min(LAST_BACK_OFF, FIRST_BACK_OFF * 2 ** min(failures - 1, 16))
            cancel.wait(max(longest * (0.5 + random() / 2), error.retry_after or 0.0))


def _launch(
    record: Record,
    engine: TransformEngine,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    sagemaker: SagemakerSettings | None,
) -> Callable[[], object]:
    """What launches the job, once its data set has been read."""
    on_progress(LaunchProgress("reading the data set"))
    saved = record.spec or {}
    spec = spec_again(record.key.name, saved, load_again(saved, record.key, sagemaker, cancel))
    return lambda: engine.launch(spec, on_progress, cancel)


def _transform(
    record: Record,
    engine: TransformEngine,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> Callable[[], object]:
    """What starts the batch transform, once its photos have been found."""
    on_progress(LaunchProgress("looking for the photos"))
    transform = read_again(record, cancel)

    def begin() -> None:
        require_same_photos(transform, record)
        engine.transform(transform, on_progress, cancel)

    return begin


def load_again(
    saved: Mapping[str, Any], key: JobKey, sagemaker: SagemakerSettings | None, cancel: CancelToken
) -> DataSet:
    """The data set of a saved job, read by the settings of that time.

    Args:
        saved: as `JobSpec.as_json` has it.
        key: of the job, or sweep: says in which region a data set in S3 is read.
        sagemaker: says which profile reads it; None: as the environment says.
        cancel: ends the reading.

    Raises:
        DatasetError: it cannot be read.
        Cancelled: the token was set.
    """
    from core.config import SagemakerSettings

    place = replace(sagemaker or SagemakerSettings(), region=key.region or None)
    return load(from_json(saved.get("data", {})), place, cancel=cancel)


def spec_again(name: str, saved: Mapping[str, Any], dataset: DataSet) -> JobSpec:
    """What was to be launched under that name, as it was agreed to."""
    return JobSpec(
        name=name,
        launch_id=saved["launch_id"],
        dataset=dataset,
        hyperparameters=dict(saved["hyperparameters"]),
        given=dict(saved["given"]),
        data=dict(saved["data"]),
        fingerprint=saved["fingerprint"],
        request=saved["request"],
    )
