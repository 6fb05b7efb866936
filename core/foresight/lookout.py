"""Looking ahead again and again: what is foreseen of a job that is followed, reckoned anew only when it may differ."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.foresight.foresee import Foresight, foresee

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.job.metrics import MetricPoint
    from core.runs import RunBook
    from core.update import Update

_EVERY = 15.0
"""Seconds after which it is reckoned anew though nothing was said: silence, cost and time grow by themselves."""


class Lookout:
    """Looks ahead of one job.

    Args:
        book: its points are read from there.
        ceiling: USD that the job should not cost more than; None: no matter.
        clock: epoch seconds.
    """

    def __init__(
        self, book: RunBook, ceiling: float | None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._book = book
        self._ceiling = ceiling
        self._clock = clock
        self._job_id = 0
        self._version = 0
        self._points: dict[tuple[str | None, str, int], MetricPoint] = {}
        self._known: tuple[object, ...] | None = None
        self._at = 0.0
        self._last: Foresight | None = None

    def look(self, update: Update) -> Foresight:
        """What is foreseen after this update, which may say nothing new.

        Raises:
            RunBookError: the book cannot be read.
        """
        now = self._clock()
        known = (update.job_id, update.state, update.facts, update.points_version, update.trouble is None)
        fresh = self._last is not None and known == self._known and 0 <= now - self._at < _EVERY
        if self._last is None or not fresh:
            self._read(update.job_id)
            points = list(self._points.values())
            self._last = foresee(update.state, update.facts, points, update.as_of(now), ceiling=self._ceiling)
            self._known, self._at = known, now
        return self._last

    def _read(self, job_id: int) -> None:
        if job_id != self._job_id:
            self._job_id, self._version, self._points = job_id, 0, {}
        for stored in self._book.points(job_id, after=self._version):
            point = stored.point
            self._points[(point.stream, point.name, point.epoch)] = point
            self._version = stored.version
