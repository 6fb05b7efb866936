"""A job is created once, whatever becomes of the answers; what SageMaker refuses comes with a remedy."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.cancel import CancelToken
from core.dataset.fingerprint import fingerprint
from core.engine.sagemaker.launching import create, launch
from core.engine.sagemaker.objects import Target, channels
from core.engine.sagemaker.request import LAUNCH_TAG
from core.errors import Cancelled, DatasetError, EngineError, EngineRefused, NameTaken, QuotaExceeded
from core.job.spec import JobSpec
from tests.aws.datasets import connect, random_photos
from tests.aws.jobrequest import job_request
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import LaunchProgress
    from tests.aws.account import Account

OURS = "a1b2c3"


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


def tagged(request: dict[str, Any], launch_id: str = OURS) -> dict[str, Any]:
    return request | {"Tags": [{"Key": LAUNCH_TAG, "Value": launch_id}]}


def start(account: Account, request: dict[str, Any], told: list[LaunchProgress] | None = None) -> None:
    create(connect(account), request, OURS, (told if told is not None else []).append, CancelToken())


def reviewed(account: Account, root: Path) -> JobSpec:
    dataset = random_photos(root)
    found = fingerprint(dataset)
    places = channels(Target(account.bucket, "trainscope"), found)
    request = tagged(job_request(account))
    for channel in request["InputDataConfig"]:
        channel["DataSource"]["S3DataSource"]["S3Uri"] = places[channel["ChannelName"]]
    return JobSpec(request["TrainingJobName"], OURS, dataset, {}, {}, fingerprint=found.id, request=request)


def go(account: Account, spec: JobSpec, cancel: CancelToken | None = None) -> list[LaunchProgress]:
    told: list[LaunchProgress] = []
    assert spec.request is not None
    launch(connect(account), spec, spec.request, told.append, cancel or CancelToken())
    return told


def test_the_data_is_in_place_before_the_job_is_created(aws: Account, tmp_path: Path) -> None:
    told = go(aws, reviewed(aws, tmp_path / "flowers"))
    operations = [seen.operation for seen in aws.requests]
    assert operations.count("PutObject") == 22
    assert operations[-1] == "CreateTrainingJob"
    assert aws.jobs["ic-flowers-1"].tags[LAUNCH_TAG] == OURS
    assert [step.step for step in told][-1] == "creating the job"


def test_launched_again_it_sends_nothing_and_creates_nothing(aws: Account, tmp_path: Path) -> None:
    spec = reviewed(aws, tmp_path / "flowers")
    go(aws, spec)
    aws.requests.clear()
    go(aws, spec)
    assert aws.requests.count("PutObject") == 0
    assert len(aws.jobs) == 1


def test_photos_that_changed_since_the_review_are_not_trained_on(aws: Account, tmp_path: Path) -> None:
    spec = reviewed(aws, tmp_path / "flowers")
    (spec.dataset.folder / spec.dataset.train[0].path).write_bytes(b"another")
    with pytest.raises(DatasetError, match="not any more what was reviewed"):
        go(aws, spec)
    assert not len(aws.jobs)


def test_a_request_for_another_data_set_is_not_sent(aws: Account, tmp_path: Path) -> None:
    spec = replace(reviewed(aws, tmp_path / "flowers"), request=tagged(job_request(aws)))
    with pytest.raises(EngineError, match="another data set"):
        go(aws, spec)
    assert not len(aws.jobs)


def test_nothing_is_uploaded_for_photos_that_lie_in_s3(aws: Account, tmp_path: Path) -> None:
    spec = reviewed(aws, tmp_path / "flowers")
    in_s3 = replace(spec.dataset, channels={"train": "s3://elsewhere/train/"})
    go(aws, replace(spec, dataset=in_s3, request=tagged(job_request(aws)), fingerprint=""))
    assert aws.requests.count("PutObject") == 0
    assert len(aws.jobs) == 1


def test_cancelled_during_the_upload_there_is_no_job(aws: Account, tmp_path: Path) -> None:
    spec = reviewed(aws, tmp_path / "flowers")
    cancel = CancelToken()
    gate = aws.faults.hold("PutObject")

    def cancel_it() -> None:
        gate.arrived.wait(30)
        cancel.cancel()

    threading.Thread(target=cancel_it).start()
    with pytest.raises(Cancelled):
        go(aws, spec, cancel)
    gate.open()
    assert not len(aws.jobs)


@pytest.mark.parametrize("fault", ["reset_after", "half", "reset_before", "server_error", "throttle"])
def test_an_answer_that_is_lost_makes_no_second_job(aws: Account, fault: str) -> None:
    told: list[LaunchProgress] = []
    aws.faults.next("CreateTrainingJob", fault, fault)
    start(aws, tagged(job_request(aws)), told)
    assert [job.name for job in aws.jobs] == ["ic-flowers-1"]
    assert any(step.trouble for step in told)


def test_the_look_at_the_tags_too_is_patient(aws: Account) -> None:
    aws.faults.next("CreateTrainingJob", "reset_after")
    aws.faults.next("DescribeTrainingJob", "reset_before")
    aws.faults.next("ListTags", "throttle", "half")
    start(aws, tagged(job_request(aws)))
    assert len(aws.jobs) == 1


def test_ours_is_found_among_many_tags(aws: Account) -> None:
    start(aws, tagged(job_request(aws)))
    aws.jobs["ic-flowers-1"].tags |= {f"a{number:03}": "x" for number in range(60)}
    start(aws, tagged(job_request(aws)))
    assert len(aws.jobs) == 1


@pytest.mark.parametrize("tags", [{}, {LAUNCH_TAG: "of another launch"}])
def test_anothers_job_of_that_name_is_not_ours(aws: Account, tags: dict[str, str]) -> None:
    aws.jobs.create(job_request(aws)).tags.update(tags)
    with pytest.raises(NameTaken, match="ic-flowers-1") as caught:
        start(aws, tagged(job_request(aws)))
    assert "--name" in caught.value.fix


def test_it_waits_for_credentials_and_goes_on(aws: Account) -> None:
    aws.clock.freeze()
    aws.faults.expired_until = aws.clock() + 60
    told: list[LaunchProgress] = []
    request = tagged(job_request(aws))
    thread = threading.Thread(target=start, args=(aws, request, told))
    thread.start()
    wait_until(lambda: any("expired" in step.trouble for step in told), what="the trouble being told")
    aws.clock.advance(61)
    thread.join(60)
    assert len(aws.jobs) == 1
    assert not told[-1].trouble


def machine(kind: str, **more: Any) -> dict[str, Any]:
    return {"ResourceConfig": {"InstanceType": kind, "InstanceCount": 1, "VolumeSizeInGB": 50, **more}}


@pytest.mark.parametrize(
    ("changes", "what", "fix"),
    [
        (machine("ml.m5.large"), "ml.m5.large cannot run", "ml.g5.xlarge"),
        (machine("ml.g5.tiny"), "ml.g5.tiny is not offered", "instance_type"),
        (machine("ml.g5.xlarge", VolumeKmsKeyId="key"), "no key for its disk", "VolumeKmsKeyId"),
        ({"RoleArn": "arn:aws:iam::123456789012:role/nobody"}, "cannot use the role", "trust policy"),
        ({"EnableManagedSpotTraining": True}, "time limits", "max_wait_minutes"),
    ],
)
def test_what_is_refused_comes_with_a_remedy(
    aws: Account, changes: dict[str, Any], what: str, fix: str
) -> None:
    with pytest.raises(EngineError) as caught:
        start(aws, tagged(job_request(aws, **changes)))
    assert what in caught.value.what
    assert fix in caught.value.fix
    assert caught.value.why
    assert caught.value.code == "ValidationException"


def test_a_prefix_without_objects_is_told_with_region_and_role(aws: Account) -> None:
    request = tagged(job_request(aws))
    request["InputDataConfig"][0]["DataSource"]["S3DataSource"]["S3Uri"] = f"s3://{aws.bucket}/nothing/"
    with pytest.raises(EngineError, match="finds no data") as caught:
        start(aws, request)
    assert aws.region in caught.value.fix
    assert aws.role in caught.value.fix


def test_the_quota_is_named_by_instance_type(aws: Account) -> None:
    aws.quotas.set("ml.g5.xlarge", 0)
    with pytest.raises(QuotaExceeded, match=r"ml\.g5\.xlarge"):
        start(aws, tagged(job_request(aws)))


def test_a_permission_that_is_missing_is_named(aws: Account) -> None:
    aws.faults.denied.add("sagemaker:CreateTrainingJob")
    with pytest.raises(EngineRefused, match="sagemaker:CreateTrainingJob"):
        start(aws, tagged(job_request(aws)))
