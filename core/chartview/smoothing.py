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


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """The values, each averaged with those before it.

    Before its correction the average starts at zero; dividing by the weights spent so far makes the first value its own
    average. Values that are not finite stay where they are and weigh nothing, and a constant curve stays as it is.

    Args:
        values: in order.
        weight: how much of the average so far is kept at each step, 0 (no smoothing) to `LARGEST`.
    """
    weight = min(max(weight, 0.0), LARGEST)
    isfinite, gain = math.isfinite, 1 - weight
    if weight == 0 or len({value for value in values if isfinite(value)}) < 2:
        return list(values)
    kept: list[float] = []
    average, left = 0.0, 1.0
    for value in values:
        if isfinite(value):
            average = average * weight + gain * value
            left *= weight
            kept.append(average / (1 - left))
        else:
            kept.append(value)
    return kept


def next_weight(weight: float) -> float:
    """The weight after this one, around the end."""
    return next((larger for larger in WEIGHTS if larger > weight), WEIGHTS[0])
