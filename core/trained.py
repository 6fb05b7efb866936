"""What a job has trained, as far as it can be deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.hosting import TrainedModel
from core.errors import UsageError
from core.job.status import Status
from core.text import clean

if TYPE_CHECKING:
    from core.job.status import JobState
    from core.runs import Record


def trained_model(record: Record, state: JobState) -> TrainedModel:
    """The model of a job that has ended with one.

    Args:
        record: of the job; its spec tells classes and hyperparameters.
        state: what its engine says now.

    Raises:
        UsageError: there is none: the job still runs, it failed, or it is of another algorithm.
    """
    name = clean(record.key.name)
    if state.metrics:
        raise UsageError(
            f"{name} is a job of another algorithm: {clean(state.algorithm or 'an unknown one')}",
            fix="deploy a job of the built-in image classification",
        )
    if not state.status.terminal:
        raise UsageError(
            f"{name} has no model yet",
            why=f"it is {state.status.value}",
            fix=f"wait for its end (trainscope watch {name}), then deploy it",
        )
    if state.status is Status.FAILED:
        raise UsageError(
            f"{name} has no model",
            why=f"it failed: {clean(state.failure_reason or 'no reason was given')}",
            fix=f"deploy another job, or launch it again: trainscope launch --from {name}",
        )
    if not state.model:
        raise UsageError(
            f"{name} has no model",
            why=f"it is {state.status.value}, and its engine tells of none",
            fix=f"deploy another job, or launch it again: trainscope launch --from {name}",
        )
    spec = record.spec or {}
    hyperparameters = {
        str(key): str(value)
        for key, value in (spec.get("hyperparameters") or state.hyperparameters or {}).items()
    }
    return TrainedModel(
        job=record.key,
        classes=tuple(str(known) for known in spec.get("classes", ())),
        multi_label=hyperparameters.get("multi_label", "0") == "1",
        hyperparameters=hyperparameters,
        model=state.model,
    )
