"""Which region and profile count."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from core.engine.sagemaker.profile import named_profile, region_of
from core.errors import EngineRefused, UsageError
from tests.aws.connection.odd_server import good

if TYPE_CHECKING:
    from tests.aws.connection.places import Place

CONFIG = """
[default]
region = eu-west-1
[profile ml]
region = eu-central-1
s3 =
  addressing_style = path
[profile "two words"]
region = eu-north-1
[preview]
region = no-where-1
"""


def test_region_is_taken_from_setting_then_aws_region_then_default_region_then_profile(place: Place) -> None:
    place.file(".aws/config", CONFIG)
    place.set(AWS_REGION="us-west-1", AWS_DEFAULT_REGION="us-west-2")

    assert place.aws(region="ap-south-1", profile="ml").region == "ap-south-1"
    assert place.aws(profile="ml").region == "us-west-1"
    place.set(AWS_REGION=None)
    assert place.aws(profile="ml").region == "us-west-2"
    place.set(AWS_DEFAULT_REGION=None)
    assert place.aws(profile="ml").region == "eu-central-1"
    assert place.aws().region == "eu-west-1"
    place.set(AWS_PROFILE="two words")
    assert place.aws().region == "eu-north-1"


def test_request_is_signed_for_aws_region_which_botocore_would_not_read(place: Place) -> None:
    server = place.server(good())
    place.set(AWS_REGION="ap-southeast-2", AWS_DEFAULT_REGION="us-west-2")

    place.aws().ask("sagemaker", "list_training_jobs")

    assert "/ap-southeast-2/sagemaker/" in server.seen[0].headers["authorization"]


def test_missing_region_says_how_to_name_one(place: Place) -> None:
    place.set(AWS_REGION=None)

    with pytest.raises(UsageError, match="region") as caught:
        place.aws()

    assert all(word in caught.value.fix for word in ("--region", "sagemaker.region", "AWS_REGION", "profile"))


def test_region_that_is_none_is_refused_in_words(place: Place) -> None:
    with pytest.raises(EngineRefused, match="region") as caught:
        place.aws(region="us east 1").ask("sagemaker", "list_training_jobs")

    assert "us-east-1" in caught.value.fix


def test_region_of_a_profile_may_stand_in_either_file_of_any_place(place: Place) -> None:
    config = place.file("a/config", CONFIG)
    keys = place.file("a/keys", "[ml]\nregion = sa-east-1\n[other]\nregion=me-south-1\n")
    environ = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(keys)}

    assert region_of("ml", environ) == "sa-east-1"
    assert region_of("other", environ) == "me-south-1"
    assert region_of("", environ) == "eu-west-1"
    assert region_of("preview", environ) == ""
    assert region_of("ml", {}) == ""


def test_broken_aws_configuration_is_named(place: Place) -> None:
    file = place.file(".aws/config", "region = without a section\n")
    place.set(AWS_REGION=None)

    with pytest.raises(EngineRefused) as caught:
        place.aws()

    assert str(file) in str(caught.value)


def test_the_same_variable_names_the_profile_as_for_botocore() -> None:
    assert named_profile({"AWS_PROFILE": "a"}) == "a"
    assert named_profile({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}) == "b"
    assert named_profile({}) == ""


def test_opening_the_door_imports_neither_boto3_nor_botocore(place: Place) -> None:
    place.file(".aws/config", CONFIG)
    place.set(AWS_REGION=None)
    code = (
        "import sys; from core.config import SagemakerSettings; "
        "from core.engine.sagemaker.connection import Aws; print(Aws(SagemakerSettings()).region); "
        "print([m for m in sys.modules if m.partition('.')[0] in ('boto3', 'botocore', 'urllib3')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["eu-west-1", "[]"]
