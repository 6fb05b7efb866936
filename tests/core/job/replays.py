"""Logs as a follower sees them, line after line: made up, or real ones with the times that stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.metrics import VALIDATION_ACCURACY, MetricPoint, points_of, seconds_of
from core.job.progress import LogFacts, Progress, advance, progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from core.job.status import JobState

PREFIX = re.compile(r"\[(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d) [A-Z]+ (\d+)\]")


@dataclass(frozen=True)
class Written:
    stream: str
    time: float
    text: str


@dataclass
class Replay:
    """A log as a follower sees it: line after line."""

    facts: LogFacts
    points: dict[tuple[str | None, str, int], MetricPoint]
    now: float = 0.0

    def read(self, lines: Iterable[Written]) -> Replay:
        for line in lines:
            self.facts = advance(self.facts, line)
            self.points |= {(point.stream, point.name, point.epoch): point for point in points_of(line)}
            self.now = line.time
        return self

    def look(self, state: JobState | None = None, *, later: float = 0.0) -> Progress:
        return progress(state, self.facts, list(self.points.values()), self.now + later)


def synthetic(
    epochs: int, *, done: int, seconds: float = 10.0, first: float = 14.0, stream: str = "local"
) -> list[Written]:
    """Lines of a made-up job: one second of validation per epoch, 1,000 images, one batch line in the middle."""
    lines = [
        Written(stream, 0.0, text)
        for text in (f"epochs: {epochs}", "num_training_samples: 1000", "mini_batch_size: 10")
    ]
    lines.append(Written(stream, 0.0, "Setting number of threads: 2"))
    now = 0.0
    for epoch in range(done):
        cost = first if epoch == 0 else seconds
        speed = 1000 / cost
        lines += [
            Written(
                stream,
                now + cost / 2,
                f"Epoch[{epoch}] Batch [49]\tSpeed: {speed:.3f} samples/sec\taccuracy=0.5",
            ),
            Written(stream, now + cost, f"Epoch[{epoch}] Train-accuracy=0.500000"),
            Written(stream, now + cost, f"Epoch[{epoch}] Time cost={cost:.3f}"),
            Written(stream, now + cost + 1, f"Epoch[{epoch}] Validation-accuracy=0.{epoch:06d}"),
        ]
        now += cost + 1
    return lines


def replay(lines: Iterable[Written]) -> Replay:
    return Replay(LogFacts(), {}).read(lines)


def followed(path: Path) -> list[Written]:
    """The lines of a real log with the times and streams that CloudWatch would give them."""
    text = path.read_text("utf-8")
    several = len(set(re.findall(r"INFO (\d+)\] Epoch", text))) > 1
    lines = []
    time, stream = 0.0, "algo-1"
    for line in text.split("\n"):
        if prefix := PREFIX.search(line):
            time = seconds_of(prefix[1]) or time
            stream = prefix[2] if several else stream
        lines.append(Written(stream, time, line))
    return lines


@dataclass(frozen=True)
class Look:
    """What is thought of a job when an epoch ends: how many are done by then, when that is."""

    done: int
    time: float
    progress: Progress


def looks(path: Path) -> list[Look]:
    """A look at a real log at the end of each epoch, by the host that says it first."""
    job = Replay(LogFacts(), {})
    found: list[Look] = []
    for line in followed(path):
        job.read([line])
        ends = [point.epoch + 1 for point in points_of(line) if point.name == VALIDATION_ACCURACY]
        if ends and ends[0] > (found[-1].done if found else 0):
            found.append(Look(ends[0], line.time, job.look()))
    return found


@dataclass(frozen=True)
class Judged:
    """An estimate beside the truth: seconds from the end of an epoch to that of the last one in the log.

    `cut` says that the job was to have more epochs than the log has: the estimate is that part of its own.
    """

    done: int
    time: float
    elapsed: float
    truth: float
    estimate: float
    low: float
    high: float
    cut: bool

    @property
    def error(self) -> float:
        """Part of the time left by which the estimate is off."""
        return self.estimate / self.truth - 1

    @property
    def held(self) -> bool:
        """Whether the truth lies within the margin."""
        return self.low <= self.truth <= self.high


def judge(path: Path) -> list[Judged]:
    """The estimates of a real log, the last epoch's left out.

    A log that ends before its last epoch, because it was cut off or stopped early, is judged by the epochs it has.
    """
    found = looks(path)
    return [_judged(look, found[-1]) for look in found[:-1]]


def _judged(look: Look, last: Look) -> Judged:
    seen = look.progress
    assert seen.epochs is not None
    assert seen.eta_seconds is not None
    assert seen.eta_low is not None
    assert seen.eta_high is not None
    assert seen.elapsed is not None
    part = (last.done - look.done) / (seen.epochs - look.done)
    low = seen.eta_low if seen.eta_margin is None else seen.eta_seconds * (1 - seen.eta_margin)
    return Judged(
        look.done,
        look.time,
        seen.elapsed,
        last.time - look.time,
        seen.eta_seconds * part,
        low * part,
        seen.eta_high * part,
        last.done < seen.epochs,
    )
