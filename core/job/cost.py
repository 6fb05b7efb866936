"""What a job has cost and will cost, computed from its state: nothing is remembered.

Billed is the time from TrainingStartTime to TrainingEndTime, per instance (reference/sagemaker-image-classification.md
§5). With spot less is billed than trained, and how much less is only known once the service says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.status import Stage

if TYPE_CHECKING:
    from core.job.progress import Progress
    from core.job.status import JobKey, JobState

_AFTER_TRAINING = (Stage.UPLOADING, Stage.STOPPING)
STORING_SECONDS = 30.0
"""From the last epoch to the end of what is billed, while the model is stored: 15 to 63 s in 16 logs, median 31."""

_LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Cost:
    """Figures of one job; None is unknown.

    Args:
        billable_seconds: per instance, so far.
        so_far: USD for all instances.
        at_end: USD for all instances when the model is stored; the same as `so_far` once the job has ended.
        savings: percent that spot instances saved, None without spot or while it is not told.
        interruptions: how often spot instances were taken away.
        at_least: what `at_end` will be at the least.
        at_most: the same at the most.
    """

    billable_seconds: float | None = None
    so_far: float | None = None
    at_end: float | None = None
    savings: float | None = None
    interruptions: int = 0
    at_least: float | None = None
    at_most: float | None = None


def is_free(key: JobKey) -> bool:
    """Whether nothing is billed for this job: it runs on this machine. What is not known of another is not free."""
    return key.engine == _LOCAL


def cost_by(state: JobState | None, done: Progress | None, now: float) -> Cost | None:
    """What the job costs by how far it is; None where nothing is billed, and where no instance is known.

    Args:
        state: what the engine said last.
        done: what the log says.
        now: epoch seconds.
    """
    if state is None or state.instance_type is None:
        return None
    if done is None:
        return cost_of(state, None, now)
    return cost_of(state, done.eta_seconds, now, low=done.eta_low, high=done.eta_high)


def cost_of(
    state: JobState | None,
    eta_seconds: float | None,
    now: float,
    *,
    low: float | None = None,
    high: float | None = None,
) -> Cost:
    """What the job costs.

    Args:
        state: what the engine said last.
        eta_seconds: seconds until the last epoch ends, None if nobody knows (`core.job.progress`).
        now: epoch seconds.
        low: the seconds at the least.
        high: the same at the most.
    """
    if state is None:
        return Cost()
    billable = _billable(state, now)
    return Cost(
        billable_seconds=billable,
        so_far=_dollars(state, billable),
        at_end=_dollars(state, _at_end(state, billable, eta_seconds)),
        savings=_savings(state),
        interruptions=sum(step.stage == Stage.INTERRUPTED for step in state.transitions),
        at_least=_dollars(state, _at_end(state, billable, low)),
        at_most=_dollars(state, _at_end(state, billable, high)),
    )


def _billable(state: JobState, now: float) -> float | None:
    """Seconds per instance. A spot job is billed for less than this while it runs; the service tells at the end."""
    if state.billable_seconds is not None:
        return float(state.billable_seconds)
    if state.training_started is None:
        # Nothing is billed before training starts; a job that failed early may never have started.
        return 0.0
    end = state.training_ended or (state.ended if state.status.terminal else None)
    return max(0.0, (now if end is None else end) - state.training_started)


def _at_end(state: JobState, billable: float | None, eta_seconds: float | None) -> float | None:
    if billable is None:
        return None
    if state.status.terminal:
        return billable
    if state.stage in _AFTER_TRAINING:
        return billable
    if eta_seconds is None or state.training_started is None:
        return None
    end = billable + eta_seconds + (STORING_SECONDS if state.transform is None else 0.0)
    limit = state.max_runtime_seconds
    return max(billable, min(end, float(limit))) if limit is not None else end


def _dollars(state: JobState, seconds: float | None) -> float | None:
    if seconds is None or state.price_per_hour is None:
        return None
    return seconds / 3600.0 * state.price_per_hour * max(1, state.instance_count)


def _savings(state: JobState) -> float | None:
    """The service's own formula: 1 minus billed over trained time."""
    if not state.spot or state.billable_seconds is None or not state.training_seconds:
        return None
    return max(0.0, (1.0 - state.billable_seconds / state.training_seconds) * 100.0)
