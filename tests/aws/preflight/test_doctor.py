"""The doctor asks the account only where the engine is sagemaker, and tells what is wrong there."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import TYPE_CHECKING

from core.config import SagemakerSettings, Settings
from core.doctor.aws import sagemaker
from tests.aws.connection.odd_server import OddServer
from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from core.doctor.result import Check
    from tests.aws.account import Account

NAMES = [
    *(
        "aws region",
        "aws credentials",
        "sagemaker sdk",
        "role",
        "bucket",
        "instances",
        "price",
        "training jobs",
        "log",
    ),
]


def checked(**settings: object) -> dict[str, Check]:
    section = SagemakerSettings(**{"role": "TrainscopeExecution", "bucket": "trainscope-test", **settings})  # type: ignore[arg-type]
    return {check.check: check for check in sagemaker(Settings(engine="sagemaker", sagemaker=section))}


def test_all_is_well(aws: Account, machine: Path) -> None:
    found = checked()
    assert list(found) == NAMES
    assert all(check.ok for check in found.values()), found
    assert found["aws region"].detail == "us-east-1, from AWS_REGION"
    assert aws.id in found["aws credentials"].detail
    assert "from env" in found["aws credentials"].detail
    assert found["role"].detail == aws.role
    assert "the account may use 8 (ml.g5.xlarge for training job usage)" in found["instances"].detail
    assert found["price"].detail.startswith("1.41 USD per hour of ml.g5.xlarge")
    assert found["log"].detail == "no job has written to /aws/sagemaker/TrainingJobs yet"
    assert aws.requests.of("CreateTrainingJob", "CreateBucket", "PutObject") == []


def test_each_thing_that_is_wrong_is_told_with_its_remedy(aws: Account, machine: Path) -> None:
    aws.faults.denied |= {"logs:DescribeLogStreams", "sagemaker:ListTrainingJobs", "pricing:GetProducts"}
    aws.quotas.set("ml.g5.xlarge", 0)
    found = checked(role=None, bucket="no-such-bucket")
    wrong = [name for name, check in found.items() if not check.ok]
    assert wrong == ["role", "bucket", "instances", "training jobs", "log"]
    assert all(found[name].fix for name in wrong)
    assert "logs:DescribeLogStreams" in found["log"].detail
    assert found["price"].ok
    assert "pricing:GetProducts" in found["price"].detail


def test_expired_credentials_end_the_questions(aws: Account, machine: Path) -> None:
    aws.faults.expired_until = aws.clock() + 1e6
    found = checked()
    assert list(found) == ["aws region", "aws credentials"]
    assert not found["aws credentials"].ok
    assert found["aws credentials"].fix


def test_no_region_anywhere(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    (check,) = checked().values()
    assert (check.check, check.ok) == ("aws region", False)
    assert "AWS_REGION" in check.fix


def test_a_clock_that_is_wrong_is_told(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        b"<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><GetCallerIdentityResult>"
        b"<Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>me</UserId><Account>123456789012</Account>"
        b"</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
    date = formatdate(time.time() + 240, usegmt=True)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nDate: {date}\r\nConnection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    server = OddServer(head.encode() + body)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    section = SagemakerSettings(role="R", bucket="bucket")
    checks = sagemaker(Settings(engine="sagemaker", sagemaker=section))
    found = {check.check: check for check in (next(checks), next(checks), next(checks))}
    server.close()
    assert not found["clock"].ok
    assert found["clock"].detail == "this machine's clock is 4 minutes behind AWS's"


def test_with_the_local_engine_nobody_is_asked(aws: Account, machine: Path) -> None:
    (check,) = sagemaker(Settings())
    assert check.ok
    assert "AWS credentials are configured" in check.detail
    (check,) = sagemaker(Settings(), environ={"AWS_CONFIG_FILE": "/dev/null", "HOME": str(machine)})
    assert "no AWS credentials are configured" in check.detail
    assert len(aws.requests) == 0


def test_the_program_says_it_too(aws: Account, home: Path) -> None:
    (home / "trainscope.yaml").write_text(
        f"engine: sagemaker\nsagemaker: {{role: {aws.role}, bucket: {aws.bucket}}}\n"
    )
    result = trainscope(home, "doctor", "--json", env=aws.environment)
    assert result.code == 0, result.stdout
    found = {check["check"]: check for check in result.json()}
    assert set(NAMES) <= set(found)
    assert found["bucket"]["detail"] == "trainscope-test/trainscope"
    (home / "trainscope.yaml").write_text("engine: sagemaker\n")
    result = trainscope(home, "doctor", env=aws.environment)
    assert result.code == 1
    assert "set sagemaker.role to a name or ARN, such as TrainscopeExecution" in result.stdout
