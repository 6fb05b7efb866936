"""Waiting for a screen to show something, by condition."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot


async def settle(
    pilot: Pilot[None], condition: Callable[[], bool], what: str, *, seconds: float = 20.0
) -> None:
    """Let the app run until `condition` holds; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        await pilot.pause(0.02)
