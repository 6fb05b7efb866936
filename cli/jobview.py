"""A job as the commands show it: the contract's JSON of ``status``, and the same for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import colour, out
from core.job.progress import progress
from core.job.status import Status
from core.text import clean
from core.times import duration, iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts, Progress
    from core.job.status import JobState
    from core.runs import Record

COLOURS = {
    Status.COMPLETED: "green",
    Status.FAILED: "red",
    Status.STOPPED: "yellow",
    Status.STOPPING: "yellow",
    Status.IN_PROGRESS: "cyan",
}
MARKS = {Status.COMPLETED: "✓", Status.FAILED: "✗", Status.STOPPED: "■"}
EXIT_CODES = {Status.COMPLETED: 0, Status.FAILED: 1, Status.STOPPED: 3}
"""The exit code of a command that follows a job to its end (the design's table)."""

MAX_RUNTIME = ("MaxRuntimeExceeded", "MaxWaitTimeExceeded")
"""Stages of a job that ran out of time: the service calls it stopped, a script should see a failure."""


def exit_code(state: JobState | None) -> int:
    """How a command that followed the job ends: 0 completed, 1 failed or out of time, 3 stopped."""
    if state is None or state.stage in MAX_RUNTIME:
        return 1
    return EXIT_CODES.get(state.status, 0)


def status_json(
    record: Record,
    state: JobState | None,
    facts: LogFacts | None,
    points: Sequence[MetricPoint],
    now: float,
) -> dict[str, object]:
    """The contract's JSON of ``status``. What is unknown is None."""
    done = progress(state, facts, points, now)
    return {
        "name": record.key.name,
        "engine": record.key.engine,
        "account": record.key.account or None,
        "region": record.key.region or None,
        "status": None if state is None else state.status.value,
        "stage": None if state is None else state.stage,
        "transitions": [
            {"stage": row.stage, "start": iso(row.start), "end": iso(row.end), "message": row.message}
            for row in (state.transitions if state else ())
        ],
        "epoch": done.epoch,
        "epochs": done.epochs,
        "eta_seconds": None if done.eta_seconds is None else round(done.eta_seconds, 1),
        "best": best_json(done.best),
        "instances": None if state is None else {"type": state.instance_type, "count": state.instance_count},
        "billable_seconds": None if state is None else state.billable_seconds,
        "cost": cost(state),
        "failure_reason": None if state is None else state.failure_reason,
    }


def best_json(best: MetricPoint | None) -> dict[str, object] | None:
    """The best point as commands give it."""
    return None if best is None else {"epoch": best.epoch, "value": best.value}


def cost(state: JobState | None) -> float | None:
    """USD so far, of all instances; None where nothing is billed or the price is not known."""
    if state is None or state.price_per_hour is None or state.billable_seconds is None:
        return None
    return round(state.price_per_hour * state.instance_count * state.billable_seconds / 3600, 4)


def print_status(
    record: Record,
    state: JobState | None,
    facts: LogFacts | None,
    points: Sequence[MetricPoint],
    now: float,
) -> None:
    """The job for people: one fact a line."""
    done = progress(state, facts, points, now)
    place = " ".join(filter(None, (record.key.engine, record.key.region, record.key.account)))
    out(f"{clean(record.key.name)}  {clean(place)}  {status_words(state)}")
    for row in state.transitions if state else ():
        length = duration((now if row.end is None else row.end) - row.start)
        message = f"  {row.message}" if row.message else ""
        out(f"  {row.stage:<12} {length:>8}{message}")
    if done.epoch is not None:
        out(f"  {epoch_words(done)}")
    if done.best is not None:
        out(f"  best validation accuracy {done.best.value:.4f} at epoch {done.best.epoch}")
    if (paid := cost(state)) is not None:
        out(f"  cost so far ${paid:.2f}")
    if state is not None and state.failure_reason:
        out(f"  reason: {colour(state.failure_reason, 'red')}")


def status_words(state: JobState | None) -> str:
    """Status and stage with a mark, never by colour alone."""
    if state is None:
        return "being launched"
    status = state.status
    words = (
        status.value if status.terminal or state.stage == status.value else f"{status.value}, {state.stage}"
    )
    return colour(f"{MARKS.get(status, '●')} {words}", COLOURS.get(status))


def epoch_words(done: Progress) -> str:
    """How far the training is: ``epoch 3 (the last is 9), 171 samples/s, about 00:21 left (by one epoch, 3.5 s)``.

    Epochs count from 0, as in the log.
    """
    parts = [f"epoch {done.epoch}" + (f" (the last is {done.epochs - 1})" if done.epochs else "")]
    if done.throughput:
        parts.append(f"{done.throughput:.0f} samples/s")
    if done.eta_seconds:
        basis = f" (by {done.eta_basis})" if done.eta_basis else ""
        parts.append(f"about {duration(done.eta_seconds)} left{basis}")
    if done.early_stopped:
        parts.append("stopped early")
    return ", ".join(parts)
