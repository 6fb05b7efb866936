"""The thread behind the list of jobs: pages through all that the engine knows, and tells of them as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import Cancelled, TrainscopeError
from core.joblist import in_book, listed
from tui.background import Pace, sentence
from tui.messages import JobsListed

if TYPE_CHECKING:
    from core.cancel import CancelToken
    from core.engine.base import JobFilter
    from core.job.status import JobKey, JobSummary
    from core.joblist import Listed
    from tui.background import Post
    from tui.services import Services


def list_jobs(services: Services, job_filter: JobFilter, post: Post, cancel: CancelToken) -> None:
    """Post `JobsListed` as pages come and whenever the list is old, until `cancel`.

    Args:
        services: run book and the engine of new jobs, whose list it is.
        job_filter: which jobs.
        post: a thread-safe `post_message`.
        cancel: ends it.
    """
    told: dict[JobKey, JobSummary] = {}
    while not cancel.cancelled:
        rows: list[Listed] = []
        trouble = ""
        try:
            rows = in_book(services.book, job_filter)
            told = _pages(services, job_filter, post, cancel, told)
            rows = listed(services.book, services.engine, cancel, job_filter, told.values())
        except Cancelled:
            return
        except TrainscopeError as error:
            trouble = sentence(error)
        post(JobsListed(rows, trouble))
        if cancel.wait(services.engine.capabilities.list_seconds):
            return


def _pages(
    services: Services,
    job_filter: JobFilter,
    post: Post,
    cancel: CancelToken,
    before: dict[JobKey, JobSummary],
) -> dict[JobKey, JobSummary]:
    """What the engine tells now. Behind the oldest job that had not ended nothing changes: that is not asked again.

    The first page is told of at once, further ones about once a second.
    """
    engine, pace = services.engine, Pace()
    told: dict[JobKey, JobSummary] = {}
    unended = [row.created or 0.0 for row in before.values() if not row.status.terminal]
    settled = min(unended, default=float("inf"))
    for summary in engine.list(job_filter):
        cancel.check()
        known = before.get(summary.key)
        if known is not None and known.status.terminal and (summary.created or 0.0) < settled:
            return {**before, **told}
        told[summary.key] = summary
        if not before and len(told) % _FIRST == 0 and pace.due():
            rows = listed(services.book, engine, cancel, job_filter, list(told.values()))
            post(JobsListed(rows, more=True))
    return told


_FIRST = 100
"""Jobs after which a page is told of: as many as AWS gives at once."""
