"""ListTrainingJobs of the test account: pages, filters, the rate of the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.life import quick, usual

if TYPE_CHECKING:
    from tests.aws.account import Account


@pytest.fixture
def sagemaker(aws: Account) -> Any:
    aws.clock.freeze()
    return aws.client("sagemaker")


def names(answer: dict[str, Any]) -> list[str]:
    return [entry["TrainingJobName"] for entry in answer["TrainingJobSummaries"]]


def test_thousands_of_jobs_come_in_pages(aws: Account, sagemaker: Any) -> None:
    aws.jobs.put_many(1234)
    pages = sagemaker.get_paginator("list_training_jobs").paginate(PaginationConfig={"PageSize": 100})
    found = [name for page in pages for name in names(page)]

    assert len(found) == len(set(found)) == 1234
    assert aws.requests.count("ListTrainingJobs") == 13
    assert len(names(sagemaker.list_training_jobs())) == 10


def test_jobs_are_sorted_and_filtered(aws: Account, sagemaker: Any) -> None:
    now = aws.clock()
    aws.jobs.put("flowers-a", created=now - 300)
    aws.jobs.put("birds", created=now - 200)
    aws.jobs.put("flowers-b", created=now - 100, life=usual)

    newest = sagemaker.list_training_jobs(SortBy="CreationTime", SortOrder="Descending")
    assert names(newest) == ["flowers-b", "birds", "flowers-a"]
    assert newest["TrainingJobSummaries"][0]["SecondaryStatus"] == "Downloading"
    assert names(sagemaker.list_training_jobs(NameContains="FLOWERS")) == ["flowers-a", "flowers-b"]
    assert names(sagemaker.list_training_jobs(CreationTimeAfter=now - 250)) == ["birds", "flowers-b"]
    assert names(sagemaker.list_training_jobs(StatusEquals="InProgress")) == ["flowers-b"]


def test_a_status_is_looked_for_in_one_page_only(aws: Account, sagemaker: Any) -> None:
    aws.jobs.put("running", life=usual)
    aws.jobs.put_many(20, prefix="zz-old")

    page = sagemaker.list_training_jobs(StatusEquals="InProgress", MaxResults=5, SortBy="CreationTime")

    assert names(page) == []
    assert "NextToken" in page


def test_more_than_two_lists_a_second_are_throttled(aws: Account, sagemaker: Any) -> None:
    aws.limits.set("ListTrainingJobs", 2)
    sagemaker.list_training_jobs()
    sagemaker.list_training_jobs()
    with pytest.raises(ClientError, match="Rate exceeded") as caught:
        sagemaker.list_training_jobs()
    aws.clock.advance(1.1)
    sagemaker.list_training_jobs()

    assert caught.value.response["Error"]["Code"] == "ThrottlingException"
    assert aws.requests.peak("ListTrainingJobs") == 3


def test_a_job_of_another_algorithm_reports_its_own_metrics(aws: Account, sagemaker: Any) -> None:
    aws.jobs.put(
        "xgb", created=aws.clock() - 600, life=quick(metric_definitions=(("validation:auc", "auc:(.*)"),))
    )

    algorithm = sagemaker.describe_training_job(TrainingJobName="xgb")["AlgorithmSpecification"]

    assert "xgboost" in algorithm["TrainingImage"]
    assert algorithm["MetricDefinitions"] == [{"Name": "validation:auc", "Regex": "auc:(.*)"}]
