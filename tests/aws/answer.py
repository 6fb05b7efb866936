"""Answers of the account, refusals included, each in the words and the format of its service."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from tests.aws.call import PROTOCOL_JSON, PROTOCOL_QUERY, PROTOCOL_REST, Call


class Refusal(Exception):
    """What a service answers instead of doing it: the code and the message as a client sees them.

    Args:
        code: of the error.
        message: of the error.
        status: of HTTP.
        **more: further members of the error.
    """

    def __init__(self, code: str, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status, self.more = code, message, status, more


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to be sent; `code` is the error's, empty if it is none."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    code: str = ""


def answer_json(call: Call, value: dict[str, Any]) -> Answer:
    """The answer of a JSON service; times are epoch seconds already."""
    kind = call.headers.get("Content-Type", "application/x-amz-json-1.1")
    return Answer(
        200, {"Content-Type": kind, "x-amzn-RequestId": str(uuid.uuid4())}, json.dumps(value).encode()
    )


def answer_refusal(call: Call, refusal: Refusal) -> Answer:
    """The refusal in the format of the service that was asked."""
    identity = str(uuid.uuid4())
    code, message, status = refusal.code, refusal.message, refusal.status
    headers = {"x-amzn-RequestId": identity}
    if call.protocol == PROTOCOL_JSON:
        headers["Content-Type"] = "application/x-amz-json-1.1"
        return Answer(status, headers, json.dumps({"__type": code, "message": message}).encode(), code)
    if call.protocol == PROTOCOL_REST:
        headers |= {"Content-Type": "application/json", "x-amzn-ErrorType": code}
        return Answer(status, headers, json.dumps({"Message": message, **refusal.more}).encode(), code)
    headers["Content-Type"] = "application/xml" if call.streams else "text/xml"
    error = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    if call.protocol == PROTOCOL_QUERY:
        error = f"<Error><Type>Sender</Type>{error}</Error>"
        text = f"<ErrorResponse>{error}<RequestId>{identity}</RequestId></ErrorResponse>"
    else:
        headers["x-amz-request-id"] = identity
        text = f"<Error>{error}<RequestId>{identity}</RequestId></Error>"
    return Answer(status, headers, b"" if call.method == "HEAD" else text.encode(), code)


def throttled(call: Call) -> Refusal:
    """Too many requests."""
    if call.streams:
        return Refusal("SlowDown", "Please reduce your request rate.", 503)
    if call.protocol == PROTOCOL_QUERY:
        return Refusal("Throttling", "Rate exceeded")
    if call.service == "servicequotas":
        return Refusal("TooManyRequestsException", "Rate exceeded", 429)
    if call.service == "sagemaker-runtime":
        return Refusal("ThrottlingException", "Rate exceeded", 429)
    return Refusal("ThrottlingException", "Rate exceeded")


def broken(call: Call) -> Refusal:
    """An error of the service itself."""
    if call.streams:
        return Refusal("InternalError", "We encountered an internal error. Please try again.", 500)
    if call.service in {"sagemaker", "sagemaker-runtime"}:
        return Refusal(
            "InternalFailure", "The request processing has failed because of an unknown error.", 500
        )
    return Refusal("ServiceUnavailable", "The service is unavailable. Please try again.", 503)


def expired(call: Call) -> Refusal:
    """Temporary credentials past their time."""
    if call.streams:
        return Refusal("ExpiredToken", "The provided token has expired.", 400)
    text = "The security token included in the request is expired"
    if call.protocol == PROTOCOL_QUERY:
        return Refusal("ExpiredToken", text, 403)
    return Refusal("ExpiredTokenException", text, 400)


def unknown_key(call: Call) -> Refusal:
    """An access key that nobody has."""
    if call.streams:
        text = "The AWS Access Key Id you provided does not exist in our records."
        return Refusal("InvalidAccessKeyId", text, 403)
    text = "The security token included in the request is invalid"
    if call.protocol == PROTOCOL_QUERY:
        return Refusal("InvalidClientTokenId", text, 403)
    return Refusal("UnrecognizedClientException", text, 400)


def denied(call: Call, caller: str, resource: str) -> Refusal:
    """An identity whose policies do not allow the action."""
    text = (
        f"User: {caller} is not authorized to perform: {call.action} on resource: {resource} "
        f"because no identity-based policy allows the {call.action} action"
    )
    if call.protocol in {PROTOCOL_JSON, PROTOCOL_REST}:
        return Refusal("AccessDeniedException", text, 400 if call.protocol == PROTOCOL_JSON else 403)
    return Refusal("AccessDenied", text, 403)
