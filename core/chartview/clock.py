"""The axis of wall-clock time: round times of the day, as the log shows them."""

from __future__ import annotations

import math
import time

from core.chartview.scale import Scale

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
"""Seconds between two labels; beyond a day, whole days."""
_DAY = 86_400


def clock_scale(low: float, high: float, columns: int) -> Scale:
    """Exactly this range, labelled with local times.

    Args:
        low: epoch seconds.
        high: epoch seconds, later.
        columns: width of the canvas in cells.
    """
    step = _step(high - low, columns)
    shift = time.localtime(low).tm_gmtoff
    first = math.ceil((low + shift) / step) * step - shift
    ticks = [float(first + number * step) for number in range(math.floor((high - first) / step) + 1)]
    ticks = ticks or [low]
    return Scale(low, high, tuple(ticks), tuple(clock(tick, step) for tick in ticks))


def whole_clock(first: float, last: float) -> tuple[float, float]:
    """Limits around all points that move only now and then while more points come.

    Args:
        first: epoch seconds of the first point.
        last: epoch seconds of the last.
    """
    part = _step(max(last - first, 1.0), 80)
    return math.floor(first / part) * part, (math.floor(last / part) + 1) * part


def clock(moment: float, step: float = 1) -> str:
    """A local time as precise as labels `step` seconds apart need it."""
    shown = "%m-%d" if step >= _DAY else "%H:%M" if step >= 60 else "%H:%M:%S"
    return time.strftime(shown, time.localtime(moment))


def _step(seconds: float, columns: int) -> int:
    """How many seconds lie between two labels, so that they leave room between them."""
    for step in _STEPS:
        widest = 11 if step < 60 else 8
        if seconds / step <= max(1, columns // widest):
            return step
    return _DAY * math.ceil(seconds / _DAY / max(1, columns // 8))
