"""Jobs their engine does not know: never launched, or gone; the words say which, and what to do."""

from __future__ import annotations

from core.job.status import JobKey, JobState, Stage, Status, Transition
from core.lost import gone, never_launched
from core.runs import Record

KEY = JobKey("local", "", "", "ic-birds-1")


def test_a_launch_that_was_interrupted_is_a_failure_that_says_how_to_launch_again() -> None:
    record = Record(7, KEY, 100.0, spec={"hyperparameters": {"epochs": "3"}})
    state = never_launched(record, 150.0)
    assert (state.status, state.stage, state.created, state.ended) == (Status.FAILED, "Failed", 100.0, 150.0)
    assert "nothing ran" in (state.failure_reason or "")
    assert "trainscope launch --from ic-birds-1" in (state.failure_reason or "")
    assert state.hyperparameters == {"epochs": "3"}
    assert state.transitions == (), "it never had a stage, so an engine that knows it after all is believed"


def test_a_job_that_is_gone_keeps_what_was_known_of_it() -> None:
    known = JobState(
        Status.IN_PROGRESS,
        Stage.TRAINING,
        transitions=(Transition(Stage.TRAINING, 110.0),),
        created=100.0,
        training_started=110.0,
        hyperparameters={"epochs": "3"},
    )
    state = gone(known, Record(7, KEY, 100.0, state=known), "this machine", 150.0)
    assert (state.status, state.stage, state.ended) == (Status.FAILED, "Failed", 150.0)
    assert state.failure_reason == "the job is gone: this machine does not know it any more"
    assert state.transitions == (Transition(Stage.TRAINING, 110.0, 150.0),), "no stage goes on"
    assert (state.training_started, state.hyperparameters) == (110.0, {"epochs": "3"})


def test_a_job_that_was_attached_to_and_is_gone_before_anything_was_known() -> None:
    state = gone(None, Record(7, KEY, 100.0), "this machine", 150.0)
    assert (state.status, state.created, state.ended) == (Status.FAILED, 100.0, 150.0)
