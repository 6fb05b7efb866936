"""A job as the commands show it: the contract's JSON of ``status``, and the same for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import colour, out
from core.job.answering import answered_words, how_far
from core.job.cost import cost_by
from core.job.eta import plus_minus
from core.job.status import Status
from core.text import clean
from core.times import duration, iso
from core.transformwords import results_hint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import InstanceMetric
    from core.job.cost import Cost
    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts, Progress
    from core.job.status import JobState, TransformFacts
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
    """The contract's JSON of ``status``, and of a batch transform what it asks. What is unknown is None."""
    done = how_far(state, facts, points, now)
    paid = cost_by(state, done, now)
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
        "billable_seconds": None
        if paid is None or paid.billable_seconds is None
        else int(paid.billable_seconds),
        "cost": None if paid is None or paid.so_far is None else round(paid.so_far, 4),
        "failure_reason": None if state is None else state.failure_reason,
        **(
            {}
            if state is None or state.transform is None
            else {"transform": _transform_json(state.transform)}
        ),
    }


def _transform_json(facts: TransformFacts) -> dict[str, object]:
    return {
        "job": facts.job or None,
        "photos": facts.photos,
        "answered": facts.answered,
        "output": facts.output or None,
    }


def best_json(best: MetricPoint | None) -> dict[str, object] | None:
    """The best point as commands give it."""
    return None if best is None else {"epoch": best.epoch, "value": best.value}


def print_status(
    record: Record,
    state: JobState | None,
    facts: LogFacts | None,
    points: Sequence[MetricPoint],
    now: float,
    use: Sequence[InstanceMetric] = (),
) -> None:
    """The job for people: one fact a line."""
    done = how_far(state, facts, points, now)
    place = " ".join(filter(None, (record.key.engine, record.key.region, record.key.account)))
    out(f"{clean(record.key.name)}  {clean(place)}  {status_words(state)}")
    for row in state.transitions if state else ():
        length = duration((now if row.end is None else row.end) - row.start)
        message = f"  {row.message}" if row.message else ""
        out(f"  {row.stage:<12} {length:>8}{message}")
    if done.epoch is not None:
        out(f"  {epoch_words(done)}")
    for line in transform_words(state, done) if state else ():
        out(f"  {line}")
    if done.best is not None:
        out(f"  best validation accuracy {done.best.value:.4f} at epoch {done.best.epoch}")
    for name, why in facts.left_out if facts else ():
        out(f"  metric {name} is not read: {why}")
    for line in use_words(use):
        out(f"  {line}")
    if state is None:
        return
    for line in cost_words(state, done, now):
        out(f"  {line}")
    if state.failure_reason:
        out(f"  reason: {colour(state.failure_reason, 'red')}")
    if state.advice:
        out(f"  what to do: {state.advice}")
    for link in state.links:
        out(f"  {link.label}: {link.address}")
    if state.transform is not None and state.transform.output and state.status.terminal:
        out(f"  {results_hint(record.key.name)}")


def transform_words(state: JobState, done: Progress) -> list[str]:
    """What a batch transform asks, how far it is, and where the answers lie; nothing for a job that trains."""
    facts = state.transform
    if facts is None:
        return []
    parts = [answered_words(facts)]
    if done.throughput:
        parts.append(f"{done.throughput:.{1 if done.throughput < 10 else 0}f}/s")
    if done.eta_seconds:
        parts.append(f"about {duration(done.eta_seconds)} left (by {done.eta_basis})")
    asks = f"asks the model of {facts.job}" if facts.job else ""
    answers = f"answers in {facts.output}" if facts.output else ""
    return [line for line in (asks, ", ".join(filter(None, parts)), answers) if line]


def cost_words(state: JobState, done: Progress, now: float) -> list[str]:
    """``cost so far $0.42, about $1.10 at the end`` and what it is reckoned from; nothing for what is free."""
    paid = cost_by(state, done, now)
    if paid is None:
        return []
    over = state.status.terminal
    if paid.so_far is None:
        words = "cost unknown: the price of the instance is not known"
    elif over:
        words = f"cost ${paid.so_far:.2f}"
    else:
        words = f"cost so far ${paid.so_far:.2f}"
        words += "" if paid.at_end is None else f", about ${paid.at_end:.2f} at the end{_range(paid)}"
    parts = [f"{state.instance_count} × {state.instance_type}{' spot' if state.spot else ''}"]
    if paid.billable_seconds is not None:
        parts.append(
            f"billable {duration(paid.billable_seconds)}" + (" each" if state.instance_count > 1 else "")
        )
    if paid.savings is not None:
        parts.append(f"spot saved {paid.savings:.0f} %")
    if paid.interruptions:
        parts.append(f"{paid.interruptions} interruption{'s' if paid.interruptions > 1 else ''}")
    return [words, ", ".join(parts)]


def _range(paid: Cost) -> str:
    """Least and most at the end, such as `` ($1.05 to $1.20)``; nothing where that is the same in cents."""
    if paid.at_least is None or paid.at_most is None:
        return ""
    least, most = f"${paid.at_least:.2f}", f"${paid.at_most:.2f}"
    return f" ({least} to {most})" if least != most else ""


def use_words(use: Sequence[InstanceMetric]) -> list[str]:
    """A line per host, such as ``algo-1: CPU 12 %, GPU 97 %``."""
    lines = []
    for row in use:
        parts = {
            "CPU": row.cpu,
            "GPU": row.gpu,
            "GPU memory": row.gpu_memory,
            "memory": row.memory,
            "disk": row.disk,
        }
        words = [f"{name} {100 * share:.0f} %" for name, share in parts.items() if share is not None]
        if words:
            lines.append(f"{clean(row.host)}: {', '.join(words)}")
    return lines


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
    """How far the training is: ``epoch 3 (the last is 9), 171 samples/s, 00:21 left ± 4 % (by 3 epochs of 3.5 s)``.

    Epochs count from 0, as in the log.
    """
    parts = [f"epoch {done.epoch}" + (f" (the last is {done.epochs - 1})" if done.epochs else "")]
    if done.throughput:
        parts.append(f"{done.throughput:.0f} samples/s")
    if done.eta_seconds:
        basis = f" (by {done.eta_basis})" if done.eta_basis else ""
        parts.append(f"about {duration(done.eta_seconds)} left{margin_words(done)}{basis}")
    if done.early_stopped:
        parts.append("stopped early")
    return ", ".join(parts)


def margin_words(done: Progress) -> str:
    """How far the time left may be off, such as `` ± 4 %``; without one in figures its least and most."""
    if done.eta_margin is not None:
        return f" {plus_minus(done.eta_margin)}"
    if done.eta_low is None or done.eta_high is None:
        return ""
    return f", {duration(done.eta_low)} to {duration(done.eta_high)}"
