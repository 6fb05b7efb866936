"""The states that a job went through, rebuilt from its last."""

from __future__ import annotations

from dataclasses import replace

from core.job.status import JobState, Stage, Status, Transition
from core.recording.moments import moments
from tests.core.recording.recordings import ENDED, T0


def test_each_stage_begins_when_it_did_and_only_the_end_tells_what_the_end_tells() -> None:
    found = moments(ENDED, T0, T0 + 9999)
    assert [(moment.time - T0, moment.state.stage) for moment in found] == [
        (0, "Starting"),
        (30, "Starting"),
        (60, "Training"),
        (600, "Completed"),
    ]
    for moment in found[:-1]:
        assert moment.state.status is Status.IN_PROGRESS
        assert moment.state.transitions[-1].end is None
        assert (moment.state.ended, moment.state.model, moment.state.billable_seconds) == (None, None, None)
    assert [moment.state.training_started for moment in found] == [None, T0 + 30, T0 + 30, T0 + 30]
    assert found[-1].state == ENDED


def test_what_came_before_the_job_is_no_part_of_it() -> None:
    assert moments(ENDED, T0 - 7200, T0 + 9999)[0].time == T0


def test_a_job_that_is_being_stopped_was_stopping() -> None:
    rows = (Transition(Stage.TRAINING, T0, T0 + 5), Transition(Stage.STOPPING, T0 + 5, T0 + 9))
    state = JobState(Status.STOPPED, Stage.STOPPED, rows, created=T0, ended=T0 + 9)
    assert [moment.state.status for moment in moments(state, T0, T0)] == [
        Status.IN_PROGRESS,
        Status.STOPPING,
        Status.STOPPED,
    ]


def test_a_job_of_which_no_stage_is_known_has_a_beginning_and_an_end() -> None:
    state = JobState(Status.FAILED, Stage.FAILED, created=T0, ended=T0 + 60, failure_reason="x")
    assert [(moment.time, moment.state.status) for moment in moments(state, T0, T0 + 99)] == [
        (T0, Status.IN_PROGRESS),
        (T0 + 60, Status.FAILED),
    ]


def test_a_job_that_still_runs_is_in_its_last_state_until_now() -> None:
    state = replace(
        ENDED, status=Status.IN_PROGRESS, stage="Training", transitions=ENDED.transitions[:2], ended=None
    )
    last = moments(state, T0, T0 + 5000)[-1]
    assert (last.time, last.state) == (T0 + 5000, state)
