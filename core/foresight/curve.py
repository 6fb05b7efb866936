"""What can be said of a noisy curve: its level, its noise, and whether it goes up or down for sure."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURE = 99.0
"""Standard errors of a line without any noise."""
_MEDIAN_STEP = 1.05
"""Standard deviation over the median step between neighbours, of what is spread normally."""


class Trend(NamedTuple):
    """A straight line through a piece of a curve.

    Args:
        change: from its first value to its last.
        sure: the same in standard errors: beyond 2 or 3 it is no accident.
    """

    change: float
    sure: float


def trend(values: Sequence[float]) -> Trend:
    """The straight line that is nearest to the values, which lie one epoch apart; at least three."""
    count = len(values)
    middle, mean = (count - 1) / 2, fmean(values)
    spread = sum((place - middle) ** 2 for place in range(count))
    slope = sum((place - middle) * (value - mean) for place, value in enumerate(values)) / spread
    rest = sum((value - mean - slope * (place - middle)) ** 2 for place, value in enumerate(values))
    error = math.sqrt(rest / (count - 2) / spread)
    change = slope * (count - 1)
    if error > 0:
        return Trend(change, max(-_SURE, min(_SURE, slope / error)))
    return Trend(change, math.copysign(_SURE, slope) if slope else 0.0)


def noise(values: Sequence[float]) -> float:
    """Standard deviation of what a value is off from its level, by the steps between neighbours; at least two."""
    return _MEDIAN_STEP * median(abs(late - early) for early, late in pairwise(values))


def smoothed(values: Sequence[float], width: int) -> list[float]:
    """Means of up to `width` values, each up to its own."""
    return [fmean(values[max(0, place + 1 - width) : place + 1]) for place in range(len(values))]
