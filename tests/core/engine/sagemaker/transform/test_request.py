"""The two requests of a batch transform, by settings and resources, and the place that they name."""

from __future__ import annotations

from typing import Any

import pytest

from core.config import HostingSettings
from core.engine.sagemaker.resources import Resources
from core.engine.sagemaker.transform.place import output_of, place_for, place_of
from core.engine.sagemaker.transform.request import MOST_BYTES, build
from core.engine.transforming import PhotoPlace, Transform
from core.job.status import JobKey
from core.trained import TrainedModel

KEY = JobKey("sagemaker", "123456789012", "us-east-1", "batch-1")
TRAINED = TrainedModel(
    KEY._replace(name="ic-1"), ("a", "b"), False, {}, "s3://bucket/ic-1/output/model.tar.gz"
)
TRANSFORM = Transform(KEY, "id", TRAINED, PhotoPlace("/photos"), ())
IN_VPC = Resources(
    bucket="pictures",
    prefix="team/x",
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    network_isolation=True,
    output_key="key",
    volume_key="disk-key",
    tags={"team": "botany"},
)


def made(resources: Resources = IN_VPC, **hosting: Any) -> dict[str, Any]:
    place = place_for(KEY.name, resources)
    return build(TRANSFORM, HostingSettings(**hosting), resources, place, image="image:1", role="role")


def test_both_carry_the_name_and_marks_that_tell_their_model_from_an_endpoints() -> None:
    model, job = made().values()
    assert (model["ModelName"], job["TransformJobName"], job["ModelName"]) == ("batch-1",) * 3
    tags = [{tag["Key"]: tag["Value"] for tag in each["Tags"]} for each in (model, job)]
    common = {"team": "botany", "trainscope:launch-id": "id"}
    assert tags == [common | {"trainscope:transform": "ic-1"}, common | {"trainscope:job": "ic-1"}]


def test_each_photo_is_a_record_of_its_own_and_answers_are_json_lines() -> None:
    job = made()["CreateTransformJob"]
    assert job["TransformInput"] == {
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": "s3://pictures/team/x/transforms/batch-1/photos/",
            }
        },
        "ContentType": "application/x-image",
        "CompressionType": "None",
        "SplitType": "None",
    }
    assert job["TransformOutput"] == {
        "S3OutputPath": "s3://pictures/team/x/transforms/batch-1/answers",
        "Accept": "application/jsonlines",
        "KmsKeyId": "key",
    }
    assert job["MaxPayloadInMB"] * 1_000_000 >= MOST_BYTES


def test_vpc_isolation_and_keys_are_those_of_the_job() -> None:
    model, job = made().values()
    assert model["VpcConfig"] == {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
    assert model["EnableNetworkIsolation"]
    assert job["TransformResources"]["VolumeKmsKeyId"] == "disk-key"
    assert (
        "VolumeKmsKeyId" not in made(instance_type="ml.g5.xlarge")["CreateTransformJob"]["TransformResources"]
    )


def test_without_any_of_them_nothing_is_said() -> None:
    model, job = made(Resources(bucket="pictures")).values()
    assert not {"VpcConfig", "EnableNetworkIsolation"} & set(model)
    assert set(job["TransformOutput"]) == {"S3OutputPath", "Accept"}
    assert job["TransformResources"] == {"InstanceType": "ml.m5.large", "InstanceCount": 1}


def test_the_place_is_found_again_by_the_request() -> None:
    place = place_of(made()["CreateTransformJob"])
    assert place == place_for(KEY.name, IN_VPC)
    assert place is not None
    assert str(place.manifest) == "s3://pictures/team/x/transforms/batch-1/photos.json"
    assert output_of(made()["CreateTransformJob"]) == place.answers.folder


@pytest.mark.parametrize("bucket", ["", "No Bucket"])
def test_without_a_bucket_there_is_no_place(bucket: str) -> None:
    resources = Resources(bucket=bucket)
    assert place_for("batch-1", resources) is None
    assert place_of(made(resources)["CreateTransformJob"]) is None


@pytest.mark.parametrize(
    "uri", ["", "s3://theirs/in/", "s3://photos", "http://x/photos", "s3://theirs/in/photos.manifest"]
)
def test_photos_elsewhere_are_none_of_ours(uri: str) -> None:
    assert place_of({"TransformInput": {"DataSource": {"S3DataSource": {"S3Uri": uri}}}}) is None


def test_a_description_without_anything_tells_no_place() -> None:
    assert (place_of({}), output_of({})) == (None, "")
