"""The review of a launch, asked of the test account: exact request, what is reused, and everything in the way."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings, SagemakerSettings
from core.dataset.load import load
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.governor import Governor
from core.engine.sagemaker.request import CHANNELS
from core.engine.sagemaker.review import review
from core.errors import Cancelled, CredentialsExpired
from core.s3address import S3Address
from tests.aws.life import quick
from tests.aws.validation import check_model
from tests.core.engine.sagemaker import specs
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress, Review
    from tests.aws.account import Account

WRITES = ("CreateTrainingJob", "CreateBucket", "PutObject", "CreateRole", "StopTrainingJob", "AddTags")


@pytest.fixture
def photos(tmp_path: Path) -> DataSet:
    root = draw_classes(tmp_path / "discs", classes=2, images=10)
    return load(DatasetSettings(path=root))


def reviewed(
    data: DataSet,
    *,
    given: dict[str, str] | None = None,
    heard: list[LaunchProgress] | None = None,
    cancel: CancelToken | None = None,
    **settings: Any,
) -> Review:
    section = SagemakerSettings(**{"role": "TrainscopeExecution", "bucket": "trainscope-test", **settings})
    return review(
        Aws(section, governor=Governor()),
        specs.spec({"epochs": "2", "mini_batch_size": "4", **(given or {})}, data=data, fingerprint=""),
        section,
        (heard if heard is not None else []).append,
        cancel or CancelToken(),
    )


def kinds(found: Review, level: str) -> list[str]:
    return [finding.kind for finding in found.findings if finding.level == level]


def test_what_would_be_sent_and_cost(aws: Account, machine: Path, photos: DataSet) -> None:
    heard: list[LaunchProgress] = []
    found = reviewed(photos, heard=heard)
    assert found.findings == ()
    check_model("sagemaker", "CreateTrainingJob", found.request)
    assert json.loads(json.dumps(found.request)) == found.request
    request: Any = found.request
    assert request["RoleArn"] == aws.role
    assert request["AlgorithmSpecification"]["TrainingImage"] == specs.IMAGE
    assert [tag["Value"] for tag in request["Tags"]] == [
        "0123456789abcdef0123456789abcdef",
        found.fingerprint,
    ]
    addresses = [channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in request["InputDataConfig"]]
    folder = f"s3://trainscope-test/trainscope/datasets/{found.fingerprint}"
    assert addresses == [
        f"{folder}/{name}/" for name in ("train", "validation", "train_lst", "validation_lst")
    ]
    assert found.upload_bytes > sum(file.stat().st_size for file in photos.folder.rglob("*.jpg"))
    assert found.price_per_hour == 1.41
    assert found.estimate == pytest.approx(33.84)
    assert "1,440 minutes" in found.estimate_basis
    facts = dict(found.facts)
    assert facts["role"] == aws.role
    assert facts["instances"] == "1 × ml.g5.xlarge: 1 GPU of 24 GB, 4 vCPUs, 16 GB"
    assert facts["data"].startswith("20 photos")
    assert "to be sent: 22 files" in facts["data"]
    assert aws.requests.of(*WRITES) == []
    assert (heard[-1].step, heard[-1].done, heard[-1].total) == ("reading the photos", 20, 20)


def test_photos_that_are_there_already_are_reused(aws: Account, machine: Path, photos: DataSet) -> None:
    first = reviewed(photos)
    send(aws, photos, first)
    again = reviewed(photos, given={"epochs": "9"})
    assert (again.upload_bytes, again.fingerprint) == (0, first.fingerprint)
    assert dict(again.facts)["data"].startswith("reused: 20 photos")
    (photos.folder / "class-0" / "3.jpg").write_bytes(b"another photo")
    assert reviewed(photos).fingerprint != first.fingerprint


def send(aws: Account, photos: DataSet, found: Review) -> None:
    """Put there what a launch would put there."""
    from core.dataset.fingerprint import fingerprint
    from core.engine.sagemaker.objects import list_path

    folder = f"trainscope/datasets/{found.fingerprint}"
    for channel in fingerprint(photos).channels:
        aws.storage.put(aws.bucket, f"{folder}/{list_path(channel)}", channel.lst)
        for photo in channel.photos():
            content = (photos.folder / photo.path).read_bytes()
            aws.storage.put(aws.bucket, f"{folder}/{channel.name}/{photo.path}", content)


def test_everything_that_is_missing_is_said_at_once(aws: Account, machine: Path, photos: DataSet) -> None:
    found = reviewed(photos, role=None, bucket=None, instance_type="ml.c5.xlarge")
    assert kinds(found, "error") == ["no-role", "no-bucket"]
    fixes = " ".join(finding.fix for finding in found.findings)
    for key in ("sagemaker.role", "TrainscopeExecution", "sagemaker.bucket"):
        assert key in fixes
    assert found.price_per_hour is None
    assert aws.requests.of(*WRITES) == []


def test_the_sdks_defaults_name_role_and_bucket(
    aws: Account, machine: Path, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = machine / "sdk.yaml"
    defaults.write_text(
        "SchemaVersion: '1.0'\n"
        "SageMaker:\n"
        f"  TrainingJob: {{RoleArn: '{aws.role}', EnableNetworkIsolation: true}}\n"
        f"  PythonSDK: {{Modules: {{Session: {{DefaultS3Bucket: {aws.bucket}}}}}}}\n"
    )
    monkeypatch.setenv("SAGEMAKER_USER_CONFIG_OVERRIDE", str(defaults))
    found = reviewed(photos, role=None, bucket=None)
    assert kinds(found, "error") == []
    assert found.request["EnableNetworkIsolation"] is True
    assert dict(found.facts)["role"] == f"{aws.role} (SageMaker SDK's defaults)"


def test_defaults_that_cannot_be_used_are_an_error(
    machine: Path, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAGEMAKER_USER_CONFIG_OVERRIDE", str(machine / "nowhere.yaml"))
    found = reviewed(photos)
    assert kinds(found, "error") == ["sdk-defaults"]


def test_checks_that_are_not_allowed_are_infos_that_name_the_permission(
    aws: Account, machine: Path, photos: DataSet
) -> None:
    aws.faults.denied |= {
        "iam:GetRole",
        "servicequotas:*",
        "pricing:GetProducts",
        "sagemaker:DescribeTrainingJob",
    }
    found = reviewed(photos)
    assert kinds(found, "error") == []
    assert sorted(kinds(found, "info")) == ["name-unchecked", "quota-unknown", "role-unchecked"]
    assert (found.price_per_hour, found.estimate) == (None, None)
    assert "pricing:GetProducts" in found.estimate_basis
    check_model("sagemaker", "CreateTrainingJob", found.request)


def test_without_credentials_it_ends_at_once(
    aws: Account, machine: Path, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    with pytest.raises(CredentialsExpired) as caught:
        reviewed(photos)
    assert caught.value.what == "there are no AWS credentials"
    assert len(aws.requests) == 0


def test_lost_answers_are_asked_for_again_and_told(aws: Account, machine: Path, photos: DataSet) -> None:
    aws.faults.next("GetCallerIdentity", "reset_before", "server_error")
    aws.faults.next("HeadBucket", "half", "throttle")
    heard: list[LaunchProgress] = []
    found = reviewed(photos, heard=heard)
    assert found.findings == ()
    troubles = [progress.trouble for progress in heard]
    assert any("fault of its own" in trouble for trouble in troubles), troubles
    assert troubles[-1] == ""


def test_a_bad_day_makes_no_difference_to_what_is_found(
    aws: Account, machine: Path, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys_in_a_file(aws, machine / "credentials", monkeypatch)
    well = reviewed(photos)
    aws.faults.set(throttle=0.2, reset_before=0.05, reset_after=0.03, server_error=0.05, half=0.02)
    aws.faults.expired_until = aws.clock() + 2
    badly = reviewed(photos)
    assert badly.findings == ()
    assert (badly.request, badly.upload_bytes, badly.price_per_hour) == (
        well.request,
        well.upload_bytes,
        well.price_per_hour,
    )


def test_keys_of_the_environment_that_have_expired_are_not_waited_for(
    aws: Account, machine: Path, photos: DataSet
) -> None:
    aws.faults.expired_until = aws.clock() + 3600
    with pytest.raises(CredentialsExpired) as caught:
        reviewed(photos)
    assert "in a shell with new ones" in caught.value.fix
    assert aws.requests.count("GetCallerIdentity") == 1


def keys_in_a_file(aws: Account, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the keys of the environment into a credentials file, where they could be renewed."""
    named = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    lines = [f"{name.lower()} = {aws.environment[name]}" for name in sorted(named)]
    file.write_text("\n".join(["[default]", *lines]))
    for name in named:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))


