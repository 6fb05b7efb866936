"""Times and money in the words of the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.job.cost import Cost

_MINUTE = 60.0
_HOUR = 3600.0


def long(seconds: float) -> str:
    """A time for people, such as ``40 seconds``, ``12 minutes``, ``3.5 hours``."""
    if seconds < 2 * _MINUTE:
        whole = max(1, round(seconds))
        return f"{whole} second{'' if whole == 1 else 's'}"
    if seconds < 2 * _HOUR:
        return f"{round(seconds / _MINUTE)} minutes"
    return f"{seconds / _HOUR:.1f} hours"


def saving(cost: Cost | None) -> str:
    """What stopping now saves, such as ``, $0.28``; empty where that is not known or nothing."""
    if cost is None or cost.at_end is None or cost.so_far is None or cost.at_end - cost.so_far < 0.005:
        return ""
    return f", ${cost.at_end - cost.so_far:,.2f}"
