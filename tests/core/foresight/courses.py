"""Made-up jobs by their curves."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from core.foresight.foresee import foresee
from core.job.logfacts import HostFacts, LogFacts
from core.job.metrics import EPOCH_SECONDS, TRAIN_ACCURACY, VALIDATION_ACCURACY, MetricPoint
from core.job.status import JobState, Stage, Status, Transition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.finding import Finding

T0 = 1_764_000_000.0
EPOCH = 60.0
RUNNING = JobState(
    Status.IN_PROGRESS,
    Stage.TRAINING,
    (Transition(Stage.DOWNLOADING, T0 - 60, T0 - 30), Transition(Stage.TRAINING, T0 - 30)),
    training_started=T0 - 60,
    instance_type="ml.g5.xlarge",
    price_per_hour=1.408,
    max_runtime_seconds=86_400,
)


def noisy(values: Sequence[float], by: float) -> list[float]:
    """The values, each off by a chance that is always the same."""
    chance = random.Random(1)
    return [value + chance.uniform(-by, by) for value in values]


def points_of(validation: Sequence[float], training: Sequence[float] = ()) -> list[MetricPoint]:
    """Points of epochs of a minute."""
    points = [
        MetricPoint(name, epoch, value, "j/algo-1-1764000000", T0 + EPOCH * (epoch + 1))
        for name, curve in ((VALIDATION_ACCURACY, validation), (TRAIN_ACCURACY, training))
        for epoch, value in enumerate(curve)
    ]
    points += [replace(point, name=EPOCH_SECONDS, value=EPOCH - 5) for point in points[: len(validation)]]
    return points


def facts_of(done: int, epochs: int) -> LogFacts:
    """What the log says of a job that has done so many epochs."""
    ends = tuple((epoch, T0 + EPOCH * (epoch + 1)) for epoch in range(done))[-6:]
    host = HostFacts("j/algo-1-1764000000", max(0, done - 1), None, None, T0 + EPOCH * done)
    return LogFacts(epochs=epochs, began=T0, hosts=(host,) if done else (), ends=ends, validated=True)


def found(
    validation: Sequence[float],
    training: Sequence[float] = (),
    *,
    epochs: int = 60,
    state: JobState | None = RUNNING,
    facts: LogFacts | None = None,
    ceiling: float | None = None,
) -> dict[str, Finding]:
    """What is foreseen of a job at the end of its newest epoch, by kind."""
    now = T0 + EPOCH * len(validation)
    seen = foresee(
        state,
        facts or facts_of(len(validation), epochs),
        points_of(validation, training),
        now,
        ceiling=ceiling,
    )
    kinds = {finding.kind: finding for finding in seen.findings}
    assert len(kinds) == len(seen.findings)
    return kinds
