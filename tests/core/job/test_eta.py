"""The time left, with how far it may be off."""

from __future__ import annotations

import pytest

from core.job.eta import time_left
from core.job.pace import Pace
from tests.core.job.replays import Written, replay, synthetic

STEADY = Pace(10.0, 0.0, "8 epochs of 10.0 s", count=8, spread=0.1)


def test_the_time_of_the_running_epoch_is_taken_off_everywhere() -> None:
    left = time_left(STEADY, 5, 4.0)
    assert left.seconds == 46
    assert left.margin is not None
    assert (left.low, left.high) == pytest.approx((50 * (1 - left.margin) - 4, 50 * (1 + left.margin) - 4))
    assert time_left(STEADY, 1, 10.0).low == 0


def test_uneven_epochs_few_of_them_and_a_coarse_clock_make_it_less_sure() -> None:
    def margin(**changed: float) -> float:
        given = {"count": 8, "spread": 0.1, "unsure": 0.0} | changed
        pace = Pace(10.0, 0.0, "", int(given["count"]), given["spread"], given["unsure"])
        found = time_left(pace, 5, 0.0).margin
        assert found is not None
        return found

    assert 0.03 < margin() < 0.05
    assert margin(spread=2.0) > 3 * margin()
    assert margin(count=2) > margin(count=4) > margin()
    assert margin(unsure=0.5) > 2 * margin()


def test_the_first_epoch_is_slow_and_batches_tell_nothing_of_validation() -> None:
    one = time_left(Pace(100.0, 0.0, "", count=1), 9, 0.0)
    assert one.margin is None
    assert (one.low, one.high) == pytest.approx((900 * 0.95, 900 * 1.3))
    short = time_left(Pace(1.0, 0.0, "", count=1), 9, 0.0)
    assert (short.low, short.high) == pytest.approx((9 * 0.55, 9 * 1.75))
    none = time_left(Pace(100.0, 0.0, "speed, without validation"), 9, 0.0)
    assert none.margin is None
    assert none.low < 600 < 1500 < none.high


def test_early_stopping_makes_it_shorter_at_the_least_and_says_so() -> None:
    left = time_left(STEADY, 20, 0.0, 6)
    assert left.seconds == 200
    assert left.margin is not None
    assert left.low == pytest.approx(60 * (1 - left.margin))
    assert left.basis == "8 epochs of 10.0 s; may stop early"
    assert time_left(STEADY, 20, 0.0, 20) == time_left(STEADY, 20, 0.0)


def test_an_epoch_that_takes_no_time_leaves_none() -> None:
    assert time_left(Pace(0.0, 0.0, "", count=1), 9, 0.0).high == 0
    assert time_left(Pace(0.0, 0.0, "", count=5), 9, 0.0).margin == 0


def test_the_log_says_when_it_may_stop_at_the_soonest() -> None:
    said = [
        Written("local", 0.0, f"Early stopping {words}")
        for words in ("minimum epochs: 2", "patience: 3", "tolerance: 0.0")
    ]
    using = Written("local", 0.0, "Using early stopping for training")
    job = replay([using, *said, *synthetic(20, done=6)])
    seen = job.look()
    assert seen.eta_margin is not None
    # Each of the six epochs was better than the one before: three without a gain are needed.
    assert seen.eta_low == pytest.approx(3 * 11 * (1 - seen.eta_margin))
    unsaid = replay([using, *synthetic(20, done=6)]).look()
    assert (unsaid.eta_low, unsaid.eta_seconds) == (0, seen.eta_seconds)
    short = replay([using, *said, *synthetic(8, done=6)]).look()
    assert not short.eta_basis.endswith("may stop early")
