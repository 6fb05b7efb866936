"""How far a job is, and how long it will take: computed from what the log said, nothing remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.earlystop import EarlyStopping, soonest
from core.job.epochs import finished_epochs
from core.job.eta import TimeLeft, time_left
from core.job.logfacts import LogFacts, advance
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint, best, host_of
from core.job.restarts import still_valid
from core.job.status import Stage, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.status import JobState

__all__ = ["LogFacts", "Progress", "advance", "of_one_host", "progress", "series", "steps_per_epoch"]

_INSTANT = 1e-3
"""Seconds, the resolution of the log: an epoch that took less tells no speed."""
_RULE = 3
"""Things that the log says of early stopping."""
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
        eta_low: seconds at the least, early stopping included.
        eta_high: seconds at the most.
        eta_margin: part by which the estimate may be off either way; None if it is not the same both ways.
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
    eta_low: float | None = None
    eta_high: float | None = None
    eta_margin: float | None = None


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
    from core.job.pace import pace_of, speed_of  # with `statistics`: nothing that a start without a job needs

    facts = facts or LogFacts()
    ended = state is not None and state.status.terminal
    if ended and state is not None and state.ended is not None:
        now = state.ended
    epochs = facts.epochs or _number(state, "epochs")
    samples = facts.samples or _number(state, "num_training_samples")
    hosts = max(len(facts.hosts), state.instance_count if state else 1)
    valid = still_valid(points)
    done = finished_epochs(valid)
    finished = max(done.ends, default=-1) + 1
    over = ended or facts.early_stopped or (epochs is not None and finished >= epochs)
    pace = pace_of(done, facts, samples, hosts)
    left = None
    if over:
        left = TimeLeft(0.0, 0.0, 0.0, "", None)
    elif epochs and pace is not None:
        # An epoch that an interruption cut short begins anew.
        spent = min(max(0.0, now - pace.since), pace.seconds) if _trains(state) else 0.0
        left = time_left(pace, epochs - finished, spent, _soonest(facts, valid, finished))
    began = (state.training_started if state else None) or facts.began
    last_cost = done.costs[max(done.costs)][0] if done.costs else 0.0
    return Progress(
        epoch=_epoch(facts, finished, over=over),
        epochs=epochs,
        fraction=_fraction(state, facts, finished, epochs, _part(facts, finished, samples, hosts)),
        eta_seconds=left.seconds if left else None,
        eta_basis=left.basis if left else "",
        eta_low=left.low if left else None,
        eta_high=left.high if left else None,
        eta_margin=left.margin if left else None,
        throughput=speed_of(facts.hosts, hosts)
        or (samples / last_cost if samples and last_cost >= _INSTANT else None),
        best=best(valid),
        early_stopped=facts.early_stopped,
        elapsed=max(0.0, now - began) if began is not None else None,
    )


def series(points: Sequence[MetricPoint], name: str) -> list[tuple[int, float]]:
    """(epoch, value) of the points of `of_one_host`."""
    return [(point.epoch, point.value) for point in of_one_host(points, name)]


def of_one_host(points: Sequence[MetricPoint], name: str) -> list[MetricPoint]:
    """The points of one metric in epoch order, of the host that has the most, the first of equals.

    Args:
        points: all of the job, of all metrics: those of another metric tell, too, which epochs a host trained again.
        name: of the metric.
    """
    named = [point for point in still_valid(points) if point.name == name]
    if len({point.stream for point in named}) < 2:
        epochs = {point.epoch: point for point in named}
    else:
        hosts: dict[str | None, dict[int, MetricPoint]] = {}
        for point in named:
            hosts.setdefault(host_of(point.stream), {})[point.epoch] = point
        epochs = max(hosts.values(), key=len)
    return [epochs[epoch] for epoch in sorted(epochs)]


def steps_per_epoch(facts: LogFacts, state: JobState | None) -> int | None:
    """Batches of one host in an epoch; None if the log and the job do not say."""
    samples = facts.samples or _number(state, "num_training_samples")
    batch = facts.batch_size or _number(state, "mini_batch_size")
    hosts = max(len(facts.hosts), state.instance_count if state else 1)
    return max(1, samples // (batch * hosts)) if samples and batch else None


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


def _trains(state: JobState | None) -> bool:
    """Whether the time that passes is time of an epoch; while nobody asked the engine, it is taken for that."""
    return state is None or state.stage == Stage.TRAINING


def _soonest(facts: LogFacts, points: Sequence[MetricPoint], finished: int) -> int | None:
    """How many more epochs there are if training stops early as soon as it can; None if it does not."""
    if not facts.early_stopping:
        return None
    said = dict(facts.patience)
    if len(said) < _RULE:
        return 0
    rule = EarlyStopping(int(said["minimum epochs"]), int(said["patience"]), said["tolerance"])
    return max(0, soonest(rule, series(points, VALIDATION_ACCURACY)) + 1 - finished)
