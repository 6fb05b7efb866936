"""What an upload tells: photos and bytes in place, the rate of the last seconds, and trouble only when it is one."""

from __future__ import annotations

import pytest

from core.engine.base import LaunchProgress
from core.engine.sagemaker.tally import EVERY, Tally
from core.errors import EngineUnreachable


class Told:
    """A tally of 100 photos of 10 kB, 40 of which are in place already, with a clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.steps: list[LaunchProgress] = []
        self.tally = Tally(100, 1_000_000, self.steps.append, clock=lambda: self.now)
        self.tally.begin(60, 600_000)

    def after(self, seconds: float) -> LaunchProgress:
        self.now += seconds
        self.tally.tell(at_once=True)
        return self.steps[-1]


def test_it_begins_with_what_is_in_place() -> None:
    first = Told().steps[-1]
    assert (first.done, first.total, first.unit) == (40, 100, "photos")
    assert (first.done_bytes, first.total_bytes) == (400_000, 1_000_000)
    assert first.rate is None


def test_the_rate_counts_what_was_sent_and_tells_the_time_left() -> None:
    told = Told()
    told.tally.sent(200_000, photos=20)
    step = told.after(2)
    assert step.rate == pytest.approx(100_000)
    assert step.seconds_left == pytest.approx(4)


def test_the_rate_is_of_the_last_seconds() -> None:
    told = Told()
    told.tally.sent(500_000, photos=50)
    told.after(1)
    for _ in range(20):
        told.tally.sent(1000, photos=0)
        step = told.after(1)
    assert step.rate == pytest.approx(1000)


def test_nothing_sent_means_no_time_left_is_known() -> None:
    step = Told().after(10)
    assert step.rate == 0
    assert step.seconds_left is None


def test_it_tells_no_more_than_four_times_a_second() -> None:
    told = Told()
    before = len(told.steps)
    for _ in range(100):
        told.now += EVERY / 10
        told.tally.tell()
    assert len(told.steps) - before <= 11


def test_a_failure_is_no_trouble_while_others_come_through() -> None:
    told = Told()
    told.tally.trouble(EngineUnreachable("no answer", fix="look at the network"))
    told.tally.sent(10)
    assert not told.after(0.5).trouble
    assert told.after(1.5).trouble == "no answer – look at the network"
    told.tally.trouble(None)
    assert not told.after(0.1).trouble


def test_before_anything_is_counted_trouble_is_told_at_once() -> None:
    told = Told()
    told.tally.step("comparing with what is in S3")
    told.tally.trouble(EngineUnreachable("no answer"))
    step = told.after(0)
    assert (step.step, step.trouble, step.total) == ("comparing with what is in S3", "no answer", None)


def test_where_the_bytes_show_only_as_they_are_read_the_time_left_goes_by_the_photos() -> None:
    now, told = [0.0], list[LaunchProgress]()
    tally = Tally(100, None, told.append, clock=lambda: now[0])
    tally.begin(100, 0)
    for _ in range(20):
        tally.sent(1000)
    now[0] = 4.0
    tally.tell()
    last = told[-1]
    assert (last.done, last.total, last.done_bytes, last.total_bytes) == (20, 100, 20_000, None)
    assert last.rate == pytest.approx(5000)
    assert last.seconds_left == pytest.approx(16)
