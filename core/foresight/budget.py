"""Jobs that will cost more than they should, or run out of time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.finding import Finding
from core.foresight.words import long

if TYPE_CHECKING:
    from core.foresight.course import Course

_WHY = "watch.cost_ceiling says that no job should cost more"


def above_ceiling(course: Course, ceiling: float | None) -> Finding | None:
    """Whether the job costs more than `ceiling` USD, or will at its end.

    Before two epochs have told the pace it must cost more even if it is as fast as it may be.
    """
    cost = course.cost
    if ceiling is None or cost is None or cost.so_far is None:
        return None
    unsure = course.progress.eta_margin is None and cost.at_least is not None
    expected = cost.at_least if unsure else cost.at_end
    if cost.so_far > ceiling:
        detail = f"${cost.so_far:,.2f} so far, more than the ceiling of ${ceiling:,.2f}"
    elif cost.at_end is not None and expected is not None and expected > ceiling:
        end, least = f"${cost.at_end:,.2f}", f"${cost.at_least or 0.0:,.2f}"
        least = "" if cost.at_least is None or least == end else f" ({least} at the least)"
        detail = f"about {end} at the end{least}, more than the ceiling of ${ceiling:,.2f}"
    else:
        return None
    fix = (
        "stop the job, or raise watch.cost_ceiling; fewer epochs or early_stopping make the next one cheaper"
    )
    return Finding("warning", "cost-ceiling", detail, why=_WHY, fix=fix)


def expected_above(expected: float | None, basis: str, ceiling: float | None) -> Finding | None:
    """Whether a job that is not launched yet will probably cost more than `ceiling` USD.

    Args:
        expected: USD that it will probably cost.
        basis: by what, for people.
        ceiling: None: no matter.
    """
    if expected is None or ceiling is None or expected <= ceiling:
        return None
    by = f" ({basis})" if basis else ""
    return Finding(
        "warning",
        "cost-ceiling",
        f"it will probably cost ${expected:,.2f}{by}, more than the ceiling of ${ceiling:,.2f}",
        why=_WHY,
        fix="lower epochs, turn early_stopping on or take a cheaper instance, or raise watch.cost_ceiling",
    )


def out_of_time(course: Course) -> Finding | None:
    """Whether the service will stop the job before its last epoch is done, even if it is as fast as it may be.

    Nothing is said before two epochs have told the pace.
    """
    state, done = course.state, course.progress
    if state is None or not course.goes_on or state.spot or done.eta_margin is None:
        return None
    if done.eta_low is None or done.eta_seconds is None:
        return None
    if state.max_runtime_seconds is None or state.training_started is None:
        return None
    allowed = state.training_started + state.max_runtime_seconds - course.now
    if done.eta_low <= allowed:
        return None
    when = f"in {long(allowed)}" if allowed > 0 else "at any moment"
    run = state.max_runtime_seconds - allowed + done.eta_seconds
    return Finding(
        "warning",
        "out-of-time",
        f"the service stops the job {when}; its epochs need about {long(done.eta_seconds)}",
        why="a job that has run for its longest time is stopped where it stands: epochs after that are not trained",
        fix=f"start one with sagemaker.max_runtime_minutes of {math.ceil(1.2 * run / 60)} or more, or fewer epochs",
    )
