"""The states that a job went through, rebuilt from its last one: the run book keeps no other.

What is known of the past are its stages with their times, and when billing began. What only the end tells (why it
failed, where the model lies, what was billed) is in no state before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.status import Stage, Status
from core.recording.format import Moment

if TYPE_CHECKING:
    from core.job.status import JobState


def moments(state: JobState, created: float, now: float) -> list[Moment]:
    """The states, oldest first.

    Args:
        state: the last one known.
        created: epoch seconds, when the job was asked for.
        now: epoch seconds, until when a job that still runs is known to be in its last state.
    """
    over = state.status.terminal
    ended = state.ended if state.ended is not None else _last_change(state, created)
    last = ended if over else max(now, _last_change(state, created))
    # What an upload took before the job was there is no part of it.
    starts = [row.start for row in state.transitions] or [created]
    changes = {*starts, max(min(starts), state.training_started or 0.0)}
    return [
        *(Moment(time, _as_at(state, time)) for time in sorted(changes) if time < last),
        Moment(last, state),
    ]


def _last_change(state: JobState, created: float) -> float:
    return max([created, *(row.end or row.start for row in state.transitions)])


def _as_at(state: JobState, time: float) -> JobState:
    """The state as it was at a time before the last one."""
    begun = [row for row in state.transitions if row.start <= time]
    rows = [replace(row, end=None) if row.end is not None and row.end > time else row for row in begun]
    stage = rows[-1].stage if rows else Stage.STARTING
    started = state.training_started
    return replace(
        state,
        status=Status.STOPPING if stage == Stage.STOPPING else Status.IN_PROGRESS,
        stage=stage,
        transitions=tuple(rows),
        training_started=started if started is not None and started <= time else None,
        training_ended=None,
        training_seconds=None,
        billable_seconds=None,
        ended=None,
        failure_reason=None,
        advice="",
        model=None,
        transform=None if state.transform is None else state.transform._replace(answered=None),
    )
