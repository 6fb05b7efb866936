"""Batch transforms of the test account, spoken to directly."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.aws.hosting import trained_job
from tests.aws.jobrequest import IMAGE
from tests.aws.oracle import photo
from tests.aws.transform import TransformLife
from tests.aws.validation import faults_of_answer

if TYPE_CHECKING:
    from tests.aws.account import Account


def make(aws: Account, name: str = "Batch-1", **changes: Any) -> Any:
    """A model and a batch transform of five photos, one of which cannot be decoded."""
    aws.clock.freeze()
    client = aws.client("sagemaker")
    container = {"Image": IMAGE, "ModelDataUrl": trained_job(aws).model}
    client.create_model(ModelName="m", PrimaryContainer=container, ExecutionRoleArn=aws.role)
    for label in range(4):
        aws.storage.put(aws.bucket, f"in/{label}.jpg", photo(label, 5))
    aws.storage.put(aws.bucket, "in/sub/broken.jpg", b"none")
    request = {
        "TransformJobName": name,
        "ModelName": "m",
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{aws.bucket}/in/"}}
        },
        "TransformOutput": {"S3OutputPath": f"s3://{aws.bucket}/out", "Accept": "application/json"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        "Tags": [{"Key": "team", "Value": "botany"}],
    }
    client.create_transform_job(**request | changes)
    return client


def test_answers_are_of_the_services_form(aws: Account) -> None:
    make(aws)
    aws.clock.advance(600)
    asked = {"DescribeTransformJob": {"TransformJobName": "Batch-1"}, "ListTransformJobs": {}}
    for operation, request in asked.items():
        answer = aws.transforms(operation, dict(request))
        assert faults_of_answer("sagemaker", operation, answer) == []


def test_its_life_leaves_the_answers_of_all_photos_but_the_refused_one(aws: Account) -> None:
    client = make(aws)
    assert "TransformStartTime" not in client.describe_transform_job(TransformJobName="Batch-1")
    aws.clock.advance(241)
    assert client.describe_transform_job(TransformJobName="Batch-1")["TransformJobStatus"] == "InProgress"
    assert aws.storage.keys(aws.bucket, "out/") == ["out/0.jpg.out", "out/1.jpg.out"]
    found = json.loads(aws.storage.read(aws.bucket, "out/1.jpg.out"))
    assert found.index(max(found)) == 1
    aws.clock.advance(600)
    last = client.describe_transform_job(TransformJobName="Batch-1")
    assert (last["TransformJobStatus"], last["FailureReason"]) == (
        "Failed",
        "ClientError: See job logs for more information",
    )
    assert (last["TransformEndTime"] - last["TransformStartTime"]).total_seconds() == pytest.approx(12.5)
    assert len(aws.storage.keys(aws.bucket, "out/")) == 4


def test_tags_are_found_by_its_arn_in_small_letters(aws: Account) -> None:
    client = make(aws)
    arn = client.describe_transform_job(TransformJobName="Batch-1")["TransformJobArn"]
    assert arn.endswith(":transform-job/batch-1")
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "botany"}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ModelName": "other"}, "Could not find model"),
        ({"MaxConcurrentTransforms": 50, "MaxPayloadInMB": 6}, "must not exceed 100 MB"),
        (
            {"TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 5}},
            "'ml.m5.large for transform job usage' is 4 Instances",
        ),
        ({"TransformOutput": {"S3OutputPath": "s3://nowhere/out"}}, "bucket nowhere"),
        (
            {
                "TransformInput": {
                    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://x/"}}
                }
            },
            "No S3 objects found",
        ),
    ],
)
def test_what_is_refused(aws: Account, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError, match=words):
        make(aws, **changes)
    assert len(aws.transforms) == 0


def test_a_name_is_given_once_and_what_has_ended_is_not_stopped(aws: Account) -> None:
    client = make(aws)
    with pytest.raises(ClientError, match="a job with this name already exists"):
        make_again(client, aws)
    with pytest.raises(ClientError, match="Could not find requested job with name: nobody"):
        client.stop_transform_job(TransformJobName="nobody")
    aws.clock.advance(600)
    with pytest.raises(ClientError, match="is in status Failed"):
        client.stop_transform_job(TransformJobName="Batch-1")


def make_again(client: Any, aws: Account) -> None:
    request = {name: value for name, value in aws.transforms["Batch-1"].request.items() if name != "Tags"}
    client.create_transform_job(**request)


def test_by_hand(aws: Account) -> None:
    def post(path: str, value: dict[str, Any]) -> Any:
        request = urllib.request.Request(f"{aws.url}/_control/{path}", json.dumps(value).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    post("transform-life", {"all": "usual", "next": "failed"})
    make(aws)
    assert aws.transforms.life == TransformLife()
    post("clock", {"advance": 600})
    assert post("transforms", {}) == {"Batch-1": {"status": "Failed", "looked_at": 3}}
