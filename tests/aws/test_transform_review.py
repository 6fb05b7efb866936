"""What is said of a batch transform before anything is sent: what it creates, costs, and what stands in its way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import HostingSettings
from tests.aws.hosting import NAME as JOB
from tests.aws.hosting import NOTHING, engine_of, kinds, part, there, trained_job
from tests.aws.jobrequest import IMAGE
from tests.aws.transforming import FOLDER, NAME, draw, started, wanted

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.hosting import DeployReview
    from core.engine.transforming import Transform
    from tests.aws.account import Account


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def transform(aws: Account, tmp_path: Path) -> Transform:
    """Ten photos, and a job that has left its model."""
    return wanted(aws, tmp_path, draw(tmp_path))


def look(aws: Account, transform: Transform, hosting: HostingSettings | None = None) -> DeployReview:
    return engine_of(aws, hosting or HostingSettings()).review_transform(transform, CancelToken())


def test_it_shows_everything_and_makes_nothing(aws: Account, transform: Transform) -> None:
    found = look(aws, transform)
    assert kinds(found) == []
    assert list(found.request) == ["CreateModel", "CreateTransformJob"]
    model, job = part(found, "CreateModel"), part(found, "CreateTransformJob")
    assert model["PrimaryContainer"] == {"Image": IMAGE, "ModelDataUrl": transform.trained.model}
    assert (job["ModelName"], job["BatchStrategy"], job["MaxPayloadInMB"]) == (NAME, "SingleRecord", 6)
    facts = dict(found.facts)
    assert facts["instances"] == "1 × ml.m5.large"
    assert facts["sent to"] == f"s3://{aws.bucket}/{FOLDER}/photos/"
    assert facts["answers"] == f"s3://{aws.bucket}/{FOLDER}/answers/"
    assert found.price_per_hour == pytest.approx(0.1265)
    assert "while it runs" in found.price_basis
    assert there(aws) == NOTHING
    assert (aws.requests.count("PutObject"), len(aws.transforms)) == (0, 0)


def test_the_price_is_for_all_instances(aws: Account, transform: Transform) -> None:
    two = HostingSettings(instance_type="ml.g5.xlarge", instance_count=2, serverless_mb=2048)
    assert look(aws, transform, two).price_per_hour == pytest.approx(2 * 1.551)
    aws.pricing.prices.clear()
    unknown = look(aws, transform, HostingSettings(instance_type="ml.c5.xlarge"))
    assert unknown.price_per_hour is None
    assert "sagemaker.prices" in unknown.price_basis


@pytest.mark.parametrize(
    ("hosting", "kind", "words"),
    [
        (
            HostingSettings(instance_type="m5.large"),
            "instance-type",
            "SageMaker has no batch transforms on m5",
        ),
        (
            HostingSettings(instance_type="ml.t2.medium"),
            "instance-type",
            "no batch transforms on ml.t2.medium",
        ),
        (HostingSettings(instance_type="ml.p2.xlarge"), "instance-retired", "out of service in 2024"),
        (
            HostingSettings(instance_count=9),
            "quota",
            "4 × ml.m5.large for transform job usage, this batch transform wants 9",
        ),
    ],
)
def test_machines_that_would_be_refused(
    aws: Account, transform: Transform, hosting: HostingSettings, kind: str, words: str
) -> None:
    found = look(aws, transform, hosting)
    assert [each for each in found.findings if each.kind == kind and words in each.detail and each.fix]


def test_a_model_that_is_gone(aws: Account, transform: Transform) -> None:
    key = transform.trained.model.removeprefix(f"s3://{aws.bucket}/")
    aws.client("s3").delete_object(Bucket=aws.bucket, Key=key)
    assert kinds(look(aws, transform)) == ["no-model"]


def test_a_name_that_is_taken_by_a_job_of_either_kind_or_a_model(
    aws: Account, transform: Transform, tmp_path: Path
) -> None:
    named = replace(transform, key=transform.key._replace(name=JOB))
    [taken] = [each for each in look(aws, named).findings if each.level == "error"]
    assert (taken.kind, f"a training job named {JOB}" in taken.detail) == ("name-taken", True)
    aws.endpoints.put("model", "theirs")
    assert kinds(look(aws, replace(transform, key=transform.key._replace(name="theirs")))) == ["name-taken"]

    started(aws, tmp_path, [row.name for row in transform.questions])
    assert kinds(look(aws, transform)) == []
    [taken] = [
        each for each in look(aws, replace(transform, launch_id="x")).findings if each.level == "error"
    ]
    assert f"a batch transform named {NAME}" in taken.detail


def test_no_photos_and_no_bucket(aws: Account, transform: Transform, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kinds(look(aws, replace(transform, questions=()))) == ["no-photos"]
    monkeypatch.setattr(aws, "bucket", "")
    found = look(aws, transform)
    assert kinds(found) == ["no-bucket"]
    assert part(found, "CreateTransformJob")["TransformOutput"]["S3OutputPath"] == ""


def test_what_may_not_be_asked_is_told_and_stops_nothing(aws: Account, transform: Transform) -> None:
    trained_job(aws)
    aws.faults.denied |= {
        "servicequotas:ListServiceQuotas",
        "servicequotas:GetServiceQuota",
        "pricing:GetProducts",
        "iam:GetRole",
        "s3:GetObject",
        "sagemaker:DescribeTransformJob",
    }
    found = look(aws, transform)
    assert kinds(found) == []
    unchecked = {"quota-unknown", "role-unchecked", "model-unchecked", "name-unchecked"}
    assert unchecked <= set(kinds(found, "info"))


def test_lost_answers_are_waited_for(aws: Account, transform: Transform) -> None:
    for operation in ("DescribeTransformJob", "DescribeTrainingJob", "HeadBucket", "ListServiceQuotas"):
        aws.faults.next(operation, "reset_before", "throttle")
    assert kinds(look(aws, transform)) == []
