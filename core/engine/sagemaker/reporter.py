"""How far a review is, told from several threads: the step under way, and what keeps AWS from answering."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress

if TYPE_CHECKING:
    from collections.abc import Callable


class Reporter:
    """Passes the newest on, one call at a time."""

    def __init__(self, on_progress: Callable[[LaunchProgress], None]) -> None:
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._latest = LaunchProgress("asking AWS")

    def step(self, progress: LaunchProgress) -> None:
        """What is done now; the trouble stays until it is over."""
        with self._lock:
            self._latest = replace(progress, trouble=self._latest.trouble)
            self._on_progress(self._latest)

    def trouble(self, text: str) -> None:
        """Why there is no answer just now; empty when there is one again."""
        with self._lock:
            self._latest = replace(self._latest, trouble=text)
            self._on_progress(self._latest)

    def reading(self, done: int, total: int, size: int) -> None:
        """So many photos are hashed."""
        self.step(LaunchProgress("reading the photos", done, total, "photos", done_bytes=size))
