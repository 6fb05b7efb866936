"""Whether an answer arrived whole: botocore does not look, and takes half an answer for an empty one.

It neither compares the body with Content-Length nor minds JSON that cannot be parsed: a connection cut off in a page
of log events would read as a page without any.
"""

from __future__ import annotations

from typing import Any

_JSON = ("json", "rest-json")
_IN_THE_HEAD = {"header", "headers", "statusCode"}


def watch_answers(session: Any) -> None:
    """Have all clients of a botocore session raise IncompleteReadError for an answer that is not whole."""
    session.register("before-parse", _check)


def _check(*, operation_model: Any, response_dict: dict[str, Any], **others: object) -> None:
    from botocore.exceptions import IncompleteReadError

    body = response_dict["body"]
    if not isinstance(body, bytes) or operation_model.http.get("method") == "HEAD":
        return  # a stream counts its bytes itself
    expected = str(response_dict["headers"].get("content-length", ""))
    if expected.isdecimal() and int(expected) != len(body):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(expected))
    if response_dict["status_code"] >= 300:
        return
    output = operation_model.output_shape
    wanted = output is not None and any(
        member.serialization.get("location") not in _IN_THE_HEAD for member in output.members.values()
    )
    is_json = operation_model.service_model.resolved_protocol in _JSON
    if (wanted and not body) or (is_json and body and not body.rstrip().endswith(b"}")):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=expected or "more")
