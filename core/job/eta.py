"""How long a job will go on: an estimate with what it rests on and how far it may be off.

The margin holds the truth in nine of ten looks at the real logs (benchmarks/eta.py measures it). It grows with how much
the epochs so far differ, with how few they were, and with how many are left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.job.pace import Pace

_SIGMAS = 1.9
"""Standard deviations: so many that nine of ten looks at the real logs hold the truth."""
_DRIFT = 0.02
"""Part of the time left by which the pace of the rest differs from that of the epochs so far."""
_LEAST_SPREAD = 0.01
"""Of an epoch: what the time between two of them adds, which is not measured for each."""
_UNKNOWN_SPREAD = 0.04
"""Of an epoch: while there are too few to tell."""
_FEW = 4
_BY_BATCHES = (0.45, 0.8)
"""Parts by which the speed of the first batches is off: they are slow, and validation is not in it."""
_BY_FIRST_EPOCH = (0.45, 0.75)
"""The first epoch is slower than the others, and nobody knows by how much: by these parts at most."""
_FIRST_SECONDS = 5.0
"""And by so many seconds."""
_FIRST_LEAST = 0.25
"""How much longer the others may be all the same."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds until the last epoch ends.

    Args:
        seconds: the estimate, for all epochs.
        low: at the least, early stopping included.
        high: at the most.
        basis: what it rests on, for people.
        margin: part by which it may be off, early stopping aside; None where that is not the same either way.
    """

    seconds: float
    low: float
    high: float
    basis: str
    margin: float | None


def time_left(pace: Pace, epochs: int, spent: float, soonest: int | None = None) -> TimeLeft:
    """How long so many more epochs take.

    Args:
        pace: of the job.
        epochs: that are left, the running one included.
        spent: seconds of the running one that are gone.
        soonest: epochs that are left if training stops early as soon as it can; None where it does not.
    """
    whole = pace.seconds * epochs
    fewer, more = _margins(pace, epochs)
    basis, margin = pace.basis, fewer if fewer == more else None
    least = whole
    if soonest is not None and soonest < epochs:
        least = pace.seconds * soonest
        basis = f"{basis}; may stop early"
    return TimeLeft(
        max(0.0, whole - spent),
        max(0.0, least * (1 - fewer) - spent),
        max(0.0, whole * (1 + more) - spent),
        basis,
        margin,
    )


def plus_minus(margin: float) -> str:
    """A margin for people, such as ``± 4 %``."""
    return f"± {max(1, round(100 * margin))} %"


def _margins(pace: Pace, epochs: int) -> tuple[float, float]:
    """By which part of it the time for so many epochs may be shorter, and longer."""
    if pace.count == 0:
        return _BY_BATCHES
    if pace.count == 1:
        fewer, more = _BY_FIRST_EPOCH
        part = _FIRST_SECONDS / pace.seconds if pace.seconds else 0.0
        return min(fewer, part), min(more, _FIRST_LEAST + part)
    if not pace.seconds or not epochs:
        return 0.0, 0.0
    spread = max(pace.spread / pace.seconds, _UNKNOWN_SPREAD if pace.count < _FEW else _LEAST_SPREAD)
    parts = (spread / math.sqrt(pace.count), spread / math.sqrt(epochs), pace.unsure / pace.seconds, _DRIFT)
    margin = min(1.0, _SIGMAS * math.hypot(*parts))
    return margin, margin
