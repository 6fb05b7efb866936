"""Takes an endpoint down: its process first, then its folder. What is gone already counts as done."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from core.engine.local import lock
from core.engine.local.serving import look, making, status
from core.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.local.serving.place import EndpointDir

END_SECONDS = 10.0
"""From SIGTERM to SIGKILL, as for a trainer; the system then has as long again to clear it away."""
_LOOK_SECONDS = 0.02


def take_down(
    place: EndpointDir, jobs: Path, *, with_model_data: bool, patience: float = END_SECONDS
) -> tuple[str, ...]:
    """End the server and remove the folder.

    The lock is held from the server's end until the folder has another name, so that nobody can start a server in it.

    Args:
        place: the endpoint's folder; need not be there.
        jobs: the folder of all jobs.
        with_model_data: also remove what training left in the job's ``model/``.
        patience: seconds from SIGTERM to SIGKILL.

    Returns:
        What was deleted; last, where that was asked for, the folder of the model data.

    Raises:
        EngineError: something could not be deleted; the error says what is left.
    """
    name = place.root.name
    if not place.root.is_dir():
        return ()
    source = _source(place, jobs) if with_model_data else None
    try:
        descriptor = _end(place, patience)
        try:
            gone = (look.ENDPOINT, *look.parts(place))
            aside = place.root.with_name(f".{name}.{secrets.token_hex(4)}")
            place.root.rename(aside)
        finally:
            os.close(descriptor)
        shutil.rmtree(aside)
        if source is not None and source.is_dir():
            shutil.rmtree(source)
            gone = (*gone, str(source))
    except FileNotFoundError:
        return ()  # another program took it down meanwhile
    except OSError as problem:
        raise EngineError(
            f"{name} cannot be removed",
            why=str(problem),
            fix=f"remove what is left of it: {problem.filename}",
        ) from problem
    return gone


def _end(place: EndpointDir, patience: float) -> int:
    """End the server, if there is one; the lock, which is ours then.

    Raises:
        FileNotFoundError: the folder is gone.
        EngineError: it does not end.
    """
    place.stop.touch(mode=0o600)  # also for a server that is just starting, or whose number is not known
    pid = None
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(OSError, ValueError):
            pid = status.read(place.status).pid
        if pid is not None:
            lock.signal_holder(place.lock, pid, number)
        deadline = time.monotonic() + patience
        while True:
            descriptor = lock.take(place.lock)
            if descriptor is not None:
                return descriptor
            if time.monotonic() > deadline:
                break
            time.sleep(_LOOK_SECONDS)
    raise EngineError(
        f"the server of {place.root.name} does not end",
        why=f"process {pid} holds {place.lock}" if pid else f"some process holds {place.lock}",
        fix="end that process, then undeploy again",
    )


def _source(place: EndpointDir, jobs: Path) -> Path | None:
    """Where the model was copied from, if that is a folder of a job here."""
    try:
        model = status.read_asked(place.deployment).deployment.trained.model
    except (OSError, ValueError):
        return None
    folder = making.model_folder(model)
    return folder if folder.name == "model" and folder.parent.parent == jobs else None
