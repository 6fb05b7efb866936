"""The events that are announced, and the ways to do it: the words of the configuration."""

from __future__ import annotations

from typing import Literal

EventName = Literal["completed", "failed", "stopped", "finding", "credentials", "endpoint"]
EVENTS: tuple[EventName, ...] = ("completed", "failed", "stopped", "finding", "credentials", "endpoint")

Way = Literal["bell", "desktop", "command"]
WAYS: tuple[Way, ...] = ("bell", "desktop", "command")
