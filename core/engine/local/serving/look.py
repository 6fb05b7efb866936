"""What has become of an endpoint: what its files say, and whether its server lives."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.hosting import EndpointState, EndpointStatus
from core.engine.local import lock, spawn
from core.engine.local.listing import folders
from core.engine.local.model import CLASSES_FILE
from core.engine.local.serving import place as places
from core.engine.local.serving import status
from core.engine.local.serving.place import EndpointDir
from core.errors import NotFound
from core.times import iso

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.engine.local.serving.status import ServerStatus
    from core.job.status import JobKey

ENDPOINT, CONFIGURATION, MODEL = "endpoint", "endpoint-config", "model"


def look(place: EndpointDir, key: JobKey) -> EndpointState:
    """An endpoint's state now.

    One whose server is gone without a word is `OUT_OF_SERVICE`, or `FAILED` if it never answered; one that never had
    a server, or whose files are damaged, is `INCOMPLETE`.

    Raises:
        NotFound: there is no such endpoint.
    """
    if not place.root.is_dir():
        raise places.not_found(key.name)
    state = EndpointState(key, EndpointStatus.INCOMPLETE, parts=parts(place), classes=_classes(place))
    with suppress(OSError, ValueError):
        asked = status.read_asked(place.deployment)
        state = replace(
            state,
            job=asked.deployment.trained.job.name,
            created=asked.created,
            launch_id=asked.deployment.launch_id,
        )
    try:
        found = server(place)
    except (OSError, ValueError) as problem:
        if not place.root.is_dir():
            raise places.not_found(key.name) from problem
        return replace(state, failure_reason=str(problem))
    there = state.parts if found.status is EndpointStatus.INCOMPLETE else (ENDPOINT, *state.parts)
    return replace(state, status=found.status, failure_reason=found.reason, parts=there)


def server(place: EndpointDir) -> ServerStatus:
    """How far the server is; the truth about one that is gone.

    Raises:
        OSError: status.json cannot be read.
        ValueError: it is damaged.
    """
    found = status.read(place.status)
    if lock.held(place.lock):
        if place.stop.exists():
            return replace(found, status=EndpointStatus.DELETING)
        return found
    found = status.read(place.status)  # it may have come to its end between the two looks
    if found.status is EndpointStatus.CREATING:
        if found.pid is None:
            reason = "its server was never started: the program that deployed it was killed"
            return replace(found, status=EndpointStatus.INCOMPLETE, reason=reason)
        reason = f"the server ended before it could answer: {spawn.last_words(place.log) or _died(place)}"
        return replace(found, status=EndpointStatus.FAILED, reason=reason)
    if found.status is EndpointStatus.IN_SERVICE:
        return replace(found, status=EndpointStatus.OUT_OF_SERVICE, reason=_died(place))
    return found


def listed(endpoints: Path, key: Callable[[str], JobKey]) -> list[EndpointState]:
    """All endpoints in the folder, newest first.

    Args:
        endpoints: the folder of all endpoints.
        key: gives an endpoint's key by its name.

    Raises:
        EngineError: the folder cannot be read.
    """
    found = []
    for folder in folders(endpoints, "endpoints"):
        with suppress(NotFound):
            found.append(look(EndpointDir(folder), key(folder.name)))
    found.sort(key=lambda state: (state.created or 0.0, state.key.name), reverse=True)
    return found


def parts(place: EndpointDir) -> tuple[str, ...]:
    """Which of its files are there, in the order in which they go."""
    there = {CONFIGURATION: place.deployment, MODEL: place.model}
    return tuple(part for part, path in there.items() if path.exists())


def _classes(place: EndpointDir) -> tuple[str, ...]:
    with suppress(OSError, ValueError, TypeError):
        return tuple(str(name) for name in json.loads((place.model / CLASSES_FILE).read_bytes()))
    return ()


def _died(place: EndpointDir) -> str:
    last = iso(lock.last_beat(place.lock)) or "unknown"
    return (
        f"the process that answered ended without a word, last sign of life {last}: it was killed, the machine went "
        "down or ran out of memory"
    )
