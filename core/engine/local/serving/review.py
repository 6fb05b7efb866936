"""What deploying on this machine would make, and what stands in its way."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview
from core.engine.local import model, runstate
from core.engine.local.jobdir import MODEL_FILE, JobDir
from core.engine.local.serving import making
from core.engine.local.serving.place import MODEL_FILES, EndpointDir
from core.errors import EngineError, JobNotFound
from core.finding import Finding
from core.job.spec import NAME_PATTERN
from core.job.status import Status
from core.s3address import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.hosting import Deployment

_TRAIN_FIRST = "deploy a job that completed, or one that was stopped after its first epoch"


def review(endpoints: Path, jobs: Path, deployment: Deployment) -> DeployReview:
    """The review of a deployment; reads the disk, changes nothing.

    Args:
        endpoints: the folder of all endpoints.
        jobs: the folder of all jobs.
        deployment: what is asked for.
    """
    place = EndpointDir(endpoints / deployment.key.name)
    source = making.model_folder(deployment.trained.model)
    request: dict[str, object] = {
        "folder": str(place.root),
        **{f"{place.model.name}/{file}": str(source / file) for file in MODEL_FILES},
        "command": [sys.executable, "-P", "-m", making.SERVER],
    }
    return DeployReview(
        tuple(_findings(place, jobs, deployment)),
        request,
        facts=(("place", "a process on this machine, which outlives this program"), ("model", str(source))),
        notes=("Only you can ask it: it answers on a Unix socket in its folder, and on no network",),
        price_basis="free: it runs on this machine",
    )


def _findings(place: EndpointDir, jobs: Path, deployment: Deployment) -> Iterator[Finding]:
    name = deployment.key.name
    if NAME_PATTERN.fullmatch(name) is None:
        yield Finding(
            "error",
            "bad-name",
            f"{name!r} cannot be an endpoint's name",
            why="it is also a folder's name, and has SageMaker's rule",
            fix="use letters, digits and single hyphens, at most 63",
        )
    elif place.root.exists() and making.launch_id(place) != deployment.launch_id:
        yield Finding(
            "error",
            "name-taken",
            f"there is an endpoint named {name} already",
            why="a name belongs to one endpoint",
            fix=f"choose another name with --name, or take that one down: trainscope undeploy {name}",
        )
    trained = deployment.trained
    if is_s3(trained.model):
        yield Finding(
            "error",
            "model-in-s3",
            f"the model of {trained.job.name} is in S3, and this machine cannot run it",
            why="it is the built-in algorithm's network, for SageMaker's own container",
            fix="deploy it on SageMaker, where it was trained",
        )
        return
    source = making.model_folder(trained.model)
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
            why="the endpoint would fail",
            fix="train again, or update trainscope if a newer one trained it",
        )


def _no_model(jobs: Path, name: str) -> Finding:
    """Why a job has no model that can be deployed here."""
    job = JobDir(jobs / name)
    detail = f"{name} has no model to deploy"
    try:
        status = runstate.look(job)
        other = runstate.model(job)
    except JobNotFound:
        why = "its folder is not on this machine any more"
        return Finding("error", "no-model", detail, why=why, fix="train again")
    except (EngineError, OSError) as problem:
        return Finding("error", "no-model", detail, why=str(problem), fix=_TRAIN_FIRST)
    if other is not None:
        return Finding(
            "error",
            "no-model",
            f"{name} was trained by a program of your own, and the local engine serves the baseline's models only",
            why=f"there is no {MODEL_FILE} in {other}",
            fix="serve the model with that program's own tools, or train without local.command",
        )
    if not status.status.terminal:
        return Finding("error", "no-model", detail, why="it is still training", fix="wait for its end")
    why = {
        Status.FAILED: f"it failed before its first epoch was finished: {status.failure_reason or 'no reason told'}",
        Status.STOPPED: "it was stopped before its first epoch was finished",
    }.get(status.status, f"its program left no {MODEL_FILE}")
    return Finding("error", "no-model", detail, why=why, fix=_TRAIN_FIRST)
