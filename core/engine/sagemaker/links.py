"""Where more of a job is to be seen: addresses of the AWS console, for people to copy."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from core.job.status import Link

GROUP = "/aws/sagemaker/TrainingJobs"
"""The log group of all training jobs."""
TRANSFORM_GROUP = "/aws/sagemaker/TransformJobs"
"""The same of batch transforms."""


class Shown(NamedTuple):
    """How the console shows a kind of job: part of its page's address, log group, and what its output is."""

    page: str
    group: str
    output: str


TRAINING = Shown("jobs", GROUP, "model in S3")
TRANSFORM = Shown("transform-jobs", TRANSFORM_GROUP, "answers in S3")

_CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}


class Arn(NamedTuple):
    """The parts of an ARN that matter; empty where it has none."""

    partition: str
    region: str
    account: str


def parts_of(arn: str) -> Arn:
    """Partition, region and account of ``arn:<partition>:<service>:<region>:<account>:…``."""
    parts = arn.split(":", 5)
    return Arn(parts[1], parts[3], parts[4]) if len(parts) == 6 and parts[0] == "arn" else Arn("", "", "")


def links(name: str, arn: str, output: str | None, shown: Shown = TRAINING) -> tuple[Link, ...]:
    """Console page, log and output of a job; none for a partition whose console is not known.

    Args:
        name: of the job.
        arn: of the job.
        output: ``s3://…`` where its model is or will be, or its answers; None if unknown.
        shown: the kind of job.
    """
    where = parts_of(arn)
    host = _CONSOLES.get(where.partition)
    if host is None or not where.region:
        return ()
    # Partitions of their own have one console for all regions.
    console = f"https://{where.region}.{host}" if where.partition == "aws" else f"https://{host}"
    region = f"region={where.region}"
    found = [
        Link("job in the console", f"{console}/sagemaker/home?{region}#/{shown.page}/{quote(name)}"),
        Link(
            "log in CloudWatch",
            f"{console}/cloudwatch/home?{region}#logsV2:log-groups/log-group/{_twice(shown.group)}"
            f"$3FlogStreamNameFilter$3D{_twice(f'{name}/')}",
        ),
    ]
    if output is not None and output.startswith("s3://"):
        bucket, _, key = output.removeprefix("s3://").partition("/")
        prefix = key if key.endswith("/") else key.rpartition("/")[0] + "/" if "/" in key else ""
        address = f"{console}/s3/buckets/{quote(bucket)}?{region}"
        found.append(Link(shown.output, f"{address}&prefix={quote(prefix)}" if prefix else address))
    return tuple(found)


def _twice(text: str) -> str:
    """Quoted as the CloudWatch console quotes what follows its ``#``: twice, with ``$`` for the percent sign."""
    return quote(quote(text, safe=""), safe="").replace("%", "$")
