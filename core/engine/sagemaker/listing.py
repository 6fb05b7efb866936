"""The account's jobs in one region, of both kinds, newest first, a page at a time as they are taken.

ListTrainingJobs is limited to two calls a second for the whole account (reference §5), so a page is as large as it can
be, and the service filters by name and status.
"""

from __future__ import annotations

import re
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.sagemaker.kinds import TRAINING, TRANSFORM, end_member
from core.engine.sagemaker.links import parts_of
from core.engine.sagemaker.state import seconds, status_of
from core.errors import EngineRefused
from core.job.status import JobKey, JobSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.engine.base import JobFilter
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.hosting.parts import Part

ENGINE = "sagemaker"
PAGE = 100
PATIENCE = 5.0
"""Seconds without an answer, for each page: a throttled call is the rule in a busy account."""
_NAME_PART = re.compile(r"[a-zA-Z0-9-]{1,63}")


def jobs(aws: Aws, job_filter: JobFilter) -> Iterator[JobSummary]:
    """The jobs that the filter lets through; each page is asked for when its first job is.

    Raises:
        EngineError: a page could not be had.
    """
    if job_filter.name_contains and _NAME_PART.fullmatch(job_filter.name_contains) is None:
        # No name can hold such a text, and the service refuses to look for it.
        return
    both = merge(_of_kind(aws, TRAINING, job_filter), _transforms(aws, job_filter), key=_age)
    yield from islice(both, job_filter.limit)


def _transforms(aws: Aws, job_filter: JobFilter) -> Iterator[JobSummary]:
    """Batch transforms; none for whoever may not list them, who has jobs that train all the same."""
    try:
        yield from _of_kind(aws, TRANSFORM, job_filter)
    except EngineRefused:
        return


def _of_kind(aws: Aws, kind: Part, job_filter: JobFilter) -> Iterator[JobSummary]:
    limit = job_filter.limit
    parameters: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Descending"}
    parameters["MaxResults"] = PAGE if limit is None else max(1, min(PAGE, limit))
    if job_filter.name_contains:
        parameters["NameContains"] = job_filter.name_contains
    if job_filter.status is not None:
        parameters["StatusEquals"] = job_filter.status.value
    while True:
        answer = aws.insist(
            "sagemaker", f"list_{kind.call}s", cancel=CancelToken(), patience=PATIENCE, **parameters
        )
        for row in answer.get(kind.listed, ()):
            yield summary(row, aws, kind)
        token = answer.get("NextToken")
        if not token or token == parameters.get("NextToken"):
            return
        parameters["NextToken"] = token


def _age(job: JobSummary) -> float:
    return -(job.created or 0.0)


def summary(row: Mapping[str, Any], aws: Aws, kind: Part = TRAINING) -> JobSummary:
    """A row of the service's list."""
    status = status_of(row.get(kind.status))
    # Batch transforms have no stages; what is told of one is its end.
    stage = row.get("SecondaryStatus") or (status.value if status.terminal else None)
    where = parts_of(str(row.get(kind.arn, "")))
    key = JobKey(ENGINE, where.account or aws.account(), where.region or aws.region, str(row[kind.name]))
    ended = seconds(row.get(end_member(kind))) or seconds(row.get("LastModifiedTime"))
    return JobSummary(
        key,
        status,
        str(stage) if stage else None,
        seconds(row.get("CreationTime")),
        ended if status.terminal else None,
    )
