"""Asks an endpoint about a photo, and says what is the matter where it cannot answer."""

from __future__ import annotations

import http.client
import json
import math
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from core.engine.hosting import EndpointStatus
from core.engine.local.serving import client
from core.engine.local.serving.limits import MOST_BYTES
from core.engine.local.serving.look import look
from core.errors import EngineError, EngineUnreachable

if TYPE_CHECKING:
    from core.engine.hosting import EndpointState
    from core.engine.local.serving.client import Answer
    from core.engine.local.serving.place import EndpointDir
    from core.job.status import JobKey

_PHOTO_FIXES = {
    HTTPStatus.BAD_REQUEST: "send another photo, or save this one anew as JPEG or PNG with an image program",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "send a JPEG or PNG file",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "save the photo smaller: the model needs a few hundred pixels a side",
}


def invoke(place: EndpointDir, key: JobKey, photo: bytes, content_type: str) -> tuple[float, ...]:
    """The probability of each class for a photo, in label order.

    Args:
        place: the endpoint's folder.
        key: of the endpoint.
        photo: the bytes of a JPEG or PNG file.
        content_type: ``image/jpeg`` or ``image/png``.

    Raises:
        NotFound: there is no such endpoint.
        EngineError: it cannot answer.
        EngineUnreachable: it may answer later.
    """
    state = look(place, key)
    if state.status is not EndpointStatus.IN_SERVICE:
        raise not_in_service(state)
    if len(photo) > MOST_BYTES:
        raise EngineError(
            f"the photo has {len(photo):,} bytes, and an endpoint takes at most {MOST_BYTES:,}",
            fix=_PHOTO_FIXES[HTTPStatus.REQUEST_ENTITY_TOO_LARGE],
        )
    try:
        answer = client.ask(place.socket, "POST", "/invocations", photo, content_type)
    except (OSError, http.client.HTTPException) as problem:
        _no_answer(place, key, problem)
    if answer.status == HTTPStatus.OK:
        return _probabilities(answer, key.name)
    raise _refused(answer, key.name)


def not_in_service(state: EndpointState) -> EngineError:
    """The error for an endpoint that cannot be asked in its state."""
    name = state.key.name
    if state.status is EndpointStatus.CREATING:
        return EngineError(
            f"{name} is still being created", fix="ask again when `trainscope endpoints` says InService"
        )
    if state.status is EndpointStatus.DELETING:
        return EngineError(f"{name} is being taken down", fix="deploy the job again to go on asking")
    return EngineError(
        f"{name} does not answer: it is {state.status}",
        why=state.failure_reason,
        fix=f"take it down with `trainscope undeploy {name}`, and deploy the job again",
    )


def _no_answer(place: EndpointDir, key: JobKey, problem: Exception) -> NoReturn:
    """Raise the reason: the server may have ended since it was looked at."""
    state = look(place, key)
    if state.status is not EndpointStatus.IN_SERVICE:
        raise not_in_service(state) from problem
    if isinstance(problem, TimeoutError):
        why = f"nothing came within {client.PATIENCE:.0f} s"
    else:
        why = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    raise EngineUnreachable(f"{key.name} gave no answer", why=why, fix="try again") from problem


def _refused(answer: Answer, name: str) -> EngineError:
    said = answer.body.decode("utf-8", "replace").strip()
    if answer.status in _PHOTO_FIXES:
        fix = _PHOTO_FIXES[HTTPStatus(answer.status)]
        return EngineError(f"{name} cannot answer about the photo", why=said, fix=fix)
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return EngineUnreachable(
            f"{name} has no room just now", why=said, fix="try again, with fewer at once"
        )
    return EngineError(
        f"the model of {name} failed", why=said, fix="if other photos fare no better, deploy the job again"
    )


def _probabilities(answer: Answer, name: str) -> tuple[float, ...]:
    try:
        values = tuple(float(value) for value in json.loads(answer.body))
    except (ValueError, TypeError) as problem:
        raise EngineError(f"{name} answered with something else than probabilities") from problem
    if not all(map(math.isfinite, values)):
        raise EngineError(
            f"the model of {name} answers with what is no number",
            why="its training diverged",
            fix="train with a smaller learning_rate",
        )
    return values
