"""What DescribeTransformJob says, as the state of a job."""

from __future__ import annotations

from typing import Any

import pytest

from core.engine.sagemaker.cadence import LONG_STATE, SLOW_LOG, cadence
from core.engine.sagemaker.transform.failures import advice
from core.engine.sagemaker.transform.state import state_of
from core.job.cost import cost_of
from core.job.status import JobState, Stage, Status, TransformFacts, Transition

BEGAN, STARTED, ENDED = 1000.0, 1240.0, 1600.0


def state(status: str, **more: Any) -> JobState:
    answer = {
        "TransformJobName": "batch-1",
        "TransformJobArn": "arn:aws:sagemaker:us-east-1:123456789012:transform-job/batch-1",
        "TransformJobStatus": status,
        "CreationTime": BEGAN,
        "TransformOutput": {"S3OutputPath": "s3://pictures/batch-1/answers"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 2},
        **more,
    }
    return state_of(answer, TransformFacts("ic-1", "s3://pictures/batch-1/answers/", 5, 2), lambda kind: 0.5)


@pytest.mark.parametrize(
    ("status", "more", "stage"),
    [
        ("InProgress", {}, Stage.STARTING),
        ("InProgress", {"TransformStartTime": STARTED}, Stage.TRANSFORMING),
        ("Stopping", {"TransformStartTime": STARTED}, Stage.STOPPING),
        ("Stopped", {"TransformStartTime": STARTED, "TransformEndTime": ENDED}, Stage.STOPPED),
        ("Completed", {"TransformStartTime": STARTED, "TransformEndTime": ENDED}, Stage.COMPLETED),
        ("Failed", {"TransformEndTime": ENDED}, Stage.FAILED),
        ("OneDay", {}, Stage.STARTING),
    ],
)
def test_its_times_tell_the_stages_that_the_service_does_not(
    status: str, more: dict[str, float], stage: str
) -> None:
    assert state(status, **more).stage == stage


def test_the_timeline_of_one_that_ended_and_of_one_that_never_started() -> None:
    whole = state("Completed", TransformStartTime=STARTED, TransformEndTime=ENDED)
    assert whole.transitions == (
        Transition("Starting", BEGAN, STARTED),
        Transition("Transforming", STARTED, ENDED),
        Transition("Completed", ENDED, ENDED),
    )
    assert (whole.ended, whole.billable_seconds) == (ENDED, 360)
    never = state("Failed", TransformEndTime=ENDED, FailureReason="CapacityError: none")
    assert never.transitions == (Transition("Starting", BEGAN, ENDED), Transition("Failed", ENDED, ENDED))
    assert (never.billable_seconds, never.failure_reason) == (0, "CapacityError: none")


def test_it_costs_from_its_start_on_for_all_instances() -> None:
    assert cost_of(state("InProgress"), None, STARTED).so_far == 0.0
    running = state("InProgress", TransformStartTime=STARTED)
    assert cost_of(running, None, STARTED + 3600).so_far == pytest.approx(1.0)
    over = state("Stopped", TransformStartTime=STARTED, TransformEndTime=ENDED)
    assert cost_of(over, None, 1e6).so_far == pytest.approx(0.1)


def test_where_more_is_to_be_seen() -> None:
    console, log, answers = state("InProgress").links
    assert console.address.endswith("#/transform-jobs/batch-1")
    assert "$252Faws$252Fsagemaker$252FTransformJobs" in log.address
    assert (answers.label, answers.address.endswith("&prefix=batch-1/answers/")) == ("answers in S3", True)


def test_an_answer_without_anything_is_a_state_too() -> None:
    found = state_of({}, TransformFacts(), lambda kind: None)
    assert (found.status, found.stage, found.transitions, found.instance_type) == (
        Status.IN_PROGRESS,
        Stage.STARTING,
        (),
        None,
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("CapacityError: Unable to provision requested ML compute capacity", "another instance type"),
        ("ClientError: See job logs for more information", "photo that was refused"),
        ("InternalServerError: We encountered an internal error", "fault of AWS"),
        ("AccessDenied when calling PutObject", "role"),
        ("did not pass the ping health check", "did not start"),
        (None, "look at its log"),
    ],
)
def test_what_to_do_about_a_failure(reason: str | None, words: str) -> None:
    assert words in advice(reason)


def test_it_is_asked_about_often_enough_to_see_its_end_and_its_log_seldom() -> None:
    running = state("InProgress", TransformStartTime=STARTED)
    early, late = (cadence(running, None, STARTED + age, 5.0) for age in (60.0, 3600.0))
    assert (early.state, early.log) == (10.0, SLOW_LOG)
    assert (late.state, late.log) == (30.0, LONG_STATE)
