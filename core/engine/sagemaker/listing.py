"""The account's training jobs in one region, newest first, a page at a time as they are taken.

ListTrainingJobs is limited to two calls a second for the whole account (reference §5), so a page is as large as it can
be, and the service filters by name and status.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.engine.sagemaker.links import parts_of
from core.engine.sagemaker.state import seconds, status_of
from core.job.status import JobKey, JobSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.engine.base import JobFilter
    from core.engine.sagemaker.connection import Aws

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
    limit = job_filter.limit
    parameters: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Descending"}
    parameters["MaxResults"] = PAGE if limit is None else max(1, min(PAGE, limit))
    if job_filter.name_contains:
        parameters["NameContains"] = job_filter.name_contains
    if job_filter.status is not None:
        parameters["StatusEquals"] = job_filter.status.value
    given = 0
    while limit is None or given < limit:
        answer = aws.insist(
            "sagemaker", "list_training_jobs", cancel=CancelToken(), patience=PATIENCE, **parameters
        )
        for row in answer.get("TrainingJobSummaries", ()):
            if limit is not None and given >= limit:
                return
            given += 1
            yield summary(row, aws)
        token = answer.get("NextToken")
        if not token or token == parameters.get("NextToken"):
            return
        parameters["NextToken"] = token


def summary(row: Mapping[str, Any], aws: Aws) -> JobSummary:
    """A row of the service's list."""
    status = status_of(row.get("TrainingJobStatus"))
    stage = row.get("SecondaryStatus")
    where = parts_of(str(row.get("TrainingJobArn", "")))
    key = JobKey(
        ENGINE, where.account or aws.account(), where.region or aws.region, str(row["TrainingJobName"])
    )
    ended = seconds(row.get("TrainingEndTime")) or seconds(row.get("LastModifiedTime"))
    return JobSummary(
        key,
        status,
        str(stage) if stage else None,
        seconds(row.get("CreationTime")),
        ended if status.terminal else None,
    )
