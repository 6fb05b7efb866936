"""The request is the documented one, valid by botocore's service model, and the same after a JSON round trip."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from core.config import SagemakerSettings
from core.dataset.model import Streamed
from core.engine.sagemaker import instances
from core.engine.sagemaker.defaults import Defaults
from core.engine.sagemaker.request import CHANNELS, build
from core.engine.sagemaker.resources import gather
from core.s3address import S3Address
from tests.core.engine.sagemaker import specs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.dataset.model import DataSet
    from core.job.spec import JobSpec


def request(
    settings: SagemakerSettings | None = None,
    *,
    spec: JobSpec | None = None,
    defaults: Defaults | None = None,
    model: str = "",
) -> dict[str, Any]:
    settings = settings or SagemakerSettings(bucket="pictures")
    made = build(
        spec or specs.spec(),
        settings,
        gather(settings, defaults or Defaults()),
        image=specs.IMAGE,
        role=specs.ROLE,
        channels=specs.CHANNELS,
        instance=instances.find(settings.instance_type),
        model=model,
    )
    assert json.loads(json.dumps(made)) == made
    assert list(problems(made)) == []
    return made


def problems(made: dict[str, Any]) -> Iterator[str]:
    """What botocore's validator says, and what the model's patterns and enums say, which it does not look at."""
    model = botocore.session.get_session().get_service_model("sagemaker")
    shape = model.operation_model("CreateTrainingJob").input_shape
    report = ParamValidator().validate(made, shape)
    if report.has_errors():
        yield report.generate_report()
    yield from _misfits(shape, made, "")


def _misfits(shape: Any, value: Any, place: str) -> Iterator[str]:
    if shape.type_name == "structure":
        for key, part in value.items():
            if key not in shape.members:
                yield f"{place}.{key} is no member"
            else:
                yield from _misfits(shape.members[key], part, f"{place}.{key}")
    elif shape.type_name == "list":
        for part in value:
            yield from _misfits(shape.member, part, place)
    elif shape.type_name == "string":
        pattern = shape.metadata.get("pattern", "").replace("\\p{L}\\p{Z}\\p{N}", "\\w\\s")
        if pattern and re.fullmatch(pattern, value) is None:
            yield f"{place} {value!r} does not match {pattern}"
        if shape.enum and value not in shape.enum:
            yield f"{place} {value!r} is none of the enum"
        if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", 10_000):
            yield f"{place} {value!r} has a length that is not allowed"


def test_four_channels_of_photos_in_file_mode() -> None:
    made = request()
    assert [channel["ChannelName"] for channel in made["InputDataConfig"]] == list(CHANNELS)
    for channel in made["InputDataConfig"]:
        assert channel["ContentType"] == "application/x-image"
        assert channel["CompressionType"] == "None"
        assert channel["InputMode"] == "File"
        assert channel["DataSource"]["S3DataSource"] == {
            "S3DataType": "S3Prefix",
            "S3Uri": specs.CHANNELS[channel["ChannelName"]],
            "S3DataDistributionType": "FullyReplicated",
        }
    assert made["AlgorithmSpecification"] == {"TrainingImage": specs.IMAGE, "TrainingInputMode": "File"}
    assert made["OutputDataConfig"] == {"S3OutputPath": "s3://pictures/trainscope/output"}
    assert made["RoleArn"] == specs.ROLE


def manifests(*, class_ids: bool = False) -> DataSet:
    streamed = {
        "train": Streamed("source-ref", "species", class_ids, seed=7),
        "validation": Streamed("source-ref", "größe 1", class_ids),
    }
    return replace(specs.dataset(), root=S3Address("photos", "set"), streamed=streamed)


def test_augmented_manifests_are_two_channels_in_pipe_mode() -> None:
    made = request(spec=specs.spec(data=manifests()))

    assert made["AlgorithmSpecification"]["TrainingInputMode"] == "Pipe"
    assert made["InputDataConfig"] == [
        {
            "ChannelName": "train",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "AugmentedManifestFile",
                    "S3Uri": specs.CHANNELS["train"],
                    "S3DataDistributionType": "FullyReplicated",
                    "AttributeNames": ["source-ref", "species"],
                }
            },
            "ContentType": "application/x-recordio",
            "CompressionType": "None",
            "RecordWrapperType": "RecordIO",
            "InputMode": "Pipe",
            "ShuffleConfig": {"Seed": 7},
        },
        {
            "ChannelName": "validation",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "AugmentedManifestFile",
                    "S3Uri": specs.CHANNELS["validation"],
                    "S3DataDistributionType": "FullyReplicated",
                    "AttributeNames": ["source-ref", "größe 1"],
                }
            },
            "ContentType": "application/x-recordio",
            "CompressionType": "None",
            "RecordWrapperType": "RecordIO",
            "InputMode": "Pipe",
        },
    ]


def test_lists_of_classes_are_said_to_be_such() -> None:
    made = request(spec=specs.spec(data=manifests(class_ids=True)))
    assert [each["ContentType"] for each in made["InputDataConfig"]] == [
        "application/x-recordio; label-format=class-id"
    ] * 2


def test_a_model_to_go_on_from_is_copied_where_photos_are_streamed() -> None:
    made = request(spec=specs.spec(data=manifests()), model="s3://b/output/earlier/output/model.tar.gz")
    assert [each["InputMode"] for each in made["InputDataConfig"]] == ["Pipe", "Pipe", "File"]


def test_hyperparameters_are_strings_and_early_stopping_is_sent_whole() -> None:
    made = request(spec=specs.spec({"epochs": "3", "early_stopping": "yes"}))
    assert made["HyperParameters"] == {
        "num_classes": "2",
        "num_training_samples": "80",
        "epochs": "3",
        "early_stopping": "true",
        "early_stopping_min_epochs": "10",
        "early_stopping_patience": "5",
        "early_stopping_tolerance": "0",
    }


def test_the_size_of_a_volume_goes_only_to_instances_that_need_one() -> None:
    own_disk = request(SagemakerSettings(bucket="b", kms_key="alias/mine", volume_gb=200))
    assert own_disk["ResourceConfig"] == {
        "InstanceType": "ml.g5.xlarge",
        "InstanceCount": 1,
        "VolumeSizeInGB": 1,
    }
    assert own_disk["OutputDataConfig"]["KmsKeyId"] == "alias/mine"
    ebs = request(
        SagemakerSettings(
            bucket="b", kms_key="alias/mine", volume_gb=200, instance_type="ml.p3.8xlarge", instance_count=3
        )
    )
    assert ebs["ResourceConfig"] == {
        "InstanceType": "ml.p3.8xlarge",
        "InstanceCount": 3,
        "VolumeSizeInGB": 200,
        "VolumeKmsKeyId": "alias/mine",
    }


def test_spot_sends_how_long_to_wait_and_others_do_not() -> None:
    plain = request(SagemakerSettings(bucket="b", max_runtime_minutes=60, max_wait_minutes=90))
    assert plain["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}
    assert "EnableManagedSpotTraining" not in plain
    spot = request(SagemakerSettings(bucket="b", max_runtime_minutes=60, max_wait_minutes=90, spot=True))
    assert spot["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600, "MaxWaitTimeInSeconds": 5400}
    assert spot["EnableManagedSpotTraining"] is True
    silent = request(SagemakerSettings(bucket="b", max_runtime_minutes=60, spot=True))
    assert silent["StoppingCondition"]["MaxWaitTimeInSeconds"] == 3600


def test_every_job_has_a_folder_of_its_own_for_checkpoints() -> None:
    made = request(SagemakerSettings(bucket="b", checkpoints="s3://b/saved/"))
    assert made["CheckpointConfig"] == {
        "S3Uri": "s3://b/saved/ic-flowers-1125-0400-abcd",
        "LocalPath": "/opt/ml/checkpoints",
    }


def test_the_job_is_marked_with_launch_id_and_data_set_beside_the_users_tags() -> None:
    made = request(SagemakerSettings(bucket="b", tags={"team": "botany", "note": ""}))
    assert {tag["Key"]: tag["Value"] for tag in made["Tags"]} == {
        "team": "botany",
        "note": "",
        "trainscope:launch-id": "0123456789abcdef0123456789abcdef",
        "trainscope:dataset": "abc",
    }
    keys = [tag["Key"] for tag in request(spec=specs.spec(fingerprint=""))["Tags"]]
    assert keys == ["trainscope:launch-id"]


def test_a_model_to_go_on_from_is_a_fifth_channel() -> None:
    made = request(model="s3://b/output/earlier/output/model.tar.gz")
    assert made["InputDataConfig"][4]["ChannelName"] == "model"
    assert made["InputDataConfig"][4]["ContentType"] == "application/x-sagemaker-model"


SDK = Defaults.of(
    {
        "SageMaker": {
            "TrainingJob": {
                "RoleArn": "arn:aws:iam::123456789012:role/FromFile",
                "VpcConfig": {"Subnets": ["subnet-0a1"], "SecurityGroupIds": ["sg-0b2"]},
                "ResourceConfig": {"VolumeKmsKeyId": "disk-key"},
                "OutputDataConfig": {"KmsKeyId": "model-key"},
                "EnableNetworkIsolation": True,
                "EnableInterContainerTrafficEncryption": True,
                "Tags": [{"Key": "team", "Value": "from file"}, {"Key": "cost", "Value": "42"}],
            },
            "PythonSDK": {
                "Modules": {"Session": {"DefaultS3Bucket": "of-the-file", "DefaultS3ObjectKeyPrefix": "ml/"}}
            },
        }
    }
)


def test_the_sdks_defaults_fill_in_what_the_configuration_leaves_out() -> None:
    settings = SagemakerSettings(tags={"team": "botany"}, instance_type="ml.p3.2xlarge")
    made = request(settings, defaults=SDK)
    assert made["OutputDataConfig"] == {
        "S3OutputPath": "s3://of-the-file/ml/trainscope/output",
        "KmsKeyId": "model-key",
    }
    assert made["ResourceConfig"]["VolumeKmsKeyId"] == "disk-key"
    assert made["VpcConfig"] == {"SecurityGroupIds": ["sg-0b2"], "Subnets": ["subnet-0a1"]}
    assert made["EnableNetworkIsolation"] is True
    assert made["EnableInterContainerTrafficEncryption"] is True
    assert {"Key": "team", "Value": "botany"} in made["Tags"]
    assert {"Key": "cost", "Value": "42"} in made["Tags"]
    found = gather(settings, SDK)
    assert found.role == "arn:aws:iam::123456789012:role/FromFile"
    assert found.origin("role") == " (SageMaker SDK's defaults)"


def test_the_configuration_wins_over_the_sdks_defaults() -> None:
    settings = SagemakerSettings(
        role="Mine",
        bucket="mine",
        prefix="/a/b/",
        kms_key="my-key",
        subnets=("subnet-1",),
        security_groups=("sg-1",),
    )
    made = request(settings, defaults=SDK)
    assert made["OutputDataConfig"] == {"S3OutputPath": "s3://mine/a/b/output", "KmsKeyId": "my-key"}
    assert made["VpcConfig"] == {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
    found = gather(settings, SDK)
    assert (found.role, found.origin("role"), found.origin("bucket")) == ("Mine", "", "")


@pytest.mark.parametrize("output", ["s3://elsewhere/models", "s3://elsewhere/models/"])
def test_models_go_where_the_configuration_says(output: str) -> None:
    made = request(SagemakerSettings(bucket="b", output=output))
    assert made["OutputDataConfig"]["S3OutputPath"] == "s3://elsewhere/models"
