"""The jobs in the folder of all jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.local import runstate
from core.engine.local.jobdir import JobDir
from core.errors import EngineError
from core.job.spec import NAME_PATTERN
from core.job.status import JobSummary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.engine.base import JobFilter
    from core.job.status import JobKey


def folders(parent: Path, what: str) -> tuple[Path, ...]:
    """The folders in `parent` that have a job's or an endpoint's name; none if there is no such folder.

    Args:
        parent: the folder of all of them.
        what: what they are, for an error.

    Raises:
        EngineError: it cannot be read.
    """
    try:
        found = tuple(parent.iterdir()) if parent.is_dir() else ()
    except OSError as problem:
        raise EngineError(
            f"the {what} on this machine cannot be listed",
            why=problem.strerror or str(problem),
            fix=f"let yourself read {parent}",
        ) from problem
    return tuple(folder for folder in found if NAME_PATTERN.fullmatch(folder.name))


def listed(jobs: Path, job_filter: JobFilter, key: Callable[[str], JobKey]) -> list[JobSummary]:
    """The jobs that pass the filter, newest first; folders that are no jobs are passed over.

    Args:
        jobs: the folder of all jobs.
        job_filter: which are wanted.
        key: gives a job's key by its name.

    Raises:
        EngineError: the folder cannot be read.
    """
    found: list[JobSummary] = []
    for folder in folders(jobs, "jobs"):
        if job_filter.name_contains not in folder.name:
            continue
        try:
            status = runstate.look(JobDir(folder))
        except EngineError:
            continue
        if job_filter.status is None or status.status is job_filter.status:
            found.append(
                JobSummary(key(folder.name), status.status, status.stage, status.created, status.ended)
            )
    found.sort(key=lambda row: (row.created or 0.0, row.key.name), reverse=True)
    return found[: job_filter.limit]
