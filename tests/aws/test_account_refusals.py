"""What the test account refuses to train, in the service's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.jobrequest import job_request

if TYPE_CHECKING:
    from tests.aws.account import Account

GPU = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50}
HOUR = {"MaxRuntimeInSeconds": 3600}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"TrainingJobName": "-no"}, "failed to satisfy constraint: Member must satisfy regular expression"),
        ({"HyperParameters": {"epochs": "1" * 2501}}, "length less than or equal to 2500"),
        ({"ResourceConfig": GPU | {"InstanceType": "ml.gx.large"}}, "enum value set"),
        ({"ResourceConfig": GPU | {"InstanceCount": 0}}, "greater than or equal to"),
        ({"ResourceConfig": GPU | {"InstanceType": "ml.c5.xlarge"}}, "only GPU instances are supported"),
        ({"ResourceConfig": GPU | {"VolumeKmsKeyId": "alias/x"}}, "VolumeKmsKeyId cannot be specified"),
        ({"RoleArn": "arn:aws:iam::123456789012:role/none"}, "Could not assume role"),
        ({"OutputDataConfig": {"S3OutputPath": "s3://nobody-has-it/x"}}, "does not exist"),
        ({"EnableManagedSpotTraining": True}, "Invalid MaxWaitTimeInSeconds"),
        ({"StoppingCondition": HOUR | {"MaxWaitTimeInSeconds": 7200}}, "can only be set when"),
        ({"Tags": [{"Key": "aws:x", "Value": ""}]}, "not allowed for external use"),
        ({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}, "Duplicate tag keys"),
    ],
)
def test_a_wrong_request_is_refused(aws: Account, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError, match=words) as caught:
        aws.client("sagemaker").create_training_job(**job_request(aws, **changes))

    assert caught.value.response["Error"]["Code"] == "ValidationException"
    assert len(aws.jobs) == 0


def manifest_request(aws: Account, source: dict[str, Any], **channel: Any) -> dict[str, Any]:
    aws.storage.put(aws.bucket, "m/train.manifest", b"{}")
    whole = {
        "S3DataType": "AugmentedManifestFile",
        "S3Uri": f"s3://{aws.bucket}/m/train.manifest",
        "AttributeNames": ["source-ref", "species"],
    }
    request = job_request(aws)
    request["InputDataConfig"] = [
        {
            "ChannelName": "train",
            "InputMode": "Pipe",
            "RecordWrapperType": "RecordIO",
            "DataSource": {"S3DataSource": whole | source},
        }
        | channel
    ]
    return request


def test_an_augmented_manifest_is_taken(aws: Account) -> None:
    aws.client("sagemaker").create_training_job(**manifest_request(aws, {}))
    assert len(aws.jobs) == 1


@pytest.mark.parametrize(
    ("source", "channel", "words"),
    [
        ({}, {"InputMode": "File"}, "only supported with input mode Pipe"),
        ({"AttributeNames": []}, {}, "AttributeNames must be specified"),
        ({"AttributeNames": ["a", "x" * 257]}, {}, "length less than or equal to 256"),
        ({"S3DataType": "S3Prefix"}, {}, "only supported for AugmentedManifestFile"),
        ({"S3Uri": "s3://trainscope-test/m/train"}, {}, "No S3 objects found"),
    ],
)
def test_a_wrong_augmented_manifest_is_refused(
    aws: Account, source: dict[str, Any], channel: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match=words):
        aws.client("sagemaker").create_training_job(**manifest_request(aws, source, **channel))
    assert len(aws.jobs) == 0


def test_records_are_wrapped_in_pipe_mode_only(aws: Account) -> None:
    request = job_request(aws)
    request["InputDataConfig"][0]["RecordWrapperType"] = "RecordIO"
    with pytest.raises(ClientError, match="RecordWrapperType must be None with input mode File"):
        aws.client("sagemaker").create_training_job(**request)


def test_an_empty_prefix_is_refused(aws: Account) -> None:
    request = job_request(aws)
    source = request["InputDataConfig"][1]["DataSource"]["S3DataSource"]
    source["S3Uri"] = f"s3://{aws.bucket}/nothing/"
    with pytest.raises(ClientError, match='No S3 objects found under S3 URL "s3://trainscope-test/nothing/"'):
        aws.client("sagemaker").create_training_job(**request)


def test_a_bucket_of_another_region_counts_as_empty(aws: Account) -> None:
    aws.storage.make_bucket("elsewhere", "eu-west-1")
    aws.storage.put("elsewhere", "train/0", b"0")
    request = job_request(aws)
    request["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] = "s3://elsewhere/train/"
    with pytest.raises(ClientError, match="exists in the selected region"):
        aws.client("sagemaker").create_training_job(**request)


def test_a_quota_counts_what_runs(aws: Account) -> None:
    aws.quotas.set("ml.g5.xlarge", 1)
    sagemaker = aws.client("sagemaker")
    sagemaker.create_training_job(**job_request(aws, "first"))
    with pytest.raises(ClientError, match="for training job usage' is 1 Instances, with current") as caught:
        sagemaker.create_training_job(**job_request(aws, "second"))
    aws.clock.advance(10_000)
    sagemaker.create_training_job(**job_request(aws, "third"))

    assert caught.value.response["Error"]["Code"] == "ResourceLimitExceeded"
    assert "second" not in aws.jobs
