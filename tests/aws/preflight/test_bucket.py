"""The buckets of a job: there, in its region, and open to who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.bucket import addresses, look, none_named

if TYPE_CHECKING:
    from core.engine.sagemaker.questions import Questions
    from tests.aws.account import Account

KEY = "sagemaker.bucket"


def test_a_bucket_in_order_is_no_finding(aws: Account, questions: Questions) -> None:
    assert list(look(aws.bucket, KEY, questions)) == []


def test_a_bucket_that_is_not_there_is_not_made(aws: Account, questions: Questions) -> None:
    (finding,) = look("no-such-bucket", KEY, questions)
    assert (finding.level, finding.kind) == ("error", "no-bucket")
    assert "aws s3 mb s3://no-such-bucket --region us-east-1" in finding.fix
    assert {seen.operation for seen in aws.requests} == {"HeadBucket"}


def test_a_bucket_in_another_region(aws: Account, questions: Questions) -> None:
    aws.storage.make_bucket("in-europe", "eu-west-1")
    (finding,) = look("in-europe", "sagemaker.output", questions)
    assert (finding.level, finding.kind) == ("error", "bucket-region")
    assert "in-europe (sagemaker.output) is in eu-west-1, the job in us-east-1" in finding.detail


def test_a_bucket_that_may_not_be_looked_at(aws: Account, questions: Questions) -> None:
    aws.faults.denied.add("s3:HeadBucket")
    (finding,) = look(aws.bucket, KEY, questions)
    assert finding.level == "error"
    assert "s3:ListBucket" in finding.detail
    (finding,) = look(aws.bucket, "sagemaker.output", questions)
    assert finding.level == "info"


def test_where_none_is_named_the_sdks_usual_one_is_named_if_it_is_there(
    aws: Account, questions: Questions
) -> None:
    usual = f"sagemaker-us-east-1-{aws.id}"
    missing = none_named(aws.id, questions)
    assert missing.level == "error"
    assert f"make one: aws s3 mb s3://{usual}" in missing.fix
    aws.storage.make_bucket(usual)
    assert f"such as {usual}, which is there" in none_named(aws.id, questions).fix


def test_each_bucket_is_named_by_its_first_key_and_what_is_no_address_is_told() -> None:
    buckets, findings = addresses(
        {
            "sagemaker.bucket": "s3://pictures",
            "sagemaker.output": "s3://pictures/models",
            "sagemaker.checkpoints": "https://elsewhere/\x1b[31m",
            "unset": "",
        }
    )
    assert buckets == {"pictures": "sagemaker.bucket"}
    (finding,) = findings
    assert "sagemaker.checkpoints" in finding.detail
    assert finding.detail.isprintable()
