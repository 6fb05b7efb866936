"""How often each AWS operation may be called, over all pollers of this process.

Known rates (reference §5): ListTrainingJobs 2 a second, GetLogEvents 10, DescribeLogStreams and FilterLogEvents 5,
each per account and region and shared with everyone who works there. So this program takes at most half. When the
service throttles an operation nonetheless, all pollers leave it alone for a while that grows with every refusal.
"""

from __future__ import annotations

import random as random_module
import threading
import time
from typing import TYPE_CHECKING

from core.errors import Throttled

if TYPE_CHECKING:
    from collections.abc import Callable

INTERVALS = {
    "list_training_jobs": 1.0,
    "describe_training_job": 0.5,
    "list_transform_jobs": 1.0,
    "describe_transform_job": 0.5,
    "list_hyper_parameter_tuning_jobs": 1.0,
    "list_training_jobs_for_hyper_parameter_tuning_job": 1.0,
    "describe_hyper_parameter_tuning_job": 0.5,
    "get_log_events": 0.2,
    "filter_log_events": 0.5,
    "describe_log_streams": 0.5,
    "get_metric_data": 0.5,
    "list_tags": 0.05,
}
"""Seconds between two calls of an operation; one that is not named may be called at any time."""
FIRST_HOLD = 1.0
LAST_HOLD = 60.0


class Governor:
    """Spaces calls out and holds an operation back after it was throttled. Threads may share it.

    Args:
        clock: seconds, only differences count.
        random: 0 to 1, for the jitter.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._clock = clock
        self._random = random
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._refusals: dict[str, int] = {}

    def turn(self, operation: str) -> float:
        """Take the next free turn of an operation; returns how many seconds to sleep before it.

        Raises:
            Throttled: it is held back; `retry_after` says for how long.
        """
        with self._lock:
            now = self._clock()
            held = self._held_until.get(operation, 0.0) - now
            if held > 0:
                raise Throttled(
                    "AWS asks to be asked less often",
                    why=f"{operation} was throttled",
                    fix="other programs may use up the account's rate",
                    retry_after=held,
                )
            at = max(now, self._next.get(operation, 0.0))
            self._next[operation] = at + INTERVALS.get(operation, 0.0)
            return at - now

    def throttled(self, operation: str) -> float:
        """The service refused; nobody calls it again for the seconds returned."""
        with self._lock:
            left = self._held_until.get(operation, 0.0) - self._clock()
            if left > 0:
                return left  # calls that were on their way together count as one refusal
            refusals = self._refusals[operation] = self._refusals.get(operation, 0) + 1
            longest = min(LAST_HOLD, FIRST_HOLD * 2 ** min(refusals - 1, 16))
            seconds: float = longest * (0.5 + self._random() / 2)
            self._held_until[operation] = self._clock() + seconds
            return seconds

    def answered(self, operation: str) -> None:
        """The service answered: the next refusal counts as the first."""
        with self._lock:
            self._refusals.pop(operation, None)


_shared: dict[tuple[str, str], Governor] = {}
_shared_lock = threading.Lock()


def shared(profile: str, region: str) -> Governor:
    """The one governor of this process for a place."""
    with _shared_lock:
        return _shared.setdefault((profile, region), Governor())