def test_it_can_be_cancelled_while_aws_keeps_silent(aws: Account, machine: Path, photos: DataSet) -> None:
    cancel = CancelToken()

    class Impatient(list[Any]):
        """Cancels as soon as there is trouble."""

        def append(self, progress: Any) -> None:
            if progress.trouble:
                cancel.cancel()

    aws.faults.down = True
    with pytest.raises(Cancelled):
        reviewed(photos, heard=Impatient(), cancel=cancel)


def test_spot_and_the_place_for_checkpoints(machine: Path, photos: DataSet) -> None:
    found = reviewed(
        photos,
        spot=True,
        max_runtime_minutes=120,
        max_wait_minutes=180,
        checkpoints="s3://trainscope-test/saved",
    )
    assert found.findings == ()
    assert found.request["StoppingCondition"] == {"MaxRuntimeInSeconds": 7200, "MaxWaitTimeInSeconds": 10800}
    facts = dict(found.facts)
    assert facts["spot"] == "waiting and running at most 3:00:00"
    assert facts["checkpoints"].startswith("s3://trainscope-test/saved/ic-flowers")
    assert "spot costs less" in found.estimate_basis


def test_all_instances_together(aws: Account, machine: Path, photos: DataSet) -> None:
    found = reviewed(photos, instance_count=3, max_runtime_minutes=60, prices={"ml.g5.xlarge": 2.0})
    assert (found.price_per_hour, found.estimate) == (6.0, 6.0)
    assert aws.requests.of("GetProducts") == []
    assert kinds(reviewed(photos, instance_count=9), "error") == ["quota"]


