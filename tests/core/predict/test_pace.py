"""How fast an endpoint is asked, by a clock of the tests' own."""

from __future__ import annotations

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, EngineUnreachable, Throttled
from core.predict.pace import Pace, Patience

TROUBLE = EngineUnreachable("no answer")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_patience_counts_from_the_last_answer() -> None:
    clock = Clock()
    pace = Pace(4, Patience(1, 8, total=60), lambda: 1.0, clock)
    clock.now += 50
    assert pace.leave(pace.enter(CancelToken()), None)
    clock.now += 59
    assert pace.leave(pace.enter(CancelToken()), TROUBLE)
    clock.now += 1
    began = pace.enter(CancelToken())
    assert not pace.leave(began, TROUBLE)


def test_pauses_double_and_an_answer_ends_them() -> None:
    clock = Clock()
    pace = Pace(1, Patience(1, 8, total=1000), lambda: 1.0, clock)
    for pause in (1, 2, 4, 8, 8):
        pace.leave(at_once(pace), TROUBLE)
        clock.now += pause - 0.01
        must_wait(pace)
        clock.now += 0.01
    pace.leave(at_once(pace), None)
    pace.leave(at_once(pace), TROUBLE)
    clock.now += 0.99
    must_wait(pace)
    clock.now += 0.01
    at_once(pace)


def test_what_the_service_asks_for_is_waited_for() -> None:
    clock = Clock()
    pace = Pace(1, Patience(1, 8, total=1000), lambda: 1.0, clock)
    pace.leave(at_once(pace), Throttled("too often", retry_after=30))
    clock.now += 29
    must_wait(pace)
    clock.now += 1
    at_once(pace)


def test_failures_of_questions_that_were_on_their_way_together_count_once() -> None:
    clock = Clock()
    pace = Pace(4, Patience(1, 8, total=1000), lambda: 1.0, clock)
    together = [at_once(pace) for _ in range(4)]
    clock.now += 0.5
    for began in together:
        pace.leave(began, TROUBLE)
    clock.now += 1
    pair = [at_once(pace), at_once(pace)]
    must_wait(pace)
    for began in pair:
        pace.leave(began, None)
    pair = [at_once(pace), at_once(pace)]
    pace.leave(pair[0], None)
    assert len([at_once(pace), at_once(pace)]) == 2
    must_wait(pace)


def at_once(pace: Pace) -> float:
    """Enter without having to wait."""
    return pace.enter(_cancelled())


def must_wait(pace: Pace) -> None:
    with pytest.raises(Cancelled):
        pace.enter(_cancelled())


def _cancelled() -> CancelToken:
    cancel = CancelToken()
    cancel.cancel()
    return cancel
