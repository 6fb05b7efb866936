"""When a question is asked next."""

from __future__ import annotations

from core.asking import FIRST_BACK_OFF, LAST_BACK_OFF, RENEWAL_SECONDS, Asking
from core.errors import CredentialsExpired, EngineUnreachable

LOST = EngineUnreachable("the connection was cut off")
EXPIRED = CredentialsExpired("the credentials have expired")


def asking(failures: int, error: EngineUnreachable) -> Asking:
    """One that has failed so often at the moment 0, and whose pauses are the longest."""
    made = Asking(lambda: 1.0)
    for _ in range(failures):
        made.failed(error, 0.0)
    return made


def test_pauses_double_up_to_a_minute_and_for_credentials_up_to_twenty_seconds() -> None:
    assert [asking(times, LOST).wait(0.0) for times in (1, 2, 3, 12)] == [1.0, 2.0, 4.0, LAST_BACK_OFF]
    assert asking(12, EXPIRED).wait(0.0) == RENEWAL_SECONDS


def test_what_fails_after_credentials_were_renewed_is_asked_again_soon() -> None:
    renewed = asking(12, EXPIRED)
    renewed.failed(LOST, 5.0)
    assert renewed.wait(5.0) == FIRST_BACK_OFF
    renewed.failed(LOST, 6.0)
    assert renewed.wait(6.0) == 2 * FIRST_BACK_OFF


def test_the_last_answer_is_only_spoken_of_if_there_was_one() -> None:
    never = asking(1, LOST).trouble(1.0)
    assert never is not None
    assert not never.heard
    once = Asking(lambda: 1.0)
    once.answered(3.0)
    once.failed(LOST, 5.0)
    told = once.trouble(6.0)
    assert told is not None
    assert (told.heard, told.since) == (True, 3.0)
