"""How fast an endpoint is asked: several questions at once, fewer and later while it does not answer."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.errors import EngineUnreachable

_LOOK = 0.1
"""Seconds between two looks at the cancel token while nobody may ask."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an endpoint that does not answer is asked again.

    Args:
        first: seconds of the first pause; each is twice the one before.
        longest: seconds of the longest pause.
        total: seconds without any answer after which it is given up.
    """

    first: float = 0.5
    longest: float = 20.0
    total: float = 120.0


class Pace:
    """Shared by the threads that ask. A failure halves how many may ask at once; answers bring them back.

    Args:
        most: how many may ask at once.
        patience: with failures.
        random: 0 to 1, for the jitter of the pauses.
        clock: seconds.
    """

    def __init__(
        self,
        most: int,
        patience: Patience,
        random: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._patience = patience
        self._random = random
        self._clock = clock
        self._changed = threading.Condition()
        self._allowed = float(most)
        self._asking = 0
        self._not_before = 0.0
        self._backed_off = clock()
        self._failures = 0
        self._answered = clock()

    def enter(self, cancel: CancelToken) -> float:
        """Wait for one's turn to ask; returns when it came, to be given to `leave`.

        Raises:
            Cancelled: the token was set while there was no turn.
        """
        with self._changed:
            while True:
                now = self._clock()
                if now >= self._not_before and self._asking < int(self._allowed):
                    self._asking += 1
                    return now
                cancel.check()
                pause = self._not_before - now
                self._changed.wait(min(pause, _LOOK) if pause > 0 else _LOOK)

    def leave(self, began: float, trouble: EngineUnreachable | None) -> bool:
        """Say how asking ended.

        Args:
            began: what `enter` gave.
            trouble: None if there was an answer, be it a refusal.

        Returns:
            Whether to ask again, after a trouble; True without one.
        """
        with self._changed:
            self._asking -= 1
            self._changed.notify_all()
            now = self._clock()
            if trouble is None:
                self._answered = now
                self._failures = 0
                self._allowed = min(self._most, self._allowed + 1 / self._allowed)
                return True
            if began >= self._backed_off:
                self._failures += 1
                self._allowed = max(1.0, self._allowed / 2)
                pause = min(self._patience.longest, self._patience.first * 2 ** min(self._failures - 1, 16))
                self._backed_off = now
                self._not_before = now + pause * (0.5 + self._random() / 2)
            self._not_before = max(self._not_before, now + (trouble.retry_after or 0.0))
            return now - self._answered < self._patience.total
