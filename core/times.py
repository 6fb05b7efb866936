"""Times: epoch seconds (UTC, float) inside, ISO 8601 at the edges, durations for people."""

from __future__ import annotations

from datetime import UTC, datetime

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
"""Epoch seconds that no calendar here goes far beyond."""


def iso(seconds: float | None) -> str | None:
    """Epoch seconds as ISO 8601 UTC with milliseconds, such as ``2026-11-23T22:19:04.120Z``; None stays None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def duration(seconds: float) -> str:
    """A duration as ``h:mm:ss``, or ``mm:ss`` below an hour; negative counts as zero."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes:02}:{secs:02}"
