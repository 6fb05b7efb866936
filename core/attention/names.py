"""The events that are announced, and the ways to do it: the words of the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

EventName = Literal["completed", "failed", "stopped", "finding", "credentials", "endpoint"]
EVENTS: tuple[EventName, ...] = ("completed", "failed", "stopped", "finding", "credentials", "endpoint")

TEST: Literal["test"] = "test"
"""What a test announcement is called in the place of an event."""

MEANINGS: Mapping[EventName, str] = {
    "completed": "a job, batch transform or sweep has ended well",
    "failed": "it failed",
    "stopped": "it was stopped, by anybody",
    "finding": "a plateau, overfitting, silence and the like is foreseen",
    "credentials": "the AWS credentials are missing or no longer good",
    "endpoint": "an endpoint answers, or will not",
}
"""When each is announced, for people."""

Way = Literal["bell", "desktop", "command"]
WAYS: tuple[Way, ...] = ("bell", "desktop", "command")
