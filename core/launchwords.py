"""How far a launch is and what it will cost, in words that cockpit and command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.sizes import size
from core.text import clean
from core.times import duration

if TYPE_CHECKING:
    from core.engine.base import Engine, LaunchProgress, Review


def progress_words(progress: LaunchProgress) -> str:
    """Such as ``uploading: 120 of 400 photos, 3.1 MB of 12.0 MB, 2.4 MB/s, about 00:04 left``; without its trouble."""
    parts = []
    unit = f" {progress.unit}" if progress.unit else ""
    if progress.total is not None:
        parts.append(f"{progress.done:,} of {progress.total:,}{unit}")
    elif progress.done:
        parts.append(f"{progress.done:,}{unit}")
    if progress.total_bytes:
        parts.append(f"{size(progress.done_bytes)} of {size(progress.total_bytes)}")
    elif progress.done_bytes:
        parts.append(size(progress.done_bytes))
    if progress.rate:
        parts.append(f"{size(int(progress.rate))}/s")
    if progress.seconds_left is not None:
        parts.append(f"about {duration(progress.seconds_left)} left")
    step = clean(progress.step)
    return f"{step}: {clean(', '.join(parts))}" if parts else step


def price_words(found: Review, engine: Engine) -> str:
    """What an hour costs, for people; an unknown price is not called free."""
    if not engine.capabilities.costs:
        return "free"
    return "price unknown" if found.price_per_hour is None else f"${found.price_per_hour:.2f} per hour"


def cost_lines(found: Review, engine: Engine) -> list[tuple[str, str]]:
    """Label and words: what is to be sent, the price and the estimate with their basis; nothing for what is free."""
    lines: list[tuple[str, str]] = []
    if found.upload_bytes:
        lines.append(("upload", size(found.upload_bytes)))
    if not engine.capabilities.costs:
        return lines
    lines.append(("price", price_words(found, engine)))
    estimate = "unknown" if found.estimate is None else f"at most ${found.estimate:.2f} for the whole job"
    basis = f" ({clean(found.estimate_basis)})" if found.estimate_basis else ""
    lines.append(("estimate", f"{estimate}{basis}"))
    return lines
