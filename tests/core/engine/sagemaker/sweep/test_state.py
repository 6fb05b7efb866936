"""Answers about sweeps as states and jobs, also those of sweeps that others have started."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.engine.sagemaker.state import state_of as job_state_of
from core.engine.sagemaker.sweep.state import job_of, state_of
from core.engine.sweeping import OBJECTIVE
from core.job.status import JobKey, Status
from core.sweep.ranges import Range, Scaling

PLACE = JobKey("sagemaker", "123456789012", "us-east-1", "")
START = datetime(2026, 11, 23, 22, 19, tzinfo=UTC)
ARN = "arn:aws:sagemaker:eu-west-1:210987654321:hyper-parameter-tuning-job/theirs"


def test_nothing_need_be_told() -> None:
    state = state_of({"HyperParameterTuningJobName": "x"}, PLACE)
    assert (state.key, state.status, state.counts, state.ranges) == (
        PLACE._replace(name="x"),
        Status.IN_PROGRESS,
        {},
        (),
    )
    assert (state.objective, state.best, state.created, state.ended) == (OBJECTIVE, None, None, None)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Completed", Status.COMPLETED),
        ("Stopping", Status.STOPPING),
        ("Deleting", Status.DELETING),
        ("DeleteFailed", Status.FAILED),
        ("Dreaming", Status.IN_PROGRESS),
    ],
)
def test_a_status_that_nobody_knows_is_no_error(word: str, status: Status) -> None:
    assert state_of({"HyperParameterTuningJobStatus": word}, PLACE).status is status


def test_a_sweep_of_somebody_else_over_one_definition() -> None:
    rate = {"Name": "eta", "MinValue": "0", "MaxValue": "1", "ScalingType": "Novel"}
    answer: dict[str, Any] = {
        "HyperParameterTuningJobName": "theirs",
        "HyperParameterTuningJobArn": ARN,
        "HyperParameterTuningJobStatus": "Failed",
        "HyperParameterTuningJobConfig": {"Strategy": "Hyperband", "ResourceLimits": {}},
        "TrainingJobDefinitions": [
            {
                "TuningObjective": {"Type": "Minimize", "MetricName": "validation:rmse"},
                "HyperParameterRanges": {"ContinuousParameterRanges": [rate]},
            }
        ],
        "TrainingJobStatusCounters": {"RetryableError": 1, "NonRetryableError": 2, "Completed": 0},
        "OverallBestTrainingJob": {"TrainingJobName": "a", "TrainingJobStatus": "Completed"},
        "FailureReason": "All training jobs failed.",
        "LastModifiedTime": START,
    }
    state = state_of(answer, PLACE)
    assert state.key == JobKey("sagemaker", "210987654321", "eu-west-1", "theirs")
    assert (state.strategy, state.objective) == ("Hyperband", "validation:rmse")
    assert state.counts == {Status.FAILED: 3}
    assert state.ranges == (Range("eta", "Continuous", "0", "1", scaling=Scaling.AUTO),)
    assert state.best is not None
    assert state.best.name == "a"
    assert state.ended == START.timestamp()
    assert "its jobs failed" in state.advice


def test_a_job_s_values_and_objective() -> None:
    row = {
        "TrainingJobName": "a-001-x",
        "TrainingJobStatus": "InProgress",
        "TunedHyperParameters": {"optimizer": '"sgd"', "learning_rate": "0.01"},
        "FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": OBJECTIVE, "Value": float("nan")},
        "CreationTime": START,
        "TrainingEndTime": START,
    }
    job = job_of(row)
    assert job.values == {"optimizer": "sgd", "learning_rate": "0.01"}
    assert (job.objective, job.created, job.ended) == (None, START.timestamp(), None)


@pytest.mark.parametrize(
    ("arn", "sweep"),
    [(ARN, "Theirs"), (ARN.replace("theirs", "other"), "other"), ("", "")],
)
def test_a_job_knows_its_sweep_by_the_name_that_the_sweep_was_given(arn: str, sweep: str) -> None:
    answer = {"TrainingJobName": "Theirs-001-1a2b3c4d", "TuningJobArn": arn}
    assert job_state_of(answer).sweep == sweep
