"""The states of jobs that their engine does not know: never launched, or gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core import anew
from core.job.status import JobState, Stage, Status

if TYPE_CHECKING:
    from core.runs import Record


def never_launched(record: Record, now: float) -> JobState:
    """The state of a job whose name was saved, but which its engine never got: the program ended in between."""
    ways = [anew.command(record)]
    if (record.spec or {}).get("resumes"):
        ways.insert(0, f"trainscope launch --resume {record.key.name}")
    return JobState(
        status=Status.FAILED,
        stage=Stage.FAILED,
        created=record.created,
        ended=now,
        failure_reason="the launch was interrupted before the job started; nothing ran. "
        f"Launch it again: {', or '.join(ways)}",
        **anew.known(record.spec),
    )


def gone(known: JobState | None, record: Record, place: str, now: float) -> JobState:
    """The state of a job that its engine knew once: deleted, or its folder removed.

    Args:
        known: the last state the engine told.
        record: the job.
        place: the engine, for people.
        now: epoch seconds.
    """
    known = known or JobState(Status.IN_PROGRESS, Stage.STARTING, created=record.created)
    reason = f"the job is gone: {place} does not know it any more"
    stages = (step if step.end is not None else replace(step, end=now) for step in known.transitions)
    return replace(
        known,
        status=Status.FAILED,
        stage=Stage.FAILED,
        transitions=tuple(stages),
        ended=now,
        failure_reason=reason,
    )