def test_going_on_from_an_earlier_model(aws: Account, machine: Path, photos: DataSet) -> None:
    aws.jobs.put(
        "earlier",
        created=aws.clock() - 7200,
        life=quick(),
        image=specs.IMAGE,
        HyperParameters={"num_classes": "2"},
    )
    request: Any = reviewed(photos, model_from="earlier").request
    assert request["InputDataConfig"][4]["ChannelName"] == "model"
    assert kinds(reviewed(photos, model_from="earlier", given={"num_layers": "18"}), "error") == [
        "model-from"
    ]
    assert kinds(reviewed(photos, model_from="nowhere"), "error") == ["model-from"]


def test_a_photo_that_went_missing_is_a_finding(machine: Path, photos: DataSet) -> None:
    (photos.folder / "class-1" / "7.jpg").unlink()
    found = reviewed(photos)
    assert kinds(found, "error") == ["dataset"]
    assert found.fingerprint == ""


def test_a_region_without_the_algorithm(
    machine: Path, photos: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reviewed(photos, region="mx-central-1")
    assert "no-image" in kinds(found, "error")
    assert "bucket-region" in kinds(found, "error")


def test_photos_that_lie_in_s3_are_used_where_they_are(aws: Account, machine: Path, photos: DataSet) -> None:
    channels = {name: f"s3://elsewhere/flowers/{name}/" for name in CHANNELS}
    there = replace(
        photos,
        root=S3Address("elsewhere", "flowers"),
        channels=channels,
        listing="listing-1",
        bytes=5_000_000,
    )
    found = reviewed(there, bucket=None, output="s3://trainscope-test/models")
    assert found.findings == ()
    request: Any = found.request
    addresses = [channel["DataSource"]["S3DataSource"]["S3Uri"] for channel in request["InputDataConfig"]]
    assert addresses == list(channels.values())
    assert [tag["Key"] for tag in request["Tags"]] == ["trainscope:launch-id", "trainscope:dataset"]
    assert (found.upload_bytes, found.fingerprint) == (0, "listing-1")
    assert dict(found.facts)["data"] == "20 photos, 5.0 MB"
    assert kinds(reviewed(there, bucket=None), "error") == ["no-bucket"]
