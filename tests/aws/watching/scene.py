"""A job of 45 minutes, followed on a clock that both sides share: what tests and benchmarks count calls of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.metrics import VALIDATION_ACCURACY
from core.job.status import Status
from tests.aws.life import Life, curve_of
from tests.aws.lines import Host, Line, made_lines

if TYPE_CHECKING:
    from tests.aws.watching.seat import Seat

NAME = "job"
SPEED = 170
"""Samples a second that the batch lines tell."""


def uneven(hosts: tuple[Host, ...]) -> tuple[Host, ...]:
    """The same lines on a clock that goes now faster and now slower, as epochs do."""

    def moved(line: Line) -> Line:
        wave = (line.seconds // 53) * 37 % 11 / 11 - 0.5
        return replace(line, seconds=max(0.0, line.seconds + 3.0 * wave))

    return tuple(tuple(sorted(map(moved, host), key=lambda line: line.seconds)) for host in hosts)


def made(epochs: int, seconds: float, hosts: int = 1) -> tuple[Host, ...]:
    samples = int(0.8 * seconds * SPEED) * hosts
    parameters = {"epochs": str(epochs), "num_training_samples": str(samples), "mini_batch_size": "32"}
    return uneven(
        made_lines(
            curve_of(epochs), hyperparameters=parameters, hosts=hosts, epoch_seconds=seconds, batches=6
        )
    )


def start(seat: Seat, hosts: tuple[Host, ...], *, lag: float = 2.5) -> None:
    life = Life(lines=hosts, lag=lag, host_delays=tuple(3.0 * number for number in range(len(hosts))))
    seat.account.jobs.put(
        NAME,
        life=life,
        image="811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1",
        ResourceConfig={"InstanceType": "ml.g5.xlarge", "InstanceCount": len(hosts), "VolumeSizeInGB": 50},
    )


def watch(seat: Seat) -> dict[int, float]:
    """Follow the job to its end; epoch -> when its validation accuracy was first in the run book."""
    clock = seat.account.clock
    follower = seat.follower(NAME)
    seen: dict[int, float] = {}
    version = 0
    while True:
        update = follower.poll()
        assert update.trouble is None
        for stored in seat.book.points(update.job_id, after=version):
            version = stored.version
            if stored.point.name == VALIDATION_ACCURACY:
                seen.setdefault(stored.point.epoch, clock())
        if update.ended:
            assert update.state is not None
            assert update.state.status is Status.COMPLETED
            return seen
        clock.advance(max(0.001, follower.wait_seconds()))


def delays(seat: Seat, seen: dict[int, float]) -> list[float]:
    """How long what the leading host says of each epoch was in CloudWatch before the epoch was in the run book.

    The value is the same on all hosts, and which of them is done first with an epoch is chance.
    """
    there: dict[int, float] = {}
    for stream, events in seat.account.jobs[NAME].streams().items():
        for event in events:
            if "/algo-1-" in stream and "Validation-accuracy" in event.text:
                there[int(event.text.partition("Epoch[")[2].partition("]")[0])] = event.ingested
    assert seen.keys() == there.keys()
    return [seen[epoch] - there[epoch] for epoch in sorted(there)]
