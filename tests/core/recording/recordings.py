"""Made-up runs, and what becomes of them in a file."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.job.metrics import MetricPoint, points_of
from core.job.status import JobKey, JobState, Link, Stage, Status, Transition
from core.recording import Privacy, Run, opened, play, write
from core.recording.format import Said
from core.recording.moments import moments

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.recording import Replay
    from core.update import Update

T0 = 1_764_000_000.0
EPOCHS = 4
KEY = JobKey("sagemaker", "123456789012", "us-east-1", "ic-flowers-1124-0915-kq7d")
STREAM = f"{KEY.name}/algo-1-1764000000"
ENDED = JobState(
    Status.COMPLETED,
    Stage.COMPLETED,
    (
        Transition(Stage.STARTING, T0, T0 + 60, "Launching instances"),
        Transition(Stage.TRAINING, T0 + 60, T0 + 600, "Training in progress"),
        Transition(Stage.COMPLETED, T0 + 600, T0 + 600, "Done"),
    ),
    created=T0,
    training_started=T0 + 30,
    ended=T0 + 600,
    hyperparameters={"epochs": str(EPOCHS), "note": "s3://my-bucket/notes"},
    instance_type="ml.g5.xlarge",
    billable_seconds=570,
    price_per_hour=1.408,
    model="s3://my-bucket/trainscope/model.tar.gz",
    channels={"train": "s3://my-bucket/data"},
    links=(Link("job", "https://console.aws.amazon.com/sagemaker?account=123456789012"),),
)


def lines() -> list[Said]:
    """A log of a few epochs, one a minute."""
    return [
        Said(T0 + 90 + 60 * epoch, STREAM, f"Epoch[{epoch}] Validation-accuracy=0.{epoch + 5}00000")
        for epoch in range(EPOCHS)
    ]


def run_of(
    state: JobState = ENDED, said: Sequence[Said] | None = None, *, now: float = T0 + 600, key: JobKey = KEY
) -> Run:
    """A run of this state that has said these lines."""
    log = lines() if said is None else said
    points = [point for line in log for point in _points(line)]
    return Run(key, T0, moments(state, T0, now), log, points)


def _points(line: Said) -> Sequence[MetricPoint]:
    return points_of(line)


def file_of(folder: Path, run: Run, privacy: Privacy | None = None) -> Path:
    """The run in a file."""
    file = folder / "run.tsrun"
    with file.open("wb") as stream:
        write(stream, run, privacy or Privacy(), now=T0 + 1000)
    return file


def bytes_of(run: Run, privacy: Privacy | None = None) -> bytes:
    """The bytes of such a file."""
    stream = io.BytesIO()
    write(stream, run, privacy or Privacy(), now=T0 + 1000)
    return stream.getvalue()


def values_in(data: bytes) -> list[dict[str, Any]]:
    """What `zcat` and a JSON parser see."""
    return [json.loads(line) for line in gzip.decompress(data).splitlines()]


def pack(folder: Path, values: Sequence[object]) -> Path:
    """A file of these JSON values, or of these lines as they are."""
    rows = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in values]
    file = folder / "made.tsrun"
    file.write_bytes(gzip.compress(b"".join(row + b"\n" for row in rows)))
    return file


def at_once(replay: Replay) -> Update:
    """What is known when a recording that shows its end at once has been played."""
    *_, last = play(replay, CancelToken())
    return last


def played(file: Path) -> tuple[Update, list[Said], list[MetricPoint], str]:
    """The end of a recording: the last update, the lines and points of its run book, what is said of damage."""
    with opened(file, 0) as replay:
        update = at_once(replay)
        log = replay.book.lines(replay.record.id, limit=100_000)
        points = [stored.point for stored in replay.book.points(replay.record.id)]
        return update, [Said(row.time, row.stream, row.text) for row in log], points, replay.recording.damage
