"""DescribeTrainingJob's answers as states, whole and in parts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from core.engine.sagemaker.links import links
from core.engine.sagemaker.state import algorithm_of, seconds, state_of
from core.job.status import JobState, Stage, Status, Transition

ARN = "arn:aws:sagemaker:us-east-1:123456789012:training-job/ic-x"
START = datetime(2026, 11, 23, 22, 19, tzinfo=UTC)
BEGAN = START.timestamp()
IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
WHOLE: dict[str, Any] = {
    "TrainingJobName": "ic-x",
    "TrainingJobArn": ARN,
    "TrainingJobStatus": "Completed",
    "SecondaryStatus": "Completed",
    "ModelArtifacts": {"S3ModelArtifacts": "s3://b/trainscope/models/ic-x/output/model.tar.gz"},
    "HyperParameters": {"epochs": "10"},
    "AlgorithmSpecification": {
        "TrainingImage": IMAGE,
        "MetricDefinitions": [{"Name": "validation:accuracy", "Regex": "x=(.*)"}],
    },
    "InputDataConfig": [
        {"ChannelName": "train", "DataSource": {"S3DataSource": {"S3Uri": "s3://b/train/"}}},
        {
            "ChannelName": "files",
            "DataSource": {"FileSystemDataSource": {"FileSystemId": "fs-1", "DirectoryPath": "/a"}},
        },
    ],
    "OutputDataConfig": {"S3OutputPath": "s3://b/trainscope/models"},
    "ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 50},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200},
    "CreationTime": START,
    "TrainingStartTime": datetime.fromtimestamp(BEGAN + 100, UTC),
    "TrainingEndTime": datetime.fromtimestamp(BEGAN + 1100, UTC),
    "LastModifiedTime": datetime.fromtimestamp(BEGAN + 1130, UTC),
    "SecondaryStatusTransitions": [
        {"Status": "Starting", "StartTime": START, "EndTime": START, "StatusMessage": "Starting the job"},
        {"Status": "Warming", "StartTime": START},
        {"Status": "Completed", "StartTime": datetime.fromtimestamp(BEGAN + 1120, UTC)},
    ],
    "EnableManagedSpotTraining": True,
    "TrainingTimeInSeconds": 1000,
    "BillableTimeInSeconds": 300,
}


def test_a_whole_answer_is_a_whole_state() -> None:
    state = state_of(WHOLE, {"ml.g5.xlarge": 1.41}.get)
    assert state == JobState(
        status=Status.COMPLETED,
        stage=Stage.COMPLETED,
        transitions=(
            Transition("Starting", BEGAN, BEGAN, "Starting the job"),
            Transition("Warming", BEGAN),
            Transition("Completed", BEGAN + 1120),
        ),
        created=BEGAN,
        training_started=BEGAN + 100,
        ended=BEGAN + 1120,
        hyperparameters={"epochs": "10"},
        instance_type="ml.g5.xlarge",
        instance_count=2,
        billable_seconds=300,
        price_per_hour=1.41,
        model="s3://b/trainscope/models/ic-x/output/model.tar.gz",
        training_ended=BEGAN + 1100,
        training_seconds=1000,
        spot=True,
        max_runtime_seconds=3600,
        max_wait_seconds=7200,
        algorithm="image-classification",
        channels={"train": "s3://b/train/", "files": "fs-1:/a"},
        links=links("ic-x", ARN, "s3://b/trainscope/models/ic-x/output/model.tar.gz"),
    )


@pytest.mark.parametrize("missing", [None, *WHOLE])
def test_no_field_is_needed(missing: str | None) -> None:
    answer = {} if missing is None else {key: value for key, value in WHOLE.items() if key != missing}
    assert state_of(answer).status in (Status.COMPLETED, Status.IN_PROGRESS)
    if missing is not None:
        assert state_of(WHOLE | {missing: None}).instance_count in (1, 2)


def test_stages_and_statuses_of_the_future_are_kept() -> None:
    state = state_of(WHOLE | {"TrainingJobStatus": "Hovering", "SecondaryStatus": "Levitating"})
    assert (state.status, state.stage, state.ended) == (Status.IN_PROGRESS, "Levitating", None)


def test_a_failure_has_reason_and_advice_and_a_running_job_has_none() -> None:
    failed = state_of(
        WHOLE
        | {
            "TrainingJobStatus": "Failed",
            "SecondaryStatus": "Failed",
            "FailureReason": "AlgorithmError: exit code 1",
        }
    )
    assert failed.failure_reason == "AlgorithmError: exit code 1"
    assert failed.advice
    assert state_of(WHOLE).advice == ""
    out_of_time = state_of(WHOLE | {"TrainingJobStatus": "Stopped", "SecondaryStatus": "MaxRuntimeExceeded"})
    assert "max_runtime_minutes" in out_of_time.advice


def test_metrics_are_those_of_other_algorithms() -> None:
    assert state_of(WHOLE).metrics == ()
    other = state_of(
        WHOLE
        | {
            "AlgorithmSpecification": {
                "TrainingImage": "1.dkr.ecr.eu-west-1.amazonaws.com/team/sagemaker-xgboost@sha256:00",
                "MetricDefinitions": [{"Name": "auc", "Regex": "auc=(.*)"}, {"Name": "", "Regex": "x"}],
            }
        }
    )
    assert other.algorithm == "sagemaker-xgboost"
    assert other.metrics == (("auc", "auc=(.*)"),)


def test_hosts_of_instance_groups_are_counted_together() -> None:
    groups = [
        {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "InstanceGroupName": name} for name in "ab"
    ]
    state = state_of(WHOLE | {"ResourceConfig": {"InstanceGroups": groups}})
    assert (state.instance_type, state.instance_count) == ("ml.g5.xlarge", 4)


@pytest.mark.parametrize(
    ("specification", "name"),
    [
        ({"TrainingImage": IMAGE}, "image-classification"),
        ({"TrainingImage": "image-classification:1"}, "image-classification"),
        ({"TrainingImage": "host:5000/a/b/c:1"}, "c"),
        ({"AlgorithmName": "arn:aws:sagemaker:us-east-1:1:algorithm/mine"}, "mine"),
        ({}, None),
    ],
)
def test_the_algorithm_is_named_by_its_image_or_itself(
    specification: dict[str, str], name: str | None
) -> None:
    assert algorithm_of(specification) == name


def test_a_time_is_seconds_whatever_it_comes_as() -> None:
    assert seconds(START) == seconds(BEGAN) == BEGAN
    strange: list[object] = [None, "soon", float("nan"), []]
    assert [seconds(odd) for odd in strange] == [None] * 4


def test_links_lead_to_the_console_of_the_partition() -> None:
    job, log, model = links("ic-x", ARN, "s3://b/a/ic-x/model.tar.gz")
    assert (
        job.address == "https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/jobs/ic-x"
    )
    assert "log-group/$252Faws$252Fsagemaker$252FTrainingJobs" in log.address
    assert "logStreamNameFilter$3Dic-x$252F" in log.address
    assert model.address.endswith("/s3/buckets/b?region=us-east-1&prefix=a/ic-x/")
    china = links("x", ARN.replace("aws:", "aws-cn:", 1).replace("us-east-1", "cn-north-1"), None)
    assert [link.address.split("/")[2] for link in china] == ["console.amazonaws.cn"] * 2
    government = links("x", ARN.replace("aws:", "aws-us-gov:", 1), "s3://b")
    assert {link.address.split("/")[2] for link in government} == {"console.amazonaws-us-gov.com"}
    assert links("x", "", None) == links("x", ARN.replace("aws:", "aws-iso:", 1), None) == ()
