"""A token that long calls look at, so that they can be stopped from another thread."""

from __future__ import annotations

import threading

from core.errors import Cancelled


class CancelToken:
    """Set once, from any thread; waiting on it is how pollers sleep."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._later = False

    def cancel(self, *, later: bool = False) -> None:
        """Ask whoever holds the token to stop.

        Args:
            later: what is stopped will be gone on with: only this program ends.
        """
        self._later = later
        self._event.set()

    @property
    def later(self) -> bool:
        """Whether `cancel` said that it will be gone on with."""
        return self._later

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
