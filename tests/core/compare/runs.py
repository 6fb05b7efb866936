"""Runs for tests of comparisons, made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.compare.run import Run
from core.job.logfacts import LogFacts
from core.job.metrics import TRAIN_ACCURACY, VALIDATION_ACCURACY, MetricPoint, best
from core.job.status import JobKey, JobState, Status
from core.runs import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BEGAN = 1_764_000_000.0
"""Epoch seconds: when all of them were created."""


def state(values: Mapping[str, str], status: Status = Status.COMPLETED, **more: Any) -> JobState:
    stage = "Training" if status is Status.IN_PROGRESS else status.value
    ended = BEGAN + 600 if status.terminal else None
    return JobState(status, stage, created=BEGAN, ended=ended, hyperparameters=values, **more)


def points(values: Sequence[float], name: str = VALIDATION_ACCURACY) -> tuple[MetricPoint, ...]:
    return tuple(
        MetricPoint(name, epoch, value, "local", BEGAN + epoch) for epoch, value in enumerate(values)
    )


def record(
    name: str,
    known: JobState | None = None,
    *,
    engine: str = "sagemaker",
    spec: dict[str, Any] | None = None,
    values: Sequence[float] = (),
    number: int = 1,
) -> Record:
    place = ("1", "eu-west-1") if engine != "local" else ("", "")
    return Record(number, JobKey(engine, *place, name), BEGAN, spec, known, best(points(values)))


def run(
    name: str,
    accuracy: Sequence[float] = (),
    train: Sequence[float] = (),
    *,
    known: JobState | None = None,
    **more: Any,
) -> Run:
    """A run with these accuracies, one per epoch."""
    held = (*points(accuracy), *points(train, TRAIN_ACCURACY))
    return Run(record(name, known, values=accuracy, **more), LogFacts(), held, len(held))
