"""Tuning jobs of the test account, spoken to directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.jobrequest import job_request
from tests.aws.tuningjob import quality, quickly
from tests.aws.validation import faults_of_answer

if TYPE_CHECKING:
    from tests.aws.account import Account

NAME = "Sweep-1"
RATE = {"Name": "learning_rate", "MinValue": "0.001", "MaxValue": "0.1"}


def sweep_request(aws: Account, **config: Any) -> dict[str, Any]:
    """A request that the account takes, over the learning rate."""
    job = job_request(aws)
    fixed = job.pop("HyperParameters")
    del job["TrainingJobName"]
    usual = {
        "Strategy": "Random",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2},
        "ParameterRanges": {"ContinuousParameterRanges": [RATE]},
    }
    return {
        "HyperParameterTuningJobName": NAME,
        "HyperParameterTuningJobConfig": usual | config,
        "TrainingJobDefinition": job | {"StaticHyperParameters": fixed},
        "Tags": [{"Key": "team", "Value": "botany"}],
    }


@pytest.fixture
def sagemaker(aws: Account) -> Any:
    aws.clock.freeze()
    aws.tunings.life = quickly
    return aws.client("sagemaker")


def test_answers_are_of_the_services_form(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_hyper_parameter_tuning_job(**sweep_request(aws))
    named = {"HyperParameterTuningJobName": NAME}
    asked = {
        "DescribeHyperParameterTuningJob": named,
        "ListHyperParameterTuningJobs": {},
        "ListTrainingJobsForHyperParameterTuningJob": named,
    }
    for seconds in (0, 6, 600):
        aws.clock.advance(seconds)
        aws.tunings.grow()
        for operation, request in asked.items():
            answer = aws.tunings(operation, dict(request))
            assert faults_of_answer("sagemaker", operation, answer) == []


def test_jobs_are_started_as_others_end_and_are_jobs_of_the_account(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_hyper_parameter_tuning_job(**sweep_request(aws))
    running = set()
    for _ in range(60):
        aws.clock.advance(1)
        found = sagemaker.list_training_jobs(StatusEquals="InProgress")["TrainingJobSummaries"]
        running.add(len(found))
    assert running == {0, 1, 2} or running == {0, 2}
    assert len(aws.jobs) == 4
    one = sagemaker.list_training_jobs(SortBy="Name")["TrainingJobSummaries"][0]["TrainingJobName"]
    described = sagemaker.describe_training_job(TrainingJobName=one)
    assert described["TuningJobArn"].endswith(f":hyper-parameter-tuning-job/{NAME.lower()}")
    assert aws.jobs[one].tags == {"team": "botany"}


def test_the_best_is_the_one_with_the_best_values(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_hyper_parameter_tuning_job(**sweep_request(aws))
    aws.clock.advance(600)
    best = sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=NAME)["BestTrainingJob"]
    page = sagemaker.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=NAME,
        SortBy="FinalObjectiveMetricValue",
        SortOrder="Descending",
        MaxResults=3,
    )
    rows = page["TrainingJobSummaries"]
    assert rows[0]["TrainingJobName"] == best["TrainingJobName"]
    assert "NextToken" in page
    accuracies = [quality(row["TunedHyperParameters"]) for row in rows]
    assert accuracies == sorted(accuracies, reverse=True)


@pytest.mark.parametrize(
    ("config", "job", "words"),
    [
        ({"ResourceLimits": {"MaxNumberOfTrainingJobs": 2, "MaxParallelTrainingJobs": 3}}, {}, "MaxParallel"),
        ({"Strategy": "Grid"}, {}, "Grid"),
        ({"Strategy": "Guess"}, {}, "enum"),
        (
            {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "x"}},
            {},
            "objective metric",
        ),
        ({"ParameterRanges": {}}, {}, "At least one"),
        ({"ParameterRanges": {"ContinuousParameterRanges": [RATE, RATE]}}, {}, "two ranges"),
        (
            {"ParameterRanges": {"ContinuousParameterRanges": [RATE | {"Name": "lr_scheduler_factor"}]}},
            {},
            "not tunable",
        ),
        ({"ParameterRanges": {"ContinuousParameterRanges": [RATE | {"MinValue": "2"}]}}, {}, "range"),
        ({}, {"StaticHyperParameters": {"learning_rate": "0.1"}}, "both static"),
        ({}, {"StaticHyperParameters": {"_tuning_objective_metric": "x"}}, "reserved"),
        ({}, {"RoleArn": "arn:aws:iam::123456789012:role/nobody"}, "role"),
    ],
)
def test_what_the_service_refuses(
    aws: Account, sagemaker: Any, config: dict[str, Any], job: dict[str, Any], words: str
) -> None:
    request = sweep_request(aws, **config)
    request["TrainingJobDefinition"] |= job
    with pytest.raises(ClientError, match=words):
        sagemaker.create_hyper_parameter_tuning_job(**request)
    assert len(aws.tunings) == 0


def test_names_are_short_and_taken_once(aws: Account, sagemaker: Any) -> None:
    request = sweep_request(aws)
    with pytest.raises(ClientError, match="less than or equal to 32"):
        sagemaker.create_hyper_parameter_tuning_job(**request | {"HyperParameterTuningJobName": "a" * 33})
    sagemaker.create_hyper_parameter_tuning_job(**request)
    with pytest.raises(ClientError, match="ResourceInUse"):
        sagemaker.create_hyper_parameter_tuning_job(**request)
