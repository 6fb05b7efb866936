"""The price of an instance for whoever follows a job or an endpoint: from the cache, asked for at most once an hour."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.cancel import CancelToken
from core.engine.sagemaker import prices
from core.engine.sagemaker.questions import Questions
from core.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.sagemaker.connection import Aws

AGAIN_SECONDS = 3600.0
PATIENCE = 3.0
"""Seconds: the state of a job must not wait long for what its hour costs."""


class HourlyPrices:
    """Prices of one region. Threads may share it.

    Args:
        aws: to ask.
        overrides: `sagemaker.prices` of the configuration.
        clock: epoch seconds.
        use: what the instance is used for.
    """

    def __init__(
        self,
        aws: Aws,
        overrides: Mapping[str, float],
        clock: Callable[[], float],
        *,
        use: str = prices.TRAINING,
    ) -> None:
        self._aws = aws
        self._overrides = overrides
        self._clock = clock
        self._use = use
        self._lock = threading.Lock()
        self._asked: dict[str, float] = {}

    def of(self, instance_type: str) -> float | None:
        """USD per hour of one instance; None where it is unknown, which is asked again an hour later."""
        now = self._clock()
        known = prices.known(instance_type, self._aws.region, self._overrides, use=self._use, now=now)
        if known is not None:
            return known.usd_per_hour
        with self._lock:
            if now - self._asked.get(instance_type, now - AGAIN_SECONDS) < AGAIN_SECONDS:
                return None
            self._asked[instance_type] = now
        try:
            questions = Questions(self._aws, CancelToken(), patience=PATIENCE)
            found = prices.find(instance_type, self._overrides, questions, use=self._use, clock=self._clock)
        except EngineError:
            return None  # a job is followed whether or not its price can be had
        return found.usd_per_hour if isinstance(found, prices.Price) else None
