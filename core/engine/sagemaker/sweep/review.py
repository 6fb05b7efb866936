"""What a sweep would send and cost, and what stands in its way: reviewed as one of its jobs is, for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.sagemaker import foresight, quota, taken
from core.engine.sagemaker import review as job_review
from core.engine.sagemaker.kinds import SWEEP
from core.engine.sagemaker.request import max_wait_minutes
from core.engine.sagemaker.sweep import request
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.config import SagemakerSettings
    from core.engine.base import LaunchProgress, Review
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.questions import Questions
    from core.engine.sweeping import Sweep
    from core.job.spec import JobSpec


def review(
    aws: Aws,
    sweep: Sweep,
    settings: SagemakerSettings,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> Review:
    """Review a sweep.

    Args:
        aws: where it would run.
        sweep: its fingerprint and request are not looked at.
        settings: of the configuration.
        on_progress: hears how far it is, from several threads, one at a time.
        cancel: ends it.

    Raises:
        EngineUnreachable: no answer for long, or no credentials.
        Cancelled: the token was set.
    """
    checks = job_review.Checks(_name, lambda section, questions: _quota(sweep, section, questions))
    # Without a place for them: all jobs of a sweep would share it.
    plain = replace(settings, checkpoints=None)
    one = job_review.review(aws, sweep.job, plain, on_progress, cancel, checks=checks)
    found = [finding for finding in one.findings if finding.kind != foresight.SPOT_CHECKPOINTS]
    return replace(
        one,
        findings=(*found, *_checkpoints(settings)),
        request=request.build(sweep, one.request),
        price_per_hour=None if one.price_per_hour is None else one.price_per_hour * sweep.parallel,
        estimate=None if one.estimate is None else one.estimate * sweep.jobs,
        estimate_basis=one.estimate_basis if one.estimate is None else f"each on {one.estimate_basis}",
        facts=(*_facts(sweep), *(_of_each(*row) for row in one.facts)),
    )


def _facts(sweep: Sweep) -> Iterator[tuple[str, str]]:
    stops = "; SageMaker stops jobs that will not be better" if sweep.early_stopping else ""
    yield "jobs", f"{sweep.jobs}, {sweep.parallel} at a time{stops}"
    yield "values", f"chosen by {sweep.strategy}"
    for row in sweep.ranges:
        yield row.name, row.text


def _of_each(label: str, value: str) -> tuple[str, str]:
    """A line of the review of a job, in that of a sweep of them."""
    return label, f"{value}, for each job" if label in ("instances", "time limit") else value


def _name(spec: JobSpec, questions: Questions) -> Iterator[Finding]:
    return taken.look(spec, questions, SWEEP)


def _quota(sweep: Sweep, settings: SagemakerSettings, questions: Questions) -> Iterator[Finding]:
    count = sweep.parallel * settings.instance_count
    for finding in job_review.of_quota(settings, questions, count):
        if finding.kind not in ("quota", "quota-in-use"):
            yield finding
            continue
        name = quota.name_of(settings.instance_type, spot=settings.spot)
        yield replace(
            finding,
            detail=finding.detail.replace("this job wants", "this sweep wants"),
            why="SageMaker cannot start so many of its jobs at a time",
            fix=f"have fewer jobs at a time, ask for more in Service Quotas ({name}), or choose another instance type",
        )


def _checkpoints(settings: SagemakerSettings) -> Iterator[Finding]:
    if settings.checkpoints:
        yield Finding(
            "info",
            "sweep-checkpoints",
            "sagemaker.checkpoints is not used",
            why="all jobs of a sweep would share one place, and begin with the checkpoints of another",
        )
    if not settings.spot:
        return
    wait, most = max_wait_minutes(settings), foresight.WITHOUT_CHECKPOINTS
    too_long = wait > most
    yield Finding(
        "error" if too_long else "warning",
        foresight.SPOT_CHECKPOINTS,
        "the jobs of a sweep on spot instances save no checkpoints",
        why="an interrupted job begins again from its first epoch"
        + (
            f", and AWS allows only {most} minutes of waiting and running ({wait} are asked for)"
            if too_long
            else ""
        ),
        fix=f"set sagemaker.max_wait_minutes to {most} or less, or take sagemaker.spot out"
        if too_long
        else "take sagemaker.spot out if jobs are interrupted often",
    )
