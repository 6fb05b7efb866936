"""status.json: how far a job is. The runner alone writes it, everybody may read it at any time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.engine.local import jobdir
from core.engine.local.work import TRAINING
from core.job.status import Stage, Status, Transition

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.local.work import Work

REASON_LIMIT = 1024
"""Characters of a failure reason, as in the service (DescribeTrainingJob)."""


@dataclass(frozen=True, slots=True)
class RunStatus:
    """What status.json holds. Times are epoch seconds.

    Args:
        status: the job's status.
        stage: its stage.
        transitions: the stages so far, oldest first; only the last may be open.
        created: when the job folder was made.
        training_started: when the trainer, or the program that asks, was started.
        ended: when it came to its end.
        failure_reason: why it failed.
        runner_pid: the supervisor's process id; None until it has started.
    """

    status: Status
    stage: str
    transitions: tuple[Transition, ...]
    created: float
    training_started: float | None = None
    ended: float | None = None
    failure_reason: str | None = None
    runner_pid: int | None = None


def first(now: float, work: Work = TRAINING) -> RunStatus:
    """The status of a job folder just made."""
    opening = Transition(Stage.STARTING, now, None, f"Starting the {work.job}")
    return RunStatus(Status.IN_PROGRESS, Stage.STARTING, (opening,), now)


def enter(status: RunStatus, stage: str, now: float, message: str, *, started: bool = False) -> RunStatus:
    """The same job one stage on: the open stage ends, the new one begins; `started`: training begins with it."""
    return replace(
        status,
        stage=stage,
        transitions=(*_closed(status.transitions, now), Transition(stage, now, None, message)),
        training_started=now if started else status.training_started,
    )


def with_status(status: RunStatus, value: Status) -> RunStatus:
    """The same job with another status."""
    return replace(status, status=value)


def with_runner(status: RunStatus, pid: int) -> RunStatus:
    """The same job with a process that answers for it."""
    return replace(status, runner_pid=pid)


def finish(
    status: RunStatus, outcome: Status, now: float, *, work: Work = TRAINING, reason: str | None = None
) -> RunStatus:
    """The same job at its end; `outcome` is a terminal status."""
    message = f"{work.job.capitalize()} {outcome.lower()}"
    moment = Transition(str(outcome), now, now, message)
    return replace(
        status,
        status=outcome,
        stage=str(outcome),
        transitions=(*_closed(status.transitions, now), moment),
        ended=now,
        failure_reason=reason[:REASON_LIMIT] if reason else None,
    )


def _closed(transitions: tuple[Transition, ...], now: float) -> tuple[Transition, ...]:
    return tuple(
        step if step.end is not None else replace(step, end=max(step.start, now)) for step in transitions
    )


def write(path: Path, status: RunStatus) -> None:
    """Replace status.json in one step."""
    value: dict[str, object] = {
        "status": str(status.status),
        "stage": status.stage,
        "transitions": [
            {"stage": step.stage, "start": step.start, "end": step.end, "message": step.message}
            for step in status.transitions
        ],
        "created": status.created,
        "training_started": status.training_started,
        "ended": status.ended,
        "failure_reason": status.failure_reason,
        "runner_pid": status.runner_pid,
    }
    jobdir.write_json(path, value)


def read(path: Path) -> RunStatus:
    """What status.json says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    value: dict[str, Any] = jobdir.read_json(path)
    try:
        return RunStatus(
            status=Status(value["status"]),
            stage=str(value["stage"]),
            transitions=tuple(
                Transition(
                    str(step["stage"]), float(step["start"]), _number(step["end"]), str(step["message"])
                )
                for step in value["transitions"]
            ),
            created=float(value["created"]),
            training_started=_number(value["training_started"]),
            ended=_number(value["ended"]),
            failure_reason=value["failure_reason"],
            runner_pid=value["runner_pid"],
        )
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{path.name} is damaged: {problem}") from problem


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
