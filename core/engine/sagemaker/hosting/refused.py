"""What SageMaker answers about endpoints in place of what was asked for, as the project's own errors.

The wording is the service's; a few sure words of each are looked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.errors import EngineBusy, EngineError, EngineUnreachable, NameTaken, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.sagemaker.identity import Identity

BUSY_SECONDS = 15.0
"""Until it is worth asking again for what must wait for an endpoint."""
_PARTS = "Model|EndpointConfig|Endpoint"
_CREATE = re.compile(rf"sagemaker:Create({_PARTS})")
_OF_ONE = re.compile(rf"sagemaker:(?:Describe|Delete)({_PARTS})")
_WORDS = {"Model": "model", "EndpointConfig": "endpoint configuration", "Endpoint": "endpoint"}
_TAKEN = re.compile(r"already exist", re.IGNORECASE)
_MISSING = re.compile(r"could not find|not found|does not exist", re.IGNORECASE)
_BUSY = re.compile(r"in-progress endpoint", re.IGNORECASE)
_OVERLOADED = (0, 429, 503, 504)
"""Status of the container: no answer in time, or too much to do."""


def of_hosting(
    response: Mapping[str, object], code: str, message: str, action: str, who: Identity
) -> EngineError | None:
    """The project's error for a refusal that is about endpoints; None for any other.

    Args:
        response: as botocore gives it.
        code: of the error.
        message: of the error, one line.
        action: what was asked for, as IAM writes it.
        who: for the remedy.
    """
    if action == "sagemaker:InvokeEndpoint":
        return _of_invocation(response, code, message, who)
    if code not in ("ValidationException", "ResourceInUse", "ResourceNotFound"):
        return None
    made = _CREATE.fullmatch(action)
    if made is not None and _TAKEN.search(message):
        return NameTaken(
            f"there is a {_WORDS[made[1]]} of that name", why=message, fix="choose another name with --name"
        )
    found = _OF_ONE.fullmatch(action)
    if found is not None and _BUSY.search(message):
        return EngineBusy(
            "SageMaker is still at work on the endpoint",
            why=message,
            fix="wait until it has another status, then do it again",
            retry_after=BUSY_SECONDS,
        )
    if found is not None and _MISSING.search(message):
        return NotFound(
            f"there is no such {_WORDS[found[1]]} in {who.place()}",
            why=message,
            fix="look for it with: endpoints",
        )
    return None


def _of_invocation(
    response: Mapping[str, object], code: str, message: str, who: Identity
) -> EngineError | None:
    if code == "ValidationError" and _MISSING.search(message):
        return NotFound(
            f"no such endpoint answers in {who.place()}", why=message, fix="look for it with: endpoints"
        )
    if code == "ModelNotReadyException":
        return EngineUnreachable(
            "the endpoint is not ready yet", why=message, fix="wait a little; it loads its model"
        )
    if code == "413":
        return EngineError(
            "the photo is too large for the endpoint", why=message, fix="send it with fewer pixels"
        )
    return _of_model(response, message) if code == "ModelError" else None


def _of_model(response: Mapping[str, object], message: str) -> EngineError:
    """What the container said, which SageMaker passes on."""
    given = response.get("OriginalStatusCode")
    status = given if isinstance(given, int) else 0
    if status in _OVERLOADED:
        return EngineUnreachable(
            "the model did not answer in time",
            why=message,
            fix="wait a little; send fewer photos at once, or deploy it on a larger instance",
        )
    if status >= 500:
        return EngineError(
            "the model failed at the photo",
            why=message,
            fix="look at the endpoint's log: CloudWatch, /aws/sagemaker/Endpoints/<name>",
        )
    return EngineError(
        "the model cannot read the photo",
        why=message,
        fix="send a JPEG or PNG that can be decoded; trainscope dataset tells what is wrong with a photo",
    )
