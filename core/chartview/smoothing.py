"""Smoothing as TensorBoard does it: an exponential moving average whose first values are not drawn towards zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHTS = (0.0, 0.3, 0.6, 0.9)
"""The weights that a key goes round."""
LARGEST = 0.99
"""A weight of 1 would flatten every curve to its first value."""
_SPENT = 1e-17
"""What the average began with counts no more."""


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """The values, each averaged with those before it.

    Before its correction the average starts at zero; dividing by the weights spent so far makes the first value its own
    average. Values that are not finite stay where they are and weigh nothing, and a constant curve stays as it is.

    Args:
        values: in order.
        weight: how much of the average so far is kept at each step, 0 (no smoothing) to `LARGEST`.
    """
    weight = min(max(weight, 0.0), LARGEST)
    finite = values if math.isfinite(sum(values)) else list(filter(math.isfinite, values))
    if weight == 0 or not finite or min(finite) == max(finite):
        return list(values)
    gain = 1 - weight
    average = 0.0
    averages = [average := average * weight + gain * value for value in finite]
    left, at = 1.0, 0
    while at < len(finite) and left > _SPENT:
        left *= weight
        averages[at] /= 1 - left
        at += 1
    if finite is values:
        return averages
    rest = iter(averages)
    return [next(rest) if math.isfinite(value) else value for value in values]


def next_weight(weight: float) -> float:
    """The weight after this one, around the end."""
    return next((larger for larger in WEIGHTS if larger > weight), WEIGHTS[0])
