"""The account's time: it runs, runs faster, or stands still until a test moves it."""

from __future__ import annotations

import threading
import time


class AccountClock:
    """Epoch seconds of the account.

    Args:
        speed: account seconds per real second; 0 stands still.
        start: the moment at which it starts; now, if not given.
    """

    def __init__(self, *, speed: float = 1.0, start: float | None = None) -> None:
        self._lock = threading.Lock()
        self._speed = speed
        self._base = time.time() if start is None else start
        self._since = time.monotonic()

    def __call__(self) -> float:
        with self._lock:
            return self._base + (time.monotonic() - self._since) * self._speed

    def _rebase(self, *, at: float | None = None, by: float = 0.0, speed: float | None = None) -> None:
        with self._lock:
            real = time.monotonic()
            now = self._base + (real - self._since) * self._speed
            self._base = (now if at is None else at) + by
            self._since = real
            if speed is not None:
                self._speed = speed

    @property
    def speed(self) -> float:
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        self._rebase(speed=value)

    def set(self, moment: float) -> None:
        """Make it `moment` now."""
        self._rebase(at=moment)

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._rebase(by=seconds)

    def freeze(self) -> None:
        """Stand still from now on."""
        self._rebase(speed=0.0)
