"""Jobs, states and synthesised log lines for the tests of the run book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LogLine
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Stage, Status, Transition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.runs import RunBook, StoredLine

KEY = JobKey("local", "", "", "ic-flowers-1123-2219-kq7d")
OTHER = JobKey("local", "", "", "ic-digits-1123-2221-abcd")

RUNNING = JobState(
    Status.IN_PROGRESS,
    Stage.TRAINING,
    transitions=(
        Transition(Stage.STARTING, 1000.0, 1002.5, "making the job folder"),
        Transition("Training", 1002.5),
    ),
    created=1000.0,
    training_started=1002.5,
    hyperparameters={"epochs": "3"},
)
DONE = JobState(
    Status.COMPLETED,
    Stage.COMPLETED,
    transitions=(*RUNNING.transitions[:1], Transition("Training", 1002.5, 1060.0)),
    created=1000.0,
    ended=1060.0,
)


def log(numbers: Iterable[int], *, stream: str = "local", text: str = "line {}") -> list[LogLine]:
    """Synthesised lines, one per number; the number is key, second and part of the text."""
    return [LogLine(str(number), stream, 1000.0 + number, text.format(number)) for number in numbers]


def accuracy(epoch: int, value: float, *, stream: str | None = "local") -> MetricPoint:
    return MetricPoint("validation:accuracy", epoch, value, stream, 1000.0 + epoch)


def append(book: RunBook, job_id: int, lines: list[LogLine], points: Iterable[MetricPoint] = ()) -> None:
    """Store lines behind what is there, moving the cursor on."""
    old = book.cursor(job_id)
    assert book.store(
        job_id, old_cursor=old, cursor=f"{old or ''}{len(lines)},", lines=lines, points=list(points)
    )


def texts(lines: Iterable[StoredLine]) -> list[str]:
    return [line.text for line in lines]
