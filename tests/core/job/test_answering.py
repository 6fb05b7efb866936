"""How far a batch transform is: photos are counted, not epochs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.job.answering import answered_words, how_far
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from core.job.progress import Progress
from core.job.status import JobState, Status, TransformFacts

RUNNING = JobState(
    Status.IN_PROGRESS,
    "Transforming",
    training_started=100.0,
    hyperparameters={"epochs": "3"},
    transform=TransformFacts("ic-birds-1", "out", photos=400, answered=100),
)


def test_the_time_left_is_that_of_the_photos_so_far() -> None:
    point = MetricPoint(VALIDATION_ACCURACY, 0, 0.5, None, None)
    assert how_far(RUNNING, None, [point], 150.0) == Progress(
        fraction=0.25, eta_seconds=150.0, eta_basis="100 photos", throughput=2.0, elapsed=50.0
    )


@pytest.mark.parametrize(
    "facts", [TransformFacts(photos=400), TransformFacts(answered=50), TransformFacts(photos=400, answered=3)]
)
def test_what_is_not_known_tells_no_time(facts: TransformFacts) -> None:
    assert how_far(replace(RUNNING, transform=facts), None, [], 150.0).eta_seconds is None
    assert how_far(replace(RUNNING, training_started=None), None, [], 150.0).elapsed is None


@pytest.mark.parametrize(("status", "fraction"), [(Status.COMPLETED, 1.0), (Status.STOPPED, 0.25)])
def test_nothing_is_left_of_one_that_has_ended(status: Status, fraction: float) -> None:
    done = how_far(replace(RUNNING, status=status, ended=160.0), None, [], 999.0)
    assert (done.fraction, done.eta_seconds, done.eta_basis, done.elapsed) == (fraction, 0.0, "", 60.0)


def test_a_job_that_trains_counts_epochs() -> None:
    point = MetricPoint(VALIDATION_ACCURACY, 0, 0.5, None, None)
    done = how_far(replace(RUNNING, transform=None), None, [point], 150.0)
    assert (done.epochs, done.best) == (3, point)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (TransformFacts(photos=3670, answered=1200), "answered 1,200 of 3,670 photos"),
        (TransformFacts(answered=12), "answered 12 photos"),
        (TransformFacts(photos=3670), "3,670 photos asked about"),
        (TransformFacts("ic-birds-1"), ""),
    ],
)
def test_words(facts: TransformFacts, words: str) -> None:
    assert answered_words(facts) == words
