"""A job that trains and says nothing, for much longer than it ever did.

Before training there is no log to go silent: a job that waits for its instance, downloads or begins anew is never
called silent. The pace of the log is its own: epochs, the time between them, and batch lines where there are some.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from core.finding import Finding
from core.foresight.words import long
from core.job.metrics import EPOCH_SECONDS
from core.job.progress import series
from core.job.status import Stage

if TYPE_CHECKING:
    from core.foresight.course import Course
    from core.job.logfacts import HostFacts

_TIMES = 3.0
"""The usual time between two lines."""
_LEAST = 180.0
"""Seconds that may always pass: lines arrive late, and clocks differ."""
_STARTING_UP = 1800.0
"""Seconds from the start of training to the first epoch that may always pass: image, lists, first batches."""
_BATCHES = 20
"""Between two batch lines."""


def silent(course: Course) -> Finding | None:
    """Whether the log of a job that trains has gone silent."""
    state = course.state
    if state is None or state.stage != Stage.TRAINING or state.transform is not None or not course.goes_on:
        return None
    began = max((step.start for step in state.transitions if step.stage == Stage.TRAINING), default=None)
    heard = max((host.time for host in course.facts.hosts if host.time is not None), default=None)
    if heard is None or (began is not None and began > heard):
        return None if began is None else _finding(course, began, _STARTING_UP, None)
    usual = usual_gap(course)
    return None if usual is None else _finding(course, heard, max(_LEAST, _TIMES * usual), usual)


def usual_gap(course: Course) -> float | None:
    """Seconds that pass between two lines about epochs at most, when all is well; None if nothing tells."""
    facts = course.facts
    spans = [late[1] - early[1] for early, late in pairwise(facts.ends) if late[1] >= early[1]]
    batch = _seconds_between_batch_lines(facts.hosts, facts.batch_size)
    if not spans and facts.ends and facts.began is not None:
        spans = [facts.ends[-1][1] - facts.began]
    if not spans:
        # No epoch has ended, so nobody knows how long validation takes: as long as the training, say.
        samples, speed = facts.samples, course.progress.throughput
        return samples / speed if samples and speed else None
    period = max(spans)
    costs = [cost for _, cost in series(course.points, EPOCH_SECONDS)]
    if batch is None or not costs:
        return period
    return min(period, max(0.0, period - median(costs)) + 2 * batch)


def _seconds_between_batch_lines(hosts: tuple[HostFacts, ...], batch_size: int | None) -> float | None:
    speeds = [host.speed for host in hosts if host.speed]
    return _BATCHES * batch_size / min(speeds) if speeds and batch_size and min(speeds) > 0 else None


def _finding(course: Course, since: float, limit: float, usual: float | None) -> Finding | None:
    passed = course.now - since
    if passed <= limit:
        return None
    before = (
        f"until now a line came at least every {long(usual)}" if usual else "training began that long ago"
    )
    return Finding(
        "warning",
        "silent",
        f"the log has said nothing of an epoch for {long(passed)}; {before}",
        why="the job may hang, and is paid for all the same; or its log arrives late",
        fix="see whether its hosts are busy (trainscope status); if they are not, stop the job",
    )
