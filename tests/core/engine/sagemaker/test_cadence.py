"""A job is asked about seldom while there is nothing to see, and often when an epoch is due."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.engine.sagemaker.cadence import NO_LOG, SLOW_LOG, cadence
from core.job.logfacts import HostFacts, LogFacts
from core.job.status import JobState, MetricDefinition, Stage, Status, Transition

NOW = 10_000.0
POLL = 5.0


def job(stage: str, age: float = 10.0, status: Status = Status.IN_PROGRESS) -> JobState:
    return JobState(status, stage, transitions=(Transition(stage, NOW - age),))


TRAINING = job(Stage.TRAINING)
STEADY = LogFacts(ends=tuple((epoch, NOW - 60.0 * (4 - epoch)) for epoch in range(5)), epochs=50)
"""An epoch a minute; the last ended just now."""


def log_after(seconds: float, facts: LogFacts = STEADY, state: JobState = TRAINING) -> float:
    return cadence(state, facts, NOW + seconds, POLL).log


def test_waiting_for_an_instance_is_asked_about_ever_more_seldom_and_has_no_log() -> None:
    asked = [cadence(job(Stage.PENDING, age), None, NOW, POLL) for age in (10.0, 300.0, 7200.0)]
    assert [found.state for found in asked] == [10.0, 30.0, 60.0]
    assert {found.log for found in asked} == {NO_LOG}


def test_the_log_is_read_often_until_the_rhythm_is_known() -> None:
    assert log_after(0, LogFacts()) == POLL
    assert log_after(0, LogFacts(ends=((0, NOW),))) == POLL


def test_the_log_is_read_often_when_an_epoch_is_due_and_until_it_is_there() -> None:
    assert log_after(1) == SLOW_LOG
    assert log_after(45) == pytest.approx(10.2), "the next read is when it may come"
    assert [log_after(seconds) for seconds in (54, 58, 62, 90)] == [POLL] * 4


def test_an_uneven_rhythm_is_expected_earlier() -> None:
    uneven = replace(STEADY, ends=((0, NOW - 170), (1, NOW - 120), (2, NOW - 50), (3, NOW)))
    assert log_after(30, uneven) < log_after(30)


def test_the_first_epoch_is_foreseen_from_its_batches() -> None:
    host = HostFacts("algo-1", 0, batch=99, speed=100.0, time=NOW)
    facts = LogFacts(samples=32 * 1000, batch_size=32, hosts=(host,))
    assert log_after(10, facts) == SLOW_LOG
    assert log_after(285, facts) == POLL


def test_after_the_last_epoch_and_in_silence_the_state_is_asked_more_often() -> None:
    assert cadence(TRAINING, STEADY, NOW + 10, POLL).state == 30.0
    assert cadence(TRAINING, replace(STEADY, epochs=5), NOW + 10, POLL).state == 10.0
    assert cadence(TRAINING, replace(STEADY, early_stopped=True), NOW + 10, POLL).state == 10.0
    assert cadence(TRAINING, STEADY, NOW + 600, POLL).state == 10.0


def test_a_log_of_another_format_has_no_rhythm() -> None:
    other = replace(TRAINING, metrics=(MetricDefinition("x", "x=(.)"),))
    assert log_after(1, LogFacts(), other) == 2 * POLL


def test_a_stage_of_the_future_is_followed_like_training() -> None:
    assert cadence(job("Levitating"), LogFacts(), NOW, POLL) == cadence(TRAINING, LogFacts(), NOW, POLL)


@pytest.mark.parametrize(
    "stage", ["Starting", "Downloading", "Training", "Uploading", "Stopping", "Interrupted", "x"]
)
@pytest.mark.parametrize("poll", [0.5, 5.0, 300.0])
def test_nothing_is_asked_more_often_than_the_user_wants(stage: str, poll: float) -> None:
    for facts in (None, STEADY):
        assert min(cadence(job(stage), facts, NOW, poll)) >= poll
    assert min(cadence(None, None, NOW, poll)) >= poll
    assert min(cadence(job("Completed", status=Status.COMPLETED), None, NOW, poll)) >= poll
