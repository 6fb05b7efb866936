"""When one thing about a job is asked next: its cadence while there are answers, growing pauses while there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.errors import CredentialsExpired, EngineUnreachable
from core.text import clean
from core.update import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.errors import TrainscopeError

FIRST_BACK_OFF = 1.0
LAST_BACK_OFF = 60.0
RENEWAL_SECONDS = 20.0
"""The longest pause while credentials have expired: short enough to go on soon once they are renewed."""
_SAME = 0.1
"""Seconds: a clock that is so near to a time has reached it."""


class Asking:
    """One of the questions of a follower: the state of the job, or its log.

    Args:
        random: 0 to 1, for the jitter of the pauses.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._asked = -math.inf
        self._pause = 0.0
        self._failures = 0
        self._heard = False
        self._since: float | None = None
        self._failing: float | None = None
        self._error: TrainscopeError | None = None

    @property
    def next(self) -> float:
        """Epoch seconds when it is asked again."""
        return self._asked + self._pause

    @property
    def troubled(self) -> bool:
        """Whether the last answer was an error, or none."""
        return self._error is not None

    @property
    def waits_for_credentials(self) -> bool:
        """Whether it is the credentials that stand in the way."""
        return isinstance(self._error, CredentialsExpired)

    def is_due(self, now: float) -> bool:
        """Whether to ask now."""
        return now >= self.next - _SAME

    def wait(self, now: float) -> float:
        """Seconds until it is asked again; never longer than was planned, wherever the clock has been set."""
        return max(0.0, min(self.next - now, self._pause))

    def answered(self, now: float) -> bool:
        """Note an answer; returns whether there was trouble before."""
        troubled = self.troubled
        self._heard = True
        self._asked, self._pause, self._failures = now, 0.0, 0
        self._since, self._failing, self._error = now, None, None
        return troubled

    def plan(self, seconds: float) -> None:
        """Ask so long after the last time."""
        self._pause = seconds

    def hasten(self, seconds: float) -> None:
        """Ask so long after the last time, if that is sooner than was planned."""
        self._pause = min(self._pause, seconds)

    def failed(self, error: TrainscopeError, now: float) -> None:
        """Note that there was no answer; credentials that have come back are one, whatever fails then."""
        if self.waits_for_credentials and not isinstance(error, CredentialsExpired):
            self._failures, self._failing = 0, None
        self._failures += 1
        self._error = error
        if self._since is None:
            self._since = now
        if self._failing is None:
            self._failing = now
        most = RENEWAL_SECONDS if isinstance(error, CredentialsExpired) else LAST_BACK_OFF
        longest = min(most, FIRST_BACK_OFF * 2 ** min(self._failures - 1, 16))
        asked_for = error.retry_after if isinstance(error, EngineUnreachable) else None
        self._asked = now
        self._pause = max(longest * (0.5 + self._random() / 2), asked_for or 0.0)

    def follow_suit(self, other: Asking) -> None:
        """Fail as the other did: it would be refused for the same reason."""
        self._failures, self._error = other._failures, other._error
        self._asked, self._pause = other._asked, other._pause
        self._failing = other._failing if self._failing is None else self._failing
        self._since = other._since if self._since is None else self._since

    def failing_for(self, now: float) -> float:
        """Seconds since it was first asked in vain after the last answer."""
        return 0.0 if self._failing is None else now - self._failing

    def trouble(self, next_try: float) -> Trouble | None:
        """What to tell people; None while there are answers."""
        error = self._error
        if error is None or self._since is None:
            return None
        return Trouble(
            clean(str(error)),
            clean(error.fix),
            self._since,
            next_try,
            error.exit_code,
            heard=self._heard,
            credentials=self.waits_for_credentials,
        )
