"""Whether there is a model that this machine can ask, and if not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.local import model, runstate
from core.engine.local.jobdir import MODEL_FILE, JobDir
from core.engine.local.serving.making import model_folder
from core.errors import EngineError, JobNotFound
from core.finding import Finding
from core.job.status import Status
from core.s3address import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.trained import TrainedModel

_ANOTHER = "choose a job that completed, or one that was stopped after its first epoch"


def model_findings(jobs: Path, trained: TrainedModel) -> Iterator[Finding]:
    """What stands in the way of asking a model; nothing if it can be loaded.

    Args:
        jobs: the folder of all jobs.
        trained: the model.
    """
    if is_s3(trained.model):
        yield Finding(
            "error",
            "model-in-s3",
            f"the model of {trained.job.name} is in S3, and this machine cannot run it",
            why="it is the built-in algorithm's network, for SageMaker's own container",
            fix="ask it on SageMaker, where it was trained",
        )
        return
    source = model_folder(trained.model)
    if not trained.model or not (source / MODEL_FILE).is_file():
        yield _no_model(jobs, trained.job.name)
        return
    try:
        model.load(source)
    except (OSError, ValueError, TypeError) as problem:
        yield Finding(
            "error",
            "bad-model",
            f"the model of {trained.job.name} cannot be loaded: {problem}",
            why="it could not answer",
            fix="train again, or update trainscope if a newer one trained it",
        )


def _no_model(jobs: Path, name: str) -> Finding:
    """Why a job has no model that can be asked here."""
    job = JobDir(jobs / name)
    detail = f"{name} has no model to ask"
    try:
        status = runstate.look(job)
        other = runstate.model(job)
    except JobNotFound:
        why = "its folder is not on this machine any more"
        return Finding("error", "no-model", detail, why=why, fix="train again")
    except (EngineError, OSError) as problem:
        return Finding("error", "no-model", detail, why=str(problem), fix=_ANOTHER)
    if other is not None:
        return Finding(
            "error",
            "no-model",
            f"{name} was trained by a program of your own, and the local engine asks the baseline's models only",
            why=f"there is no {MODEL_FILE} in {other}",
            fix="ask the model with that program's own tools, or train without local.command",
        )
    if not status.status.terminal:
        return Finding("error", "no-model", detail, why="it is still training", fix="wait for its end")
    why = {
        Status.FAILED: f"it failed before its first epoch was finished: {status.failure_reason or 'no reason told'}",
        Status.STOPPED: "it was stopped before its first epoch was finished",
    }.get(status.status, f"its program left no {MODEL_FILE}")
    return Finding("error", "no-model", detail, why=why, fix=_ANOTHER)
