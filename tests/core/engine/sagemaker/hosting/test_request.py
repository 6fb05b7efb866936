"""The three requests of an endpoint, by settings and resources."""

from __future__ import annotations

from typing import Any

import pytest

from core.config import HostingSettings
from core.engine.hosting import Deployment
from core.engine.sagemaker.hosting.request import build, has_local_disk
from core.engine.sagemaker.resources import Resources
from core.job.status import JobKey
from core.trained import TrainedModel

KEY = JobKey("sagemaker", "123456789012", "us-east-1", "live")
TRAINED = TrainedModel(
    KEY._replace(name="ic-1"), ("a", "b"), False, {}, "s3://bucket/ic-1/output/model.tar.gz"
)
IN_VPC = Resources(
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    network_isolation=True,
    volume_key="key",
    tags={"team": "botany"},
)


def made(resources: Resources = IN_VPC, classes_at: str = "", **hosting: Any) -> dict[str, Any]:
    return build(
        Deployment(KEY, "id", TRAINED),
        HostingSettings(**hosting),
        resources,
        image="image:1",
        role="role",
        classes_at=classes_at,
    )


def test_all_three_carry_the_name_and_the_tags() -> None:
    whole = made()
    assert whole["CreateModel"]["ModelName"] == "live"
    assert whole["CreateEndpointConfig"]["EndpointConfigName"] == "live"
    assert whole["CreateEndpoint"]["EndpointName"] == whole["CreateEndpoint"]["EndpointConfigName"] == "live"
    for request in whole.values():
        assert {tag["Key"]: tag["Value"] for tag in request["Tags"]} == {
            "team": "botany",
            "trainscope:launch-id": "id",
            "trainscope:job": "ic-1",
        }


def test_vpc_isolation_and_key_are_those_of_the_job() -> None:
    whole = made()
    assert whole["CreateModel"]["VpcConfig"] == {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}
    assert whole["CreateModel"]["EnableNetworkIsolation"]
    assert whole["CreateEndpointConfig"]["KmsKeyId"] == "key"


def test_a_disk_that_the_hardware_encrypts_takes_no_key() -> None:
    assert "KmsKeyId" not in made(instance_type="ml.g5.xlarge")["CreateEndpointConfig"]


def test_serverless_knows_none_of_them() -> None:
    whole = made(serverless_mb=2048)
    assert not {"VpcConfig", "EnableNetworkIsolation"} & set(whole["CreateModel"])
    assert "KmsKeyId" not in whole["CreateEndpointConfig"]
    [variant] = whole["CreateEndpointConfig"]["ProductionVariants"]
    assert not {"InstanceType", "InitialInstanceCount"} & set(variant)


def test_class_names_are_part_of_what_is_made() -> None:
    whole = made(classes_at="s3://bucket/ic-1/output/classes.json")
    assert whole["Classes"] == {"address": "s3://bucket/ic-1/output/classes.json", "names": ["a", "b"]}
    assert next(iter(whole)) == "Classes"


@pytest.mark.parametrize(
    ("instance", "local"),
    [
        ("ml.m5.large", False),
        ("ml.m5d.large", True),
        ("ml.c6i.large", False),
        ("ml.r5d.xlarge", True),
        ("ml.g4dn.xlarge", True),
        ("ml.g5.xlarge", True),
        ("ml.p3.2xlarge", False),
        ("ml.p3dn.24xlarge", True),
    ],
)
def test_disks_of_their_own(instance: str, local: bool) -> None:
    assert has_local_disk(instance) == local
