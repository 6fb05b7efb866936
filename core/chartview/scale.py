"""Axes of the chart: round limits, ticks, labels that fit. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_PART = 20
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LOG_MARKS = ((1,), (1, 2, 5), tuple(range(1, 10)))
"""Which multiples of the powers of ten are labelled on a log scale, from few to many."""
_FINEST = 1e-4
"""Steps between labels below this are written with an exponent."""
_SMALLEST, _LARGEST = 1e-300, 1e300
"""Beyond these a power of ten is no float any more."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A range with the values at which it is labelled, ascending.

    Args:
        low: where it begins.
        high: where it ends.
        ticks: labelled places.
        labels: what they are labelled with; empty where whoever draws it writes the numbers.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...] = ()

    def share(self, value: float) -> float:
        """Where a value lies: 0 at `low`, 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def y_scale(values: Sequence[float], rows: int) -> Scale:
    """Round limits around values, with a label about every third row.

    Args:
        values: finite values, at least one; limits stay within 0..1 if all values do.
        rows: height of the canvas in cells.
    """
    low, high = min(values), max(values)
    room = max(high - low, 0.05, abs(high) * 0.02)
    middle = (low + high) / 2
    wanted = max(1, (rows - 1) // 3)
    step = round_step(room / wanted)
    first, last = math.floor((middle - room / 2) / step + 1e-9), math.ceil((middle + room / 2) / step - 1e-9)
    if low >= 0 and high <= 1:
        first, last = max(0, first), min(last, round(1 / step))
        if first == last:
            first, last = max(0, first - 1), last + (first == 0)
    ticks = tuple(number * step for number in range(first, last + 1))
    return Scale(first * step, last * step, ticks, numbers(ticks))


def log_scale(values: Sequence[float], rows: int) -> Scale:
    """A scale of the decimal logarithms of values; its labels are the values themselves.

    Args:
        values: finite and above zero, at least one.
        rows: height of the canvas in cells.
    """
    low, high = (min(max(end, _SMALLEST), _LARGEST) for end in (min(values), max(values)))
    wanted = max(2, (rows - 1) // 3)
    first = math.floor(math.log10(low))
    decades = range(first, max(math.ceil(math.log10(high)), first + 1) + 1)
    if len(decades) > wanted + 1:
        leap = math.ceil((len(decades) - 1) / wanted)
        powers = range(first, decades[-1] + leap, leap)
        return _log([10.0**power for power in powers], [f"1e{power}" for power in powers])
    step = round_step(max(high - low, high * 0.02) / wanted)
    even = [n * step for n in range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)]
    choices = [even] if len(even) > 1 and even[0] > 0 else []
    for multiples in _LOG_MARKS:
        choices.append(_around([float(f"{m}e{power}") for power in decades for m in multiples], low, high))
    fitting = [marks for marks in choices if len(marks) <= wanted + 2]
    best = min(fitting, key=lambda marks: (round(marks[-1] / marks[0], 6), len(marks)))
    if best is even and step >= _FINEST:
        return _log(best, numbers(best))
    return _log(best, [f"{mark:.4g}" for mark in best])


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
    return whole_numbers(0, high, columns)


def whole_numbers(low: float, high: float, columns: int) -> Scale:
    """Exactly this range, labelled with whole numbers that leave room between them.

    Args:
        low: where the axis begins.
        high: where it ends.
        columns: width of the canvas in cells.
    """
    widest = len(f"{high:.0f}") + 3
    step = round(round_step(max(1.0, (high - low) / max(1, columns // widest - 1)), whole=True))
    first = math.ceil(low / step) * step
    ticks = list(range(first, math.floor(high) + 1, step))
    end = math.floor(high)
    if not ticks or end - ticks[-1] >= step / 2 or (len(ticks) == 1 and end != ticks[0]):
        ticks.append(end)
    return Scale(low, high, tuple(map(float, ticks)), tuple(str(tick) for tick in ticks))


def numbers(ticks: Sequence[float]) -> tuple[str, ...]:
    """The ticks' numbers, all with the decimals that tell them apart."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 0.1
    least = 0 if step >= 1 else 2
    decimals = next((places for places in range(least, 6) if math.isclose(round(step, places), step)), 6)
    return tuple(f"{tick:.{decimals}f}" for tick in ticks)


def round_step(least: float, *, whole: bool = False) -> float:
    """The next round number that is not below `least`: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    steps = (step * power for step in _STEPS)
    return next(step for step in steps if step >= least * (1 - 1e-9) and (not whole or step == int(step)))


def _around(marks: Sequence[float], low: float, high: float) -> list[float]:
    """The marks from the last that is not above `low` to the first that is not below `high`."""
    first = max(0, sum(mark <= low for mark in marks) - 1)
    last = min(len(marks) - 1, max(first + 1, sum(mark < high for mark in marks)))
    return list(marks[first : last + 1])


def _log(marks: Sequence[float], labels: Sequence[str]) -> Scale:
    ticks = tuple(math.log10(mark) for mark in marks)
    return Scale(ticks[0], ticks[-1], ticks, tuple(labels))
