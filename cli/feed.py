"""What `watch` writes while it follows a job: JSON objects for programs, lines for people."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from cli.jobview import cost_words, margin_words, status_json, status_words
from cli.output import colour, out, to_json
from cli.reader import BookReader, line_json, line_text
from core.job.answering import answered_words, how_far
from core.job.metrics import (
    EPOCH_SECONDS,
    TRAIN_ACCURACY,
    VALIDATION_ACCURACY,
    MetricPoint,
    only_stream_unnamed,
)
from core.job.progress import progress
from core.times import duration
from core.transformwords import results_hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.job.status import JobState, TransformFacts
    from core.runs import Record, RunBook
    from core.watch import Update


QUIET_SECONDS = 5.0
"""After which a count of photos is written between the lines of a log that may have one itself."""
_MOVING = ("eta_seconds", "billable_seconds", "cost")


class JsonFeed:
    """One object per line: status when it changed, every log line, every metric point.

    As in `metrics`, a point's stream is left out while the job has only one; what has been written by the time a second
    brings points stays as it is.

    Args:
        book: read from.
        record: the job.
        now: epoch seconds of the job.
    """

    def __init__(self, book: RunBook, record: Record, *, now: Callable[[], float] = time.time) -> None:
        self._record = record
        self._now = now
        self._reader = BookReader(book, record.id)
        self._points: dict[tuple[str | None, str, int], MetricPoint] = {}
        self._said: tuple[object, ...] | None = None

    def show(self, update: Update) -> None:
        """Write what the update brought."""
        self._reader.turn_to(update.job_id)
        for line in self._reader.lines(update.line_count):
            out(to_json({"type": "log", **line_json(line)}))
        news = list(self._reader.points())
        self._points.update({(point.stream, point.name, point.epoch): point for point in news})
        alone = len({stream for stream, _, _ in self._points}) == 1
        for point in only_stream_unnamed(news) if alone else news:
            out(to_json({"type": "metric", **point.as_json()}))
        points = list(self._points.values())
        status = status_json(self._record, update.state, update.facts, points, self._now())
        # What changes with every look is no news by itself.
        looks = tuple(value for key, value in status.items() if key not in _MOVING)
        if looks != self._said:
            self._said = looks
            out(to_json({"type": "status", **status}))
        sys.stdout.flush()

    def close(self, update: Update | None) -> None:
        """Nothing: the last status has been written."""


class TextFeed:
    """Lines for people: stages as they change, the log or one line per epoch, and how it ended.

    Args:
        book: read from.
        record: the job.
        brief: one line per finished epoch instead of the log.
        clock: seconds.
        now: epoch seconds of the job.
        recorded: nothing can be asked of the job itself.
    """

    def __init__(
        self,
        book: RunBook,
        record: Record,
        *,
        brief: bool,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        recorded: bool = False,
    ) -> None:
        self._now = now
        self._recorded = recorded
        self._name = record.key.name
        self._reader = BookReader(book, record.id)
        self._brief = brief
        self._points: dict[tuple[str | None, str, int], MetricPoint] = {}
        self._epochs: set[int] = set()
        self._stage = ""
        self._answered = ""
        self._clock = clock
        self._said_at = clock()

    def show(self, update: Update) -> None:
        """Write what the update brought."""
        self._reader.turn_to(update.job_id)
        if update.state is not None and not update.state.status.terminal:
            self._say_stage(update.state)
        if not self._brief:
            for line in self._reader.lines(update.line_count):
                out(line_text(line))
                self._said_at = self._clock()
        for point in self._reader.points():
            self._points[(point.stream, point.name, point.epoch)] = point
            if self._brief and point.name == VALIDATION_ACCURACY and point.epoch not in self._epochs:
                self._epochs.add(point.epoch)
                out(self._epoch_line(point, update))
        if update.state is not None and update.state.transform is not None:
            self._say_answered(update.state.transform)
        sys.stdout.flush()

    def close(self, update: Update | None) -> None:
        """Write how it ended."""
        if update is None or update.state is None:
            return
        out(status_words(update.state))
        done = how_far(update.state, update.facts, list(self._points.values()), self._now())
        if done.best is not None:
            out(f"best validation accuracy {done.best.value:.4f} at epoch {done.best.epoch}")
        if update.state.transform is not None and (words := answered_words(update.state.transform)):
            out(words)
        for line in cost_words(update.state, done, self._now()):
            out(line)
        if update.state.failure_reason:
            out(f"reason: {colour(update.state.failure_reason, 'red')}")
        if update.state.advice:
            out(f"what to do: {update.state.advice}")
        if update.state.transform is not None and update.state.transform.output and not self._recorded:
            out(results_hint(self._name))

    def _say_stage(self, state: JobState) -> None:
        if state.stage != self._stage:
            self._stage = state.stage
            out(status_words(state))

    def _say_answered(self, facts: TransformFacts) -> None:
        """How many photos have been answered, where that is news and nothing has been written for a while."""
        words = answered_words(facts)
        if words != self._answered and self._clock() - self._said_at >= QUIET_SECONDS:
            out(words)
            self._answered = words
            self._said_at = self._clock()

    def _epoch_line(self, point: MetricPoint, update: Update) -> str:
        """Such as ``epoch 3 of 0-9  validation 0.6512  train 0.7012  00:05  about 00:30 left ± 4 %``."""
        done = progress(update.state, update.facts, list(self._points.values()), self._now())
        parts = [f"epoch {point.epoch}" + (f" of 0-{done.epochs - 1}" if done.epochs else "")]
        parts.append(f"validation {point.value:.4f}")
        if (train := self._points.get((point.stream, TRAIN_ACCURACY, point.epoch))) is not None:
            parts.append(f"train {train.value:.4f}")
        if (took := self._points.get((point.stream, EPOCH_SECONDS, point.epoch))) is not None:
            parts.append(f"{took.value:.1f} s")
        if done.eta_seconds and not (update.state and update.state.status.terminal):
            parts.append(f"about {duration(done.eta_seconds)} left{margin_words(done)}")
        return "  ".join(parts)
