"""What the run book says of one job, read again as it grows: only what is new is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.answering import how_far
from core.job.progress import LogFacts, steps_per_epoch

if TYPE_CHECKING:
    from core.job.metrics import MetricPoint
    from core.job.progress import Progress
    from core.runs import Record, RunBook


class BookReading:
    """One job's, for the UI thread.

    Args:
        book: read from.
        record: of the job, as it is known by now.
    """

    def __init__(self, book: RunBook, record: Record) -> None:
        self._book = book
        self._points: dict[tuple[str | None, str, int], MetricPoint] = {}
        self._version = 0
        self._fresh = True
        self.record = record
        self.lines = 0
        self.steps: int | None = None
        self.progress: Progress | None = None

    @property
    def points(self) -> list[MetricPoint]:
        """All points, the last value of each."""
        return list(self._points.values())

    @property
    def running(self) -> bool:
        """Whether the job has not ended."""
        state = self.record.state
        return state is None or not state.status.terminal

    def read(self, now: float) -> None:
        """Take in what is new.

        Args:
            now: epoch seconds.

        Raises:
            RunBookError: the book cannot be read; what is known stays.
            UnknownJob: the job is not in it any more.
        """
        ran = self.running
        job_id = self.record.id
        position = self._book.position(job_id)
        self.record = self._book.job(job_id)
        for stored in self._book.points(job_id, after=self._version):
            point = stored.point
            self._points[(point.stream, point.name, point.epoch)] = point
            self._version = max(self._version, stored.version)
            self._fresh = True
        self.lines = position.line_count
        facts = position.facts or LogFacts()
        self.steps = steps_per_epoch(facts, self.record.state)
        self.progress = how_far(self.record.state, facts, self.points, now)
        self._fresh |= ran and not self.running

    def take_curve(self) -> bool:
        """Whether the curve is another than when this was last asked, or the job has ended since."""
        fresh, self._fresh = self._fresh, False
        return fresh
