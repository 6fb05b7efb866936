"""Everything that is foreseen of a job, at one look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.finding import by_severity
from core.foresight.budget import above_ceiling, out_of_time
from core.foresight.course import course_of
from core.foresight.divergence import diverging, not_a_number
from core.foresight.overfitting import overfitting
from core.foresight.plateau import plateau
from core.foresight.silence import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.finding import Finding
    from core.job.cost import Cost
    from core.job.logfacts import LogFacts
    from core.job.metrics import MetricPoint
    from core.job.progress import Progress
    from core.job.status import JobState


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is foreseen of a job at one moment.

    Args:
        progress: how far it is, and when it ends.
        cost: what it costs; None for a job that runs on no instance.
        findings: what goes wrong, the worst first; each with its evidence.
    """

    progress: Progress
    cost: Cost | None
    findings: tuple[Finding, ...] = ()


def foresee(
    state: JobState | None,
    facts: LogFacts | None,
    points: Sequence[MetricPoint],
    now: float,
    *,
    ceiling: float | None = None,
) -> Foresight:
    """What the course of a job so far lets expect.

    Args:
        state: what the engine said last.
        facts: what the log has said.
        points: all points of the job so far, of all streams.
        now: epoch seconds that the points are true of (`core.update.Update.as_of`): while the engine gives no answer, a
            silence is its own.
        ceiling: USD that the job should not cost more than; None: no matter.
    """
    course = course_of(state, facts, points, now)
    found = [
        *not_a_number(course),
        diverging(course),
        overfitting(course),
        plateau(course),
        silent(course),
        out_of_time(course),
        above_ceiling(course, ceiling),
    ]
    findings = by_severity(finding for finding in found if finding is not None)
    return Foresight(course.progress, course.cost, tuple(findings))
