"""What an update is true of."""

from __future__ import annotations

from core.job.logfacts import LogFacts
from core.update import Trouble, Update


def test_an_update_is_true_of_now_or_of_the_last_good_answer() -> None:
    def as_of(trouble: Trouble | None) -> float:
        return Update(1, None, LogFacts(), 0, 0, trouble).as_of(100.0)

    assert as_of(None) == 100.0
    assert as_of(Trouble("no answer", "", since=40.0, next_try=110.0, exit_code=4)) == 40.0
    assert as_of(Trouble("no answer", "", since=40.0, next_try=110.0, exit_code=4, heard=False)) == 100.0
