"""How often a job is worth asking about: seldom while there is nothing to see, often when an epoch is due.

SageMaker's rates are the account's, shared with everybody who works there; a person reads a log every quarter of a
minute, but waits for the next point of the curve.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from core.engine.base import Cadence
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from core.job.progress import LogFacts
    from core.job.status import JobState

SLOW_LOG = 12.0
"""Seconds between two reads of the log while no epoch is due."""
STEADY_STATE = 30.0
"""Seconds between two looks at a job that trains."""
SOON_STATE = 10.0
LONG_STATE = 60.0
NO_LOG = 120.0
"""While there can be no log; a change of stage makes the log be read at once."""
CAPACITY_SECONDS = 1800.0
"""After so long without an instance nobody sits in front of the screen."""
_WAITING = (Stage.STARTING, Stage.PENDING)
_ABOUT_TO_END = (Stage.UPLOADING, Stage.STOPPING)
_PAUSED = (Stage.INTERRUPTED, "Restarting", "Updating")


def cadence(state: JobState | None, facts: LogFacts | None, now: float, poll_seconds: float) -> Cadence:
    """Seconds from asking until asking again, never less than `poll_seconds`.

    Args:
        state: what is known of the job; None while it is being launched.
        facts: what its log has said.
        now: epoch seconds.
        poll_seconds: `watch.poll_seconds`.
    """
    wanted = _wanted(state, facts, now, poll_seconds)
    return Cadence(max(poll_seconds, wanted.state), max(poll_seconds, wanted.log))


def _wanted(state: JobState | None, facts: LogFacts | None, now: float, poll: float) -> Cadence:
    if state is None:
        return Cadence(poll, NO_LOG)
    if state.status.terminal:
        return Cadence(LONG_STATE, poll)
    since = state.transitions[-1].start if state.transitions else state.created
    age = now - since if since is not None else 0.0
    if state.stage in _WAITING:
        patient = SOON_STATE if age < 120 else STEADY_STATE if age < CAPACITY_SECONDS else LONG_STATE
        return Cadence(patient, NO_LOG)
    if state.stage == Stage.DOWNLOADING:
        return Cadence(SOON_STATE if age < 600 else STEADY_STATE, LONG_STATE)
    if state.stage in _ABOUT_TO_END or state.status is Status.STOPPING:
        return Cadence(SOON_STATE if age < 600 else STEADY_STATE, SLOW_LOG)
    if state.stage in _PAUSED:
        return Cadence(SOON_STATE, LONG_STATE)
    if state.transform is not None:
        # Nobody waits for a line of its log after the first, but for its end.
        log = SLOW_LOG if age < 120 else LONG_STATE
        return Cadence(SOON_STATE if age < 600 else STEADY_STATE, log)
    return _training(state, facts, now, poll)


def _training(state: JobState, facts: LogFacts | None, now: float, poll: float) -> Cadence:
    if facts is None:
        return Cadence(STEADY_STATE, poll)
    if facts.early_stopped or _last_epoch_done(facts):
        return Cadence(SOON_STATE, SLOW_LOG)
    if state.metrics:
        return Cadence(STEADY_STATE, min(SLOW_LOG, 2 * poll))
    due = _next_end(facts, state.instance_count)
    if due is None:
        return Cadence(STEADY_STATE, poll)
    at, margin, period = due
    overdue = now - at
    if overdue > max(2 * period, LONG_STATE):
        # The log has gone silent: whether the job still goes on is now the question.
        return Cadence(SOON_STATE, min(SLOW_LOG, 2 * poll))
    return Cadence(STEADY_STATE, min(SLOW_LOG, max(poll, at - margin - now)))


def _last_epoch_done(facts: LogFacts) -> bool:
    return bool(facts.epochs and facts.ends and facts.ends[-1][0] + 1 >= facts.epochs)


def _next_end(facts: LogFacts, hosts: int) -> tuple[float, float, float] | None:
    """When the next epoch ends (epoch seconds), how many seconds it may come earlier, and how long an epoch takes."""
    spans = [
        (late - early) / (after - before)
        for (before, early), (after, late) in zip(facts.ends, facts.ends[1:], strict=False)
        if after > before and late >= early
    ]
    if spans:
        period = median(spans)
        spread = max(abs(span - period) for span in spans)
        return facts.ends[-1][1] + period, max(2.0, 0.08 * period, min(1.5 * spread, period)), period
    return _by_batches(facts, hosts)


def _by_batches(facts: LogFacts, hosts: int) -> tuple[float, float, float] | None:
    """The same from the batch lines of the first epochs; they do not tell how long validation takes."""
    if not facts.samples or not facts.batch_size:
        return None
    leading = next((host for host in facts.hosts if host.batch is not None), None)
    if (
        leading is None
        or not leading.speed
        or leading.speed <= 0
        or leading.time is None
        or leading.batch is None
    ):
        return None
    share = facts.samples / max(hosts, len(facts.hosts))
    left = max(0.0, share - (leading.batch + 1) * facts.batch_size) / leading.speed
    return leading.time + left, 0.25 * left, share / leading.speed
