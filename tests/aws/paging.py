"""Lists that are answered a page at a time."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from tests.aws.validation import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping


def paged(values: list[Any], request: Mapping[str, Any], member: str, *, default: int) -> dict[str, Any]:
    """One page of `values` under the name `member`, with NextToken if there are more."""
    size = request.get("MaxResults", default)
    token = request.get("NextToken")
    try:
        start = int(base64.b64decode(token)) if token else 0
    except ValueError:
        raise invalid("The provided NextToken is invalid.") from None
    answer: dict[str, Any] = {member: values[start : start + size]}
    if start + size < len(values):
        answer["NextToken"] = base64.b64encode(str(start + size).encode()).decode()
    return answer
