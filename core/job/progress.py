"""How far a job is, and how long it will take: computed from what the log said, nothing remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.logfacts import LogFacts, advance
from core.job.metrics import MetricPoint, best, host_of
from core.job.pace import Pace, finished_epochs, pace_of, speed_of
from core.job.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.job.status import JobState

__all__ = ["LogFacts", "Progress", "advance", "progress", "series"]

_INSTANT = 1e-3
"""Seconds, the resolution of the log: an epoch that took less tells no speed."""
_DIGITS = 12
"""Of a count in a hyperparameter; longer ones are no counts (as in the log, `core.job.logfacts`)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. None is unknown.

    Args:
        epoch: the one that runs, or the last one; from 0, as in the log.
        epochs: how many there shall be.
        fraction: of the whole run, 0..1.
        eta_seconds: seconds until the last epoch ends; 0 once nothing more will come.
        eta_basis: what the estimate rests on, for people.
        throughput: samples per second, over all hosts.
        best: the best validation accuracy.
        early_stopped: whether early stopping ended the training.
        elapsed: seconds since training began, up to the end.
    """

    epoch: int | None = None
    epochs: int | None = None
    fraction: float | None = None
    eta_seconds: float | None = None
    eta_basis: str = ""
    throughput: float | None = None
    best: MetricPoint | None = None
    early_stopped: bool = False
    elapsed: float | None = None


def progress(
    state: JobState | None, facts: LogFacts | None, points: Sequence[MetricPoint], now: float
) -> Progress:
    """How far the job is at `now` (epoch seconds).

    Args:
        state: what the engine said last.
        facts: what the log has said.
        points: all points of the job so far, of all streams.
        now: the time.
    """
    facts = facts or LogFacts()
    ended = state is not None and state.status.terminal
    if ended and state is not None and state.ended is not None:
        now = state.ended
    epochs = facts.epochs or _number(state, "epochs")
    samples = facts.samples or _number(state, "num_training_samples")
    hosts = max(len(facts.hosts), state.instance_count if state else 1)
    done = finished_epochs(points)
    finished = max(done.ends, default=-1) + 1
    over = ended or facts.early_stopped or (epochs is not None and finished >= epochs)
    pace = pace_of(done, facts, samples, hosts)
    eta, basis = _left(pace, facts, (epochs or finished) - finished, now) if epochs else (None, "")
    began = (state.training_started if state else None) or facts.began
    last_cost = done.costs[max(done.costs)][0] if done.costs else 0.0
    return Progress(
        epoch=_epoch(facts, finished, over=over),
        epochs=epochs,
        fraction=_fraction(state, facts, finished, epochs, _part(facts, finished, samples, hosts)),
        eta_seconds=0.0 if over else eta,
        eta_basis="" if over else basis,
        throughput=speed_of(facts.hosts, hosts)
        or (samples / last_cost if samples and last_cost >= _INSTANT else None),
        best=best(points),
        early_stopped=facts.early_stopped,
        elapsed=max(0.0, now - began) if began is not None else None,
    )


def series(points: Iterable[MetricPoint], name: str) -> list[tuple[int, float]]:
    """(epoch, value) of one metric in epoch order: of the host that has the most points, the first of equals."""
    hosts: dict[str | None, dict[int, float]] = {}
    for point in points:
        if point.name == name:
            hosts.setdefault(host_of(point.stream), {})[point.epoch] = point.value
    return sorted(max(hosts.values(), key=len, default={}).items())


def _number(state: JobState | None, name: str) -> int | None:
    """A whole number above zero among the job's hyperparameters."""
    text = state.hyperparameters.get(name, "") if state else ""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def _epoch(facts: LogFacts, finished: int, *, over: bool) -> int | None:
    running = max((host.epoch for host in facts.hosts), default=None)
    if finished == 0:
        return running
    return finished - 1 if over else max(running or 0, finished)


def _part(facts: LogFacts, epoch: int, samples: int | None, hosts: int) -> float:
    """Which part of the running epoch the batch lines have reached; the last step to 1 is the epoch's own line."""
    batches = [host.batch + 1 for host in facts.hosts if host.epoch == epoch and host.batch is not None]
    if not batches or not samples or not facts.batch_size:
        return 0.0
    return min(0.99, max(batches) * facts.batch_size * hosts / samples)


def _fraction(
    state: JobState | None, facts: LogFacts, finished: int, epochs: int | None, part: float
) -> float | None:
    if facts.early_stopped or (state is not None and state.status is Status.COMPLETED):
        return 1.0
    if epochs is None:
        return None
    ended = state is not None and state.status.terminal
    return min(1.0, (finished + (0.0 if ended else part)) / epochs)


def _left(pace: Pace | None, facts: LogFacts, epochs: int, now: float) -> tuple[float | None, str]:
    """Seconds until so many more epochs are done, the running one included; and what that rests on."""
    if pace is None:
        return None, ""
    spent = min(max(0.0, now - pace.since), pace.seconds)
    basis = f"{pace.basis}; may stop early" if facts.early_stopping else pace.basis
    return pace.seconds * epochs - spent, basis
