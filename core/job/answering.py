"""How far a job is, whether it trains or asks: a batch transform counts photos where training counts epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.progress import Progress, progress
from core.job.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.job.metrics import MetricPoint
    from core.job.progress import LogFacts
    from core.job.status import JobState, TransformFacts

_FEW = 20
"""Answers that are too few to tell a speed."""


def how_far(
    state: JobState | None, facts: LogFacts | None, points: Sequence[MetricPoint], now: float
) -> Progress:
    """How far a job of either kind is; arguments as `core.job.progress.progress` has them."""
    if state is None or state.transform is None:
        return progress(state, facts, points, now)
    return _answering(state, state.transform, now)


def answered_words(facts: TransformFacts) -> str:
    """Such as ``answered 1,200 of 3,670 photos``; empty if nothing is known."""
    of = "" if facts.photos is None else f"{facts.photos:,}"
    if facts.answered is None:
        return f"{of} photos asked about" if of else ""
    return f"answered {facts.answered:,}{f' of {of}' if of else ''} photos"


def _answering(state: JobState, facts: TransformFacts, now: float) -> Progress:
    over = state.status.terminal
    if over and state.ended is not None:
        now = state.ended
    began = state.training_started
    elapsed = None if began is None else max(0.0, now - began)
    done, photos = facts.answered, facts.photos
    fraction = min(1.0, done / photos) if done is not None and photos else None
    left: float | None = 0.0 if over else None
    if not over and elapsed and done is not None and photos is not None and done >= _FEW:
        left = elapsed / done * max(0, photos - done)
    return Progress(
        fraction=1.0 if state.status is Status.COMPLETED else fraction,
        eta_seconds=left,
        eta_basis=f"{done:,} photos" if left else "",
        throughput=done / elapsed if done and elapsed else None,
        elapsed=elapsed,
    )
