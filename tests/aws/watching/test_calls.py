"""45 minutes of a job, followed over HTTP on a clock that both sides share: few calls, and no epoch is seen late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.aws.lines import real_lines
from tests.aws.watching.scene import NAME, delays, made, start, watch

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.watching.seat import Seat

SEEN_WITHIN = 6.0


def lines_stored(seat: Seat) -> int:
    return seat.book.line_count(seat.book.find(NAME).id)


def lines_written(seat: Seat) -> int:
    return sum(len(events) for events in seat.account.jobs[NAME].streams().values())


@pytest.mark.parametrize(
    ("epochs", "seconds", "most"),
    [(4, 620.0, 500), (20, 124.0, 500), (46, 54.0, 500), (240, 10.3, 700)],
    ids=["long epochs", "two minutes", "one minute", "ten seconds"],
)
def test_45_minutes_of_one_host_take_few_calls_and_no_epoch_is_late(
    seat: Seat, epochs: int, seconds: float, most: int
) -> None:
    start(seat, made(epochs, seconds))
    late = delays(seat, watch(seat))
    assert max(late) <= SEEN_WITHIN
    counts = seat.account.requests.counts()
    assert len(seat.account.requests) <= most, counts
    assert lines_stored(seat) == lines_written(seat)


def test_45_minutes_of_eight_hosts_never_take_more_than_a_call_a_second(seat: Seat) -> None:
    start(seat, made(46, 54.0, hosts=8))
    late = delays(seat, watch(seat))
    assert max(late) <= SEEN_WITHIN
    assert seat.account.requests.peak(seconds=10.0) <= 10, seat.account.requests.counts()
    assert lines_stored(seat) == lines_written(seat)


@pytest.mark.parametrize(
    ("log", "split", "most"),
    [
        ("20_cifar_50epochs_pending_capacity_2024-09.log", False, 800),
        ("03_caltech256_transfer_resnet18_2020-11.log", False, 800),
        ("28_distributed_8_hosts_dist_sync_pipe_2020-03.log", True, 800),
    ],
)
def test_real_logs_are_followed_in_time(seat: Seat, shared: Path, log: str, split: bool, most: int) -> None:
    start(seat, real_lines(shared / "data" / "logs" / log, split=split))
    late = delays(seat, watch(seat))
    assert max(late) <= SEEN_WITHIN
    assert seat.account.requests.peak(seconds=10.0) <= 10, seat.account.requests.counts()
    assert len(seat.account.requests) <= most, seat.account.requests.counts()
    assert lines_stored(seat) == lines_written(seat)
