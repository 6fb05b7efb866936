"""Training jobs of the test account live as SageMaker's do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.describe import describe, summary
from tests.aws.jobrequest import IMAGE, job_request
from tests.aws.life import NAMED, OLD_START, failed, quick, usual
from tests.aws.validation import faults_of_answer

if TYPE_CHECKING:
    from tests.aws.account import Account


@pytest.fixture
def sagemaker(aws: Account) -> Any:
    aws.clock.freeze()
    return aws.client("sagemaker")


def described(sagemaker: Any, name: str = "ic-flowers-1") -> dict[str, Any]:
    found: dict[str, Any] = sagemaker.describe_training_job(TrainingJobName=name)
    return found


def stages(sagemaker: Any) -> list[str]:
    return [change["Status"] for change in described(sagemaker)["SecondaryStatusTransitions"]]


def test_a_job_goes_through_its_stages_in_the_account_s_time(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    seen: list[str] = []
    while not seen or seen[-1] not in {"Completed", "Failed"}:
        stage = described(sagemaker)["SecondaryStatus"]
        if stage not in seen:
            seen.append(stage)
        aws.clock.advance(5)

    assert seen == ["Starting", "Pending", "Downloading", "Training", "Uploading", "Completed"]
    assert stages(sagemaker) == seen
    end = described(sagemaker)
    assert end["TrainingJobStatus"] == "Completed"
    billed = (end["TrainingEndTime"] - end["TrainingStartTime"]).total_seconds()
    assert end["BillableTimeInSeconds"] == round(billed)
    assert {metric["MetricName"] for metric in end["FinalMetricDataList"]} == {
        "train:accuracy",
        "validation:accuracy",
    }


def test_the_message_changes_within_a_stage(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(21)
    waiting = described(sagemaker)["SecondaryStatusTransitions"][-1]
    aws.clock.advance(30)
    preparing = described(sagemaker)["SecondaryStatusTransitions"][-1]

    assert waiting["StatusMessage"] == "Training job waiting for capacity"
    assert preparing["StatusMessage"] == "Preparing the instances for training"
    assert waiting["StartTime"] == preparing["StartTime"]
    assert "EndTime" not in preparing


def test_a_job_of_the_older_kind_has_no_stage_pending(aws: Account, sagemaker: Any) -> None:
    aws.jobs.next_life = quick(before=OLD_START)
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(1000)

    assert stages(sagemaker) == ["Starting", "Downloading", "Training", "Uploading", "Completed"]


def test_a_taken_name_is_in_use_whatever_the_request_says(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    with pytest.raises(ClientError, match="already exists") as caught:
        sagemaker.create_training_job(**job_request(aws))

    assert caught.value.response["Error"]["Code"] == "ResourceInUse"
    assert len(aws.jobs) == 1


def test_an_unknown_job_is_a_validation_error(sagemaker: Any) -> None:
    with pytest.raises(ClientError, match="Requested resource not found") as caught:
        described(sagemaker, "never-was")

    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_a_stop_takes_its_time_and_is_refused_after_the_end(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(150)
    sagemaker.stop_training_job(TrainingJobName="ic-flowers-1")
    stopping = described(sagemaker)
    aws.clock.advance(60)
    stopped = described(sagemaker)

    assert (stopping["TrainingJobStatus"], stopping["SecondaryStatus"]) == ("Stopping", "Stopping")
    assert (stopped["TrainingJobStatus"], stopped["SecondaryStatus"]) == ("Stopped", "Stopped")
    assert stopped["ModelArtifacts"]["S3ModelArtifacts"].endswith("/ic-flowers-1/output/model.tar.gz")
    with pytest.raises(ClientError, match="the training job is in status Stopped"):
        sagemaker.stop_training_job(TrainingJobName="ic-flowers-1")


def test_a_stop_while_waiting_costs_nothing(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(30)
    sagemaker.stop_training_job(TrainingJobName="ic-flowers-1")
    aws.clock.advance(60)

    assert described(sagemaker)["TrainingJobStatus"] == "Stopped"
    assert "BillableTimeInSeconds" not in described(sagemaker)


def test_a_failure_has_its_reason_and_its_bill(aws: Account, sagemaker: Any) -> None:
    aws.jobs.next_life = failed("ClientError: " + "x" * 2000)
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(100)

    assert stages(sagemaker)[-2:] == ["Uploading", "Failed"]
    assert len(described(sagemaker)["FailureReason"]) == 1024
    assert described(sagemaker)["BillableTimeInSeconds"] > 0


def test_a_job_can_end_while_it_waits_for_capacity(aws: Account, sagemaker: Any) -> None:
    aws.jobs.next_life = NAMED["capacity"]
    sagemaker.create_training_job(**job_request(aws))
    aws.clock.advance(1000)

    assert stages(sagemaker) == ["Starting", "Pending", "Failed"]
    assert "CapacityError" in described(sagemaker)["FailureReason"]
    assert "TrainingStartTime" not in described(sagemaker)


def test_a_spot_job_starts_again_after_an_interruption(aws: Account, sagemaker: Any) -> None:
    aws.jobs.next_life = replace(quick(), interrupted_after=2.0, billable_share=0.3)
    condition = {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 7200}
    sagemaker.create_training_job(
        **job_request(aws, EnableManagedSpotTraining=True, StoppingCondition=condition)
    )
    aws.clock.advance(1000)

    seen = stages(sagemaker)
    assert seen.count("Starting") == seen.count("Training") == 2
    assert "Interrupted" in seen
    end = described(sagemaker)
    assert 0 < end["BillableTimeInSeconds"] < end["TrainingTimeInSeconds"] / 2


def test_a_job_that_runs_out_of_time_is_stopped(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws, StoppingCondition={"MaxRuntimeInSeconds": 60}))
    aws.clock.advance(1000)

    assert described(sagemaker)["TrainingJobStatus"] == "Stopped"
    assert described(sagemaker)["SecondaryStatus"] == "MaxRuntimeExceeded"


def test_a_spot_job_can_wait_too_long(aws: Account, sagemaker: Any) -> None:
    condition = {"MaxRuntimeInSeconds": 30, "MaxWaitTimeInSeconds": 40}
    sagemaker.create_training_job(
        **job_request(aws, EnableManagedSpotTraining=True, StoppingCondition=condition)
    )
    aws.clock.advance(1000)

    assert described(sagemaker)["SecondaryStatus"] == "MaxWaitTimeExceeded"


def test_a_job_runs_for_the_epochs_and_hosts_it_was_asked_for(aws: Account, sagemaker: Any) -> None:
    resources = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 2, "VolumeSizeInGB": 50}
    request = job_request(aws, ResourceConfig=resources)
    life = usual(request)

    assert len(life.lines) == 2
    assert sum("Validation-accuracy" in line.text for line in life.lines[0]) == 4


def test_an_ended_job_can_be_deleted_and_its_name_used_again(aws: Account, sagemaker: Any) -> None:
    sagemaker.create_training_job(**job_request(aws))
    with pytest.raises(ClientError, match="cannot be deleted"):
        sagemaker.delete_training_job(TrainingJobName="ic-flowers-1")
    aws.clock.advance(1000)
    sagemaker.delete_training_job(TrainingJobName="ic-flowers-1")
    sagemaker.create_training_job(**job_request(aws))

    assert described(sagemaker)["SecondaryStatus"] == "Starting"


@pytest.mark.parametrize("life", sorted(NAMED))
def test_what_is_said_of_a_job_fits_the_service_model_at_every_moment(aws: Account, life: str) -> None:
    aws.clock.freeze()
    job = aws.jobs.put("job", life=NAMED[life], image=IMAGE, Environment={"A": "1"})
    moment = job.created
    stages: set[str] = set()
    while moment <= job.end + 5:
        answer = describe(job, moment)
        stages.add(answer["SecondaryStatus"])
        listed = {"TrainingJobSummaries": [summary(job, moment)]}
        moment += (job.end + 6 - job.created) / 50
        assert not faults_of_answer("sagemaker", "ListTrainingJobs", listed)
        model = {"ModelArtifacts": {"S3ModelArtifacts": "s3://comes/with/Uploading"}}
        assert not faults_of_answer("sagemaker", "DescribeTrainingJob", model | answer)

    assert len(stages) > 2


def test_tags_are_listed_by_arn(aws: Account, sagemaker: Any) -> None:
    tags = [{"Key": "trainscope:launch-id", "Value": "01J"}]
    arn = sagemaker.create_training_job(**job_request(aws, Tags=tags))["TrainingJobArn"]

    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags
