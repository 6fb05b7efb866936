"""An endpoint asked about a photo: InvokeEndpoint, and what the algorithm answers (reference §6)."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from core.errors import EngineError, EngineUnreachable, NotFound
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.hosting import EndpointState
    from core.engine.sagemaker.connection import Aws

MOST_BYTES = 6_291_456
MOST_BYTES_SERVERLESS = 4_000_000
LARGEST_ANSWER = 16 << 20
"""Bytes; a probability of each of 500,000 classes."""
_SERVES = ("InService", "Updating", "SystemUpdating", "RollingBack")


def most_bytes(endpoint: EndpointState) -> int:
    """Bytes of the largest photo that it takes."""
    return MOST_BYTES if endpoint.serverless_mb is None else MOST_BYTES_SERVERLESS


def invoke(aws: Aws, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
    """Ask about a photo, once.

    Args:
        aws: to ask.
        name: of the endpoint.
        photo: bytes of a JPEG or PNG file.
        content_type: ``image/jpeg`` or ``image/png``.

    Raises:
        NotFound: there is no such endpoint.
        EngineError: it cannot answer.
        EngineUnreachable: worth trying again.
    """
    try:
        answer = aws.ask(
            "sagemaker-runtime",
            "invoke_endpoint",
            EndpointName=name,
            Body=photo,
            ContentType=content_type,
            Accept="application/json",
        )
    except NotFound as error:
        raise _not_in_service(aws.ask, name, error) from error
    with aws.translated("sagemaker:InvokeEndpoint"), closing(answer["Body"]) as body:
        content = body.read(LARGEST_ANSWER + 1)
    return probabilities(content)


def probabilities(content: bytes) -> tuple[float, ...]:
    """What the algorithm answered: a plain list, or a line with one under ``prediction``; NaN stays NaN.

    Raises:
        EngineError: it is neither.
    """
    try:
        found = json.loads(content) if len(content) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        found = found.get("prediction")
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    if not isinstance(found, list) or not found or not all(map(_is_number, found)):
        shown = clean(content[:200].decode("utf-8", "replace"), limit=80)
        raise EngineError(
            "the endpoint answers something else than probabilities",
            why=f"it said: {shown}" if shown else "it said nothing",
            fix="see that its model is one of the image-classification algorithm",
        )
    return tuple(float(value) for value in found)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_in_service(ask: Callable[..., Mapping[str, Any]], name: str, error: NotFound) -> EngineError:
    """The service says of an endpoint that is not ready that it is not there: look what is true."""
    try:
        found = ask("sagemaker", "describe_endpoint", EndpointName=name)
    except NotFound as gone:
        return gone
    except EngineError:
        return error
    status = clean(str(found.get("EndpointStatus", "")), limit=40)
    if status in _SERVES:
        return EngineUnreachable(
            f"the endpoint {name} does not answer yet", why=error.why, fix="wait a little; it usually passes"
        )
    if status == "Creating":
        return EngineError(
            f"the endpoint {name} is still being created",
            why="it answers once it is InService, some minutes after it was deployed",
            fix="ask again then; trainscope endpoints tells",
        )
    reason = clean(str(found.get("FailureReason") or ""), limit=400)
    return EngineError(
        f"the endpoint {name} cannot answer: it is {status}",
        why=reason,
        fix=f"take it down: trainscope undeploy {name}",
    )
