"""Axes of the chart: round limits, ticks, labels that fit. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_PART = 20
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A range with the values at which it is labelled, ascending."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """Where a value lies: 0 at `low`, 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def y_scale(values: Sequence[float], rows: int) -> Scale:
    """Round limits around accuracies, with a label about every third row.

    Args:
        values: finite values, at least one; limits stay within 0..1 if all values do.
        rows: height of the canvas in cells.
    """
    low, high = min(values), max(values)
    room = max(high - low, 0.05, abs(high) * 0.02)
    middle = (low + high) / 2
    wanted = max(1, (rows - 1) // 3)
    step = _step(room / wanted)
    first, last = math.floor((middle - room / 2) / step + 1e-9), math.ceil((middle + room / 2) / step - 1e-9)
    if low >= 0 and high <= 1:
        first, last = max(0, first), min(last, round(1 / step))
        if first == last:
            first, last = max(0, first - 1), last + (first == 0)
    return Scale(first * step, last * step, tuple(number * step for number in range(first, last + 1)))


def x_scale(last_epoch: int, epochs: int | None, columns: int) -> Scale:
    """Epochs from 0 on, with labels that leave room between them.

    The axis ends at the last epoch planned; of a long run it shows a part that doubles when it is nearly full, so that
    the first epochs are no sliver and nothing moves at each point.

    Args:
        last_epoch: highest epoch of a point.
        epochs: how many epochs the job is to run, None if unknown or if it is over.
        columns: width of the canvas in cells.
    """
    high = max(last_epoch, 1)
    if epochs is not None:
        part = _FIRST_PART
        while part < last_epoch + 1:
            part *= 2
        high = max(high, min(epochs - 1, part))
    widest = len(str(high)) + 3
    step = round(_step(max(1.0, high / max(1, columns // widest - 1)), whole=True))
    ticks = list(range(0, high + 1, step))
    if high - ticks[-1] >= step / 2 or len(ticks) == 1:
        ticks.append(high)
    return Scale(0, high, tuple(map(float, ticks)))


def y_labels(scale: Scale) -> tuple[str, ...]:
    """The ticks' numbers, all with the decimals that tell them apart."""
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else 0.1
    decimals = next((places for places in range(2, 6) if math.isclose(round(step, places), step)), 6)
    return tuple(f"{tick:.{decimals}f}" for tick in scale.ticks)


def _step(least: float, *, whole: bool = False) -> float:
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    steps = (step * power for step in _STEPS)
    return next(step for step in steps if step >= least * (1 - 1e-9) and (not whole or step == int(step)))
