"""What a job has trained, as far as it can be asked: behind an endpoint, or by a batch transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import JobNotFound, UsageError
from core.job.status import JobKey, Status
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import Engine
    from core.job.status import JobState
    from core.runs import Record


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What is to be deployed: the model of a job.

    Args:
        job: the job's key.
        classes: names in label order; empty where nobody knows them.
        multi_label: whether a photo may have several labels.
        hyperparameters: of the job, as strings: image_shape and resize say what training saw.
        model: where it lies: an ``s3://`` address, or a folder on this machine.
    """

    job: JobKey
    classes: tuple[str, ...]
    multi_label: bool
    hyperparameters: Mapping[str, str]
    model: str


def trained_to_json(trained: TrainedModel) -> dict[str, Any]:
    """The model as JSON; `trained_from_json` gives an equal one back."""
    return {
        "job": list(trained.job),
        "classes": list(trained.classes),
        "multi_label": trained.multi_label,
        "hyperparameters": dict(trained.hyperparameters),
        "model": trained.model,
    }


def trained_from_json(saved: Mapping[str, Any]) -> TrainedModel:
    """The model that was saved by `trained_to_json`, which may stand among other things.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
    """
    return TrainedModel(
        job=JobKey(*saved["job"]),
        classes=tuple(saved["classes"]),
        multi_label=saved["multi_label"],
        hyperparameters=dict(saved["hyperparameters"]),
        model=saved["model"],
    )


def model_of(record: Record, engine: Engine) -> TrainedModel:
    """The model of a job as its engine knows it now; of one that it does not know any more, as it was last known.

    Args:
        record: of the job.
        engine: where it ran.

    Raises:
        UsageError: there is none, see `trained_model`.
        EngineError: the engine does not say.
    """
    try:
        state = engine.describe(record.key.name)
    except JobNotFound:
        if record.state is None:
            raise
        state = record.state
    return trained_model(record, state)


def trained_model(record: Record, state: JobState) -> TrainedModel:
    """The model of a job that has ended with one.

    Args:
        record: of the job; its spec tells classes and hyperparameters.
        state: what its engine says now.

    Raises:
        UsageError: there is none: the job still runs, it failed, or it is of another algorithm.
    """
    name = clean(record.key.name)
    if state.transform is not None:
        of = clean(state.transform.job)
        raise UsageError(
            f"{name} is a batch transform: it has answers, and no model of its own",
            fix=f"name the job whose model it asks: {of}" if of else "name a job that trains",
        )
    if state.metrics:
        raise UsageError(
            f"{name} is a job of another algorithm: {clean(state.algorithm or 'an unknown one')}",
            fix="name a job of the built-in image classification",
        )
    if not state.status.terminal:
        raise UsageError(
            f"{name} has no model yet",
            why=f"it is {state.status.value}",
            fix=f"wait for its end (trainscope watch {name}), then ask again",
        )
    if state.status is Status.FAILED:
        raise UsageError(
            f"{name} has no model",
            why=f"it failed: {clean(state.failure_reason or 'no reason was given')}",
            fix=f"name another job, or launch it again: trainscope launch --from {name}",
        )
    if not state.model:
        raise UsageError(
            f"{name} has no model",
            why=f"it is {state.status.value}, and its engine tells of none",
            fix=f"name another job, or launch it again: trainscope launch --from {name}",
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
