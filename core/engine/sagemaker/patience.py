"""Asking again and again, for work that has nothing better to do than to wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from core.errors import CredentialsExpired, EngineUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken

FIRST_BACK_OFF = 0.5
LAST_BACK_OFF = 20.0
PATIENCE = 900.0
"""Seconds that it goes on without any answer."""
A_LOGIN = 60.0
"""Seconds that somebody takes to renew credentials: where there is less patience, that is not waited for."""


def patiently(
    call: Callable[[], dict[str, Any]],
    cancel: CancelToken,
    random: Callable[[], float],
    on_trouble: Callable[[EngineUnreachable | None], None],
    patience: float,
) -> dict[str, Any]:
    """Do `call` until it gives an answer.

    Args:
        call: raises `EngineUnreachable` while there is none.
        cancel: ends the waiting.
        random: 0 to 1, for the jitter of the pauses, which double.
        on_trouble: hears each failure, and None once an answer came after one.
        patience: seconds without an answer after which the last error is raised; less than `A_LOGIN` of it does not
            wait for credentials that have expired.

    Raises:
        EngineError: what `call` raised.
        Cancelled: the token was set.
    """
    began = time.monotonic()
    failures = 0
    while True:
        cancel.check()
        try:
            answer = call()
        except EngineUnreachable as error:
            failures += 1
            hopeless = isinstance(error, CredentialsExpired) and patience < A_LOGIN
            if hopeless or time.monotonic() - began >= patience:
                raise
            on_trouble(error)
            longest = min(LAST_BACK_OFF, FIRST_BACK_OFF * 2 ** min(failures - 1, 16))
            cancel.wait(max(longest * (0.5 + random() / 2), error.retry_after or 0.0))
        else:
            if failures:
                on_trouble(None)
            return answer
