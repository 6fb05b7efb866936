"""How far a launch is and what it will cost, in words that cockpit and command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.sizes import size
from core.text import clean
from core.times import duration

if TYPE_CHECKING:
    from core.engine.base import Capabilities, LaunchProgress, Review
    from core.engine.hosting import DeployReview


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


def upload_lines(found: Review) -> list[tuple[str, str]]:
    """Label and words: how much is still to be sent; nothing where there is nothing to send."""
    return [("upload", size(found.upload_bytes))] if found.upload_bytes else []


def cost_lines(found: Review, capabilities: Capabilities, *, most_if: str = "") -> list[tuple[str, str]]:
    """Label and words: the price, what the job will probably cost, what it costs at most, each with its basis.

    An unknown price is not called free.

    Args:
        found: of the engine.
        capabilities: of the engine.
        most_if: when it costs the most, where that is not as plain as with one job.
    """
    if not capabilities.costs:
        return [("price", "free")]
    hour = "unknown" if found.price_per_hour is None else f"${found.price_per_hour:,.2f} per hour"
    lines = [("price", hour)]
    if found.expected is not None:
        lines.append(("expected", f"about ${found.expected:,.2f} ({clean(found.expected_basis)})"))
    most = (
        "unknown" if found.estimate is None else ", ".join(filter(None, (f"${found.estimate:,.2f}", most_if)))
    )
    basis = f" ({clean(found.estimate_basis)})" if found.estimate_basis else ""
    return [*lines, ("at most", f"{most}{basis}")]


def hosting_cost_lines(found: DeployReview, capabilities: Capabilities) -> list[tuple[str, str]]:
    """Label and words: the price of an endpoint per hour and per day, with its basis.

    An unknown price is not called free; what is paid by use has no price, and its basis says so.
    """
    if not capabilities.costs:
        return [("price", "free")]
    basis = clean(found.price_basis)
    if found.price_per_hour is None:
        return [("price", basis or "unknown")]
    hour, day = found.price_per_hour, found.price_per_hour * 24
    words = f"${hour:,.2f} per hour, ${day:,.2f} per day"
    return [("price", f"{words} ({basis})" if basis else f"{words}, until it is taken down")]
