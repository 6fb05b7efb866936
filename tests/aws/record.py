"""Every request that the account has seen, and what tests ask about them."""

from __future__ import annotations

import threading
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Seen:
    """One request. `time` is the account's; `status` 0 means that no answer (or half of one) was sent."""

    service: str
    operation: str
    parameters: dict[str, Any]
    time: float
    status: int
    code: str
    fault: str


class Requests:
    """The requests in the order in which they were answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: list[Seen] = []

    def add(self, seen: Seen) -> None:
        with self._lock:
            self._seen.append(seen)

    def clear(self) -> None:
        with self._lock:
            self._seen.clear()

    def all(self) -> list[Seen]:
        with self._lock:
            return list(self._seen)

    def __iter__(self) -> Iterator[Seen]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._seen)

    def of(self, *operations: str) -> list[Seen]:
        """Those of the named operations."""
        return [seen for seen in self.all() if seen.operation in operations]

    def count(self, *operations: str) -> int:
        """How many of the named operations; of all, if none is named."""
        return len(self.of(*operations)) if operations else len(self)

    def counts(self) -> dict[str, int]:
        """Requests by operation."""
        return dict(Counter(seen.operation for seen in self.all()))

    def rate(self, *operations: str) -> float:
        """Requests (of the named operations) in an account second, on average from the first to the last."""
        moments = sorted(seen.time for seen in self.all() if not operations or seen.operation in operations)
        return (len(moments) - 1) / (moments[-1] - moments[0]) if len(moments) > 1 else 0.0

    def peak(self, *operations: str, seconds: float = 1.0) -> int:
        """The most requests (of the named operations) in any window of so many account seconds."""
        window: deque[float] = deque()
        most = 0
        for moment in sorted(
            seen.time for seen in self.all() if not operations or seen.operation in operations
        ):
            window.append(moment)
            while window[0] <= moment - seconds:
                window.popleft()
            most = max(most, len(window))
        return most
