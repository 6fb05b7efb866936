"""Turns and holds, with a clock of the test's own."""

from __future__ import annotations

import pytest

from core.engine.sagemaker.governor import FIRST_HOLD, INTERVALS, LAST_HOLD, Governor, shared
from core.errors import Throttled


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def governor(clock: Clock) -> Governor:
    return Governor(clock=clock, random=lambda: 1.0)


def test_turns_of_one_operation_are_spaced_out_over_all_who_ask(governor: Governor, clock: Clock) -> None:
    step = INTERVALS["list_training_jobs"]

    assert [governor.turn("list_training_jobs") for _ in range(3)] == [0.0, step, 2 * step]
    clock.now = 100.0
    assert governor.turn("list_training_jobs") == 0.0


def test_operations_do_not_wait_for_each_other_and_unnamed_ones_never(governor: Governor) -> None:
    governor.turn("list_training_jobs")
    assert governor.turn("describe_training_job") == 0.0
    assert [governor.turn("put_object") for _ in range(5)] == [0.0] * 5


def test_known_rates_of_the_service_are_kept_to_half() -> None:
    """List 2 a second, events 10, streams and filter 5 (reference §5)."""
    limits = {
        "list_training_jobs": 2,
        "get_log_events": 10,
        "describe_log_streams": 5,
        "filter_log_events": 5,
    }
    assert all(1 / INTERVALS[operation] <= rate / 2 for operation, rate in limits.items())


def test_hold_grows_with_every_refusal_up_to_a_limit(governor: Governor, clock: Clock) -> None:
    holds = []
    for _ in range(10):
        holds.append(governor.throttled("get_log_events"))
        clock.now += LAST_HOLD + 1
    assert holds[:3] == [FIRST_HOLD, 2 * FIRST_HOLD, 4 * FIRST_HOLD]
    assert holds[-1] == LAST_HOLD


def test_refusals_of_calls_that_were_under_way_together_count_once(governor: Governor, clock: Clock) -> None:
    assert [governor.throttled("get_log_events") for _ in range(5)] == [FIRST_HOLD] * 5
    clock.now += FIRST_HOLD
    assert governor.throttled("get_log_events") == 2 * FIRST_HOLD


def test_nobody_calls_while_an_operation_is_held_back(governor: Governor, clock: Clock) -> None:
    seconds = governor.throttled("get_log_events")

    with pytest.raises(Throttled) as caught:
        governor.turn("get_log_events")
    assert caught.value.retry_after == seconds
    assert governor.turn("describe_training_job") == 0.0
    clock.now += seconds
    assert governor.turn("get_log_events") == 0.0


def test_an_answer_makes_the_next_refusal_the_first(governor: Governor, clock: Clock) -> None:
    governor.throttled("get_log_events")
    clock.now += 10
    governor.throttled("get_log_events")
    clock.now += 10
    governor.answered("get_log_events")
    assert governor.throttled("get_log_events") == FIRST_HOLD


def test_jitter_spreads_holds_over_half_their_length(clock: Clock) -> None:
    assert Governor(clock=clock, random=lambda: 0.0).throttled("x") == FIRST_HOLD / 2


def test_one_governor_for_each_place() -> None:
    assert shared("governor-test", "us-east-1") is shared("governor-test", "us-east-1")
    assert shared("governor-test", "us-east-1") is not shared("governor-test", "us-west-2")
