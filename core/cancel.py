"""A token that long calls look at, so that they can be stopped from another thread."""

from __future__ import annotations

import threading

from core.errors import Cancelled


class CancelToken:
    """Set once, from any thread; waiting on it is how pollers sleep."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask whoever holds the token to stop."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep up to `seconds`, less if cancelled meanwhile; returns whether it was."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise `Cancelled` if `cancel` was called."""
        if self.cancelled:
            raise Cancelled("cancelled")
