"""A host that began anew trains epochs again: what it said of them before is void."""

from __future__ import annotations

import pytest

from core.job.metrics import MetricPoint
from core.job.progress import progress, series
from core.job.restarts import still_valid
from core.job.status import JobState, Stage, Status
from tests.core.job.replays import Replay, Written, replay, synthetic

FIRST, SECOND = "ic-birds/algo-1-1764000000", "ic-birds/algo-1-1764003600"
LATER = 3600.0


def after_the_interruption(*, done: int, from_epoch: int) -> Replay:
    """A job of ten epochs that was interrupted after four, and has done some more since it began anew."""
    lines = [
        Written(SECOND, line.time + LATER, line.text)
        for line in synthetic(10, done=from_epoch + done)
        if "Epoch" not in line.text or int(line.text.split("[")[1].split("]")[0]) >= from_epoch
    ]
    return replay([*synthetic(10, done=4, stream=FIRST), *lines])


def test_without_a_new_beginning_nothing_changes() -> None:
    points = [
        MetricPoint("a", epoch, 0.5, stream) for epoch in range(3) for stream in (FIRST, "other/algo-2-1")
    ]
    assert still_valid(points) is points


def test_epochs_that_are_trained_again_are_void_and_those_before_are_not() -> None:
    old = [MetricPoint("a", epoch, 0.5, FIRST) for epoch in range(4)]
    new = [MetricPoint("a", epoch, 0.6, SECOND) for epoch in (2, 3)]
    other = MetricPoint("a", 3, 0.7, "ic-birds/algo-2-1764000000")
    assert still_valid([*new, *old, other]) == [*new, *old[:2], other]


def test_a_curve_holds_one_training_and_not_pieces_of_two() -> None:
    before = [MetricPoint("a", epoch, 0.9, FIRST) for epoch in range(4)]
    after = [MetricPoint("a", 0, 0.4, SECOND), MetricPoint("b", 1, 1.0, SECOND)]
    assert series([*before, *after], "a") == [(0, 0.4)]
    resumed = [MetricPoint("a", 2, 0.5, SECOND), MetricPoint("a", 3, 0.6, SECOND)]
    assert series([*before, *resumed], "a") == [(0, 0.9), (1, 0.9), (2, 0.5), (3, 0.6)]


def test_of_another_metric_it_is_known_which_epochs_were_begun_again() -> None:
    before = [MetricPoint("a", epoch, 0.9, FIRST) for epoch in range(4)]
    assert series([*before, MetricPoint("b", 2, 1.0, SECOND)], "a") == [(0, 0.9), (1, 0.9)]


def test_a_best_that_was_lost_is_none() -> None:
    points = [
        MetricPoint("validation:accuracy", epoch, value, stream)
        for stream, values in ((FIRST, (0.5, 0.9)), (SECOND, (0.4, 0.6)))
        for epoch, value in enumerate(values)
    ]
    seen = progress(None, None, points, 0.0).best
    assert seen is not None
    assert seen.value == 0.6


def test_a_job_that_lost_its_epochs_has_them_all_before_it_again() -> None:
    seen = after_the_interruption(done=2, from_epoch=0).look()
    assert (seen.epoch, seen.fraction) == (2, 0.2)
    assert seen.eta_seconds == pytest.approx(8 * 11)


def test_a_job_that_goes_on_from_a_checkpoint_keeps_its_epochs_and_its_pace() -> None:
    seen = after_the_interruption(done=2, from_epoch=4).look()
    assert (seen.epoch, seen.fraction) == (6, 0.6)
    assert seen.eta_seconds == pytest.approx(4 * 11)


def test_while_it_is_interrupted_no_time_of_an_epoch_passes() -> None:
    job = replay(synthetic(10, done=4, stream=FIRST))
    for stage, left in ((Stage.TRAINING, 6 * 11 - 5), (Stage.INTERRUPTED, 6 * 11), (Stage.STARTING, 6 * 11)):
        state = JobState(Status.IN_PROGRESS, stage)
        points = list(job.points.values())
        assert progress(state, job.facts, points, job.now + 5).eta_seconds == pytest.approx(left)
