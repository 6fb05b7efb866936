"""Sweeps in words, shared by cockpit and command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.launchwords import cost_lines, upload_lines
from core.text import clean, clean_path

if TYPE_CHECKING:
    from core.engine.base import Capabilities, Review
    from core.engine.sweeping import Sweep, SweepState


def review_lines(sweep: Sweep, found: Review, capabilities: Capabilities) -> list[tuple[str, str]]:
    """The review of a sweep as (label, text): what is tried, with how many jobs, what it costs at most, what all share.

    Args:
        sweep: to be started.
        found: of the engine.
        capabilities: of the engine.
    """
    data = sweep.job.dataset
    counts = f"train {len(data.train):,} · validation {len(data.validation):,}"
    lines = [
        ("sweep", f"{sweep.job.name} on {capabilities.place}"),
        ("data set", f"{clean_path(data.place)} · {len(data.classes)} classes · {counts}"),
    ]
    said = {label for label, _ in found.facts}
    ours = [("jobs", jobs_words(sweep)), *((row.name, row.text) for row in sweep.ranges)]
    lines += [(label, text) for label, text in ours if label not in said]
    lines += found.facts
    lines += upload_lines(found)
    lines += sweep_cost_lines(sweep, found, capabilities)
    label = "in all jobs"
    for name, value in sweep.fixed.items():
        lines.append((label, f"{name} {value}"))
        label = ""
    return lines


def sweep_cost_lines(sweep: Sweep, found: Review, capabilities: Capabilities) -> list[tuple[str, str]]:
    """As `core.launchwords.cost_lines` has it of a job: what all jobs cost at most, next to it what they probably will.

    Args:
        sweep: to be started.
        found: of the engine.
        capabilities: of the engine.
    """
    each = "the job runs" if sweep.jobs == 1 else f"each of the {sweep.jobs} jobs runs"
    return cost_lines(found, capabilities, most_if=f"if {each} as long as it may")[::-1]


def jobs_words(sweep: Sweep) -> str:
    """Such as ``10, 2 at a time, chosen by Bayesian; those that will not be better are stopped early``."""
    early = "; those that will not be better are stopped early" if sweep.early_stopping else ""
    return f"{sweep.jobs}, {sweep.parallel} at a time, values chosen by {sweep.strategy}{early}"


def value_words(value: str) -> str:
    """A value that was chosen for a job, for people: a number in at most five digits, as a service gives it with 17."""
    try:
        return value if float(value).is_integer() else f"{float(value):.5g}"
    except (ValueError, OverflowError):
        return clean(value)


def progress_words(state: SweepState) -> str:
    """How many jobs have ended of how many, such as ``3 of 10``."""
    over = sum(count for status, count in state.counts.items() if status.terminal)
    return f"{over} of {state.jobs}"
