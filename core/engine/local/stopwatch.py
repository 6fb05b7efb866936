"""Tells the program of a job when it is time to go."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType


class Stopped(Exception):
    """Somebody asked the program to stop."""


class StopWatch:
    """Looked at at each photo: whether SIGTERM came, or the runner has died."""

    def __init__(self) -> None:
        self._runner = os.getppid()
        self._asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked.set()

    @property
    def over(self) -> bool:
        """Whether it is time to go."""
        return self._asked.is_set() or os.getppid() != self._runner

    def check(self) -> None:
        """Raise `Stopped` when it is time to go."""
        if self.over:
            raise Stopped
