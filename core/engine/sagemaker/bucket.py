"""The buckets that a job reads from and writes to: are they there, in the job's region, and may they be looked at.

No bucket is ever made: what might fit is named in the error, for the configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import CredentialsExpired, EngineError, EngineRefused, EngineUnreachable, NotFound
from core.finding import Finding
from core.s3address import S3Address
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.engine.sagemaker.questions import Questions


def addresses(places: Mapping[str, str]) -> tuple[dict[str, str], list[Finding]]:
    """The buckets of what the configuration names, and what is no address.

    Args:
        places: key of the configuration -> ``s3://`` address; empty ones are left out.

    Returns:
        bucket -> the first key that names it, and the findings.
    """
    buckets: dict[str, str] = {}
    findings = []
    for key, address in places.items():
        if not address:
            continue
        try:
            buckets.setdefault(S3Address.parse(address).bucket, key)
        except ValueError as error:
            findings.append(
                Finding(
                    "error",
                    "s3-address",
                    f"{key}: {clean(address, limit=120)} {error}",
                    why="the job takes and leaves its data in S3",
                    fix="write it as s3://bucket/folder",
                )
            )
    return buckets, findings


def look(bucket: str, key: str, questions: Questions) -> Iterator[Finding]:
    """What is wrong with a bucket.

    Args:
        bucket: its name, a valid one.
        key: of the configuration, that names it.
        questions: to AWS.

    Raises:
        EngineUnreachable: no answer, or no credentials.
        Cancelled: the token of the questions was set.
    """
    try:
        where = questions.ask("s3", "head_bucket", Bucket=bucket).get("BucketRegion")
    except EngineUnreachable:
        raise
    except NotFound:
        yield Finding(
            "error",
            "no-bucket",
            f"there is no bucket {bucket} ({key})",
            why="the job could not start, or not leave its model",
            fix=f"name another, or make it: aws s3 mb s3://{bucket} --region {questions.region}",
        )
    except EngineRefused as error:
        yield Finding(
            "error" if key == "sagemaker.bucket" else "info",
            "bucket-refused",
            f"the bucket {bucket} ({key}) may not be looked at: {error.what}",
            why="it belongs to another account, or the permission is missing",
            fix=error.fix,
        )
    except EngineError as error:
        detail = f"the bucket {bucket} ({key}) cannot be used: {error}"
        why = "the job takes and leaves its data in S3"
        yield Finding("error", "bucket", detail, why=why, fix=error.fix)
    else:
        if where and where != questions.region:
            yield Finding(
                "error",
                "bucket-region",
                f"the bucket {bucket} ({key}) is in {where}, the job in {questions.region}",
                why="a training job takes and leaves data only in its own region",
                fix=f"name a bucket in {questions.region}, or run the job in {where}: --region {where}",
            )


def none_named(account: str, questions: Questions) -> Finding:
    """The error where no bucket is named; it names the SageMaker SDK's usual one if that is there."""
    usual = f"sagemaker-{questions.region}-{account}"
    try:
        questions.ask("s3", "head_bucket", Bucket=usual, ExpectedBucketOwner=account)
    except CredentialsExpired:
        raise
    except EngineError:
        hint = f", or make one: aws s3 mb s3://{usual} --region {questions.region}"
    else:
        hint = f", such as {usual}, which is there"
    return Finding(
        "error",
        "no-bucket",
        "no bucket is named for the photos",
        why="the job reads them from S3",
        fix=f"set sagemaker.bucket to a bucket in {questions.region}{hint}",
    )
