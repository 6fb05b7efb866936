"""Claims an endpoint's folder, under lock, and starts its server; an earlier call may have made it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine.hosting import EndpointStatus
from core.engine.local import drafts, lock
from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.serving import status
from core.engine.local.serving.place import MODEL_FILES, EndpointDir
from core.engine.local.serving.status import Asked, ServerStatus
from core.engine.local.spawn import Program, spawn
from core.errors import EngineError, NameTaken

if TYPE_CHECKING:
    from core.engine.hosting import Deployment

SERVER = "core.engine.local.serving.server"


def claim(endpoints: Path, deployment: Deployment, now: float) -> tuple[EndpointDir, int] | None:
    """Make the folder of an endpoint, or find it if an earlier call made it.

    Args:
        endpoints: the folder of all endpoints.
        deployment: what is asked for.
        now: epoch seconds.

    Returns:
        The folder and its lock, which is ours now: the server is still to be started. None: it is running already.

    Raises:
        NameTaken: another endpoint has the name.
        EngineError: the model cannot be copied, or the disk refuses.
    """
    place = EndpointDir(endpoints / deployment.key.name)
    with drafts.refusal_told("the endpoint's folder", place.root):
        descriptor = drafts.made(place.root, lambda root: _fill(EndpointDir(root), Asked(deployment, now)))
        return _found(place, deployment) if descriptor is None else (place, descriptor)


def model_folder(model: str) -> Path:
    """The folder that a model is copied from: `TrainedModel.model` may name its file, as a job's state does."""
    path = Path(model)
    return path.parent if path.name == MODEL_FILE else path


def launch_id(place: EndpointDir) -> str | None:
    """The launch id an endpoint's folder is marked with; None if there is none to be read."""
    try:
        return status.read_asked(place.deployment).deployment.launch_id
    except (OSError, ValueError):
        return None


def start(place: EndpointDir, lock_descriptor: int) -> None:
    """Start the server of an endpoint; if it does not start, the endpoint is taken away again.

    Raises:
        EngineError: it did not start.
    """
    try:
        spawn(Program(SERVER, "the endpoint's server", place.root, place.log), lock_descriptor)
    except EngineError:
        shutil.rmtree(place.root, ignore_errors=True)
        raise


def _found(place: EndpointDir, deployment: Deployment) -> tuple[EndpointDir, int] | None:
    if launch_id(place) != deployment.launch_id:
        raise NameTaken(
            f"there is an endpoint named {deployment.key.name} already",
            fix=f"choose another name with --name, or take that one down: trainscope undeploy {deployment.key.name}",
        )
    descriptor = lock.take(place.lock)
    if descriptor is None:
        return None
    try:
        place.stop.unlink(missing_ok=True)
        status.write(place.status, ServerStatus(EndpointStatus.CREATING))
    except BaseException:
        os.close(descriptor)
        raise
    return place, descriptor


def _fill(draft: EndpointDir, asked: Asked) -> int:
    draft.root.mkdir(mode=0o700)
    descriptor = lock.take(draft.lock)
    if descriptor is None:
        raise OSError(f"{draft.lock} is locked by somebody else")
    try:
        draft.model.mkdir(mode=0o700)
        source = model_folder(asked.deployment.trained.model)
        for file in MODEL_FILES:
            shutil.copyfile(source / file, draft.model / file)
        status.write_asked(draft.deployment, asked)
        status.write(draft.status, ServerStatus(EndpointStatus.CREATING))
        draft.log.touch(mode=0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
