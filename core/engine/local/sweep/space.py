"""The values of a sweep's ranges as places between 0 and 1, and back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.job.parameter import table
from core.sweep.ranges import Scaling

if TYPE_CHECKING:
    from core.sweep.ranges import Range

_WIDE = 100.0
"""A range whose ends are so many times apart is spread by powers of ten, unless it says otherwise."""
_DIGITS = 5
"""Of a number that is chosen; more would only be noise to read."""


def scaling_of(row: Range) -> Scaling:
    """How the values of a numeric range are spread: its own scale, or what this engine takes for ``Auto``."""
    if row.scaling is not Scaling.AUTO:
        return row.scaling
    low, high = float(row.low), float(row.high)
    return Scaling.LOGARITHMIC if low > 0 and high / low >= _WIDE else Scaling.LINEAR


def value_at(row: Range, place: float) -> str:
    """The value at a place of a range, in the form in which it is sent.

    Args:
        row: the range.
        place: 0 is its low end or first value, 1 its high end or last value.
    """
    if row.values:
        return row.values[min(int(place * len(row.values)), len(row.values) - 1)]
    low, high = float(row.low), float(row.high)
    match scaling_of(row):
        case Scaling.LOGARITHMIC:
            number = low * (high / low) ** place
        case Scaling.REVERSE_LOGARITHMIC:
            number = 1.0 - (1.0 - low) * ((1.0 - high) / (1.0 - low)) ** place
        case _:
            number = low + place * (high - low)
    shown = float(f"{number:.{_DIGITS}g}")
    if row.kind == "Integer":
        shown = round(number)
    text = row.low if shown <= low else row.high if shown >= high else repr(shown)
    return table()[row.name].parse(text)


def place_of(row: Range, value: str) -> float:
    """Where a value lies in its range; `value_at` gives it back, up to rounding."""
    if row.values:
        return (row.values.index(value) + 0.5) / len(row.values)
    low, high, number = float(row.low), float(row.high), float(value)
    match scaling_of(row):
        case Scaling.LOGARITHMIC:
            return math.log(number / low) / math.log(high / low)
        case Scaling.REVERSE_LOGARITHMIC:
            return math.log((1.0 - number) / (1.0 - low)) / math.log((1.0 - high) / (1.0 - low))
        case _:
            return (number - low) / (high - low)
