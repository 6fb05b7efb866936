"""Rates above which an operation is throttled, counted in the account's time."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.aws.clock import AccountClock


class Limits:
    """Requests a second by operation; nothing is limited at first. `set` ListTrainingJobs to 2 for the real rate."""

    def __init__(self, clock: AccountClock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._rates: dict[str, float] = {}
        self._passed: dict[str, deque[float]] = {}

    def set(self, operation: str, rate: float) -> None:
        """Allow so many requests of `operation` in any second."""
        self._rates[operation] = rate

    def exceeded(self, operation: str) -> bool:
        """Whether one more request is too many; counts it if it is not."""
        rate = self._rates.get(operation)
        if rate is None:
            return False
        with self._lock:
            now, passed = self._clock(), self._passed.setdefault(operation, deque())
            while passed and passed[0] <= now - 1.0:
                passed.popleft()
            if len(passed) >= rate:
                return True
            passed.append(now)
            return False
