"""The real logs are quiet, but for those that have something to tell.

Raised are: plateaus of jobs whose level did not rise again (14, 20), and overfitting of the two jobs whose validation
accuracy stayed at chance while the training photos were learned (18: 100 classes for two, 20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.foresight.course import course_of
from core.foresight.foresee import foresee
from core.foresight.plateau import USUAL_TOLERANCE, epochs_without_gain
from core.job.logfacts import LogFacts
from core.job.status import JobState, Stage, Status, Transition
from tests.core.job.replays import Replay, followed
from tests.core.job.test_real_logs import REAL_LOGS

if TYPE_CHECKING:
    from pathlib import Path

RAISED = {
    "14_cifar_lst_defaults_2021-12": {"plateau": 21},
    "18_cifar_100classes_defaults_2023-09": {"overfitting": 28},
    "20_cifar_50epochs_pending_capacity_2024-09": {"plateau": 12, "overfitting": 17},
}
"""Log -> kind -> the epoch in which it is told first."""
FLAT = {"11": 12, "12": 12, "14": 21, "15": 25, "18": 21, "20": 12, "21": 25}
"""Number of a log -> the epoch from which on it is flat, be it worth a finding or not."""


def state_of(job: Replay, name: str) -> JobState:
    """The state of the job while it trains, as the service would have told it."""
    began = job.facts.began or job.now
    return JobState(
        Status.IN_PROGRESS,
        Stage.TRAINING,
        (Transition(Stage.TRAINING, began),),
        training_started=began,
        instance_type="ml.p3.2xlarge",
        instance_count=8 if "8_hosts" in name else 1,
        price_per_hour=3.825,
        max_runtime_seconds=86_400,
    )


def raised(path: Path) -> dict[str, int]:
    """The kinds of findings of a log, looked at before each line of a new second and at its end; the epoch of each."""
    job = Replay(LogFacts(), {})
    first: dict[str, int] = {}
    lines = followed(path)
    for line, follower in zip(lines, [*lines[1:], None], strict=True):
        job.read([line])
        if not job.points or (follower is not None and follower.time <= line.time):
            continue
        points, now = list(job.points.values()), line.time if follower is None else follower.time
        for finding in foresee(state_of(job, path.stem), job.facts, points, now, ceiling=1000.0).findings:
            first.setdefault(finding.kind, max(point.epoch for point in points))
    return first


@pytest.mark.parametrize("name", REAL_LOGS)
def test_a_real_log_raises_what_is_true_of_it_and_nothing_else(shared: Path, name: str) -> None:
    assert raised(shared / "data" / "logs" / f"{name}.log") == RAISED.get(name, {})


def test_after_a_plateau_no_real_curve_rose_beyond_its_noise(shared: Path) -> None:
    found: dict[str, int] = {}
    for path in sorted((shared / "data" / "logs").glob("*.log")):
        job = Replay(LogFacts(), {}).read(followed(path))
        course = course_of(None, job.facts, list(job.points.values()), job.now)
        curve = course.validation
        flat = [
            n for n in range(1, len(curve) + 1)
            if epochs_without_gain(curve[:n], USUAL_TOLERANCE, course.progress.epochs) is not None
        ]  # fmt: skip
        if flat and flat[0] < len(curve) and not job.facts.early_stopping:
            first = flat[0]
            found[path.stem[:2]] = curve[first - 1][0]
            window = [value for _, value in curve[first - 10 : first]]
            later = [value for _, value in curve[first:]]
            assert sum(later) / len(later) - sum(window) / len(window) < 0.025, path.stem
            assert max(later) - max(value for _, value in curve[:first]) < 0.02, path.stem
    assert found == FLAT
