"""Points for the tests of charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.chartview.curves import ChartData
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

T0 = 1_764_000_000.0
"""Some moment in November 2025, epoch seconds."""


def points_of(
    values: Sequence[float], name: str = VALIDATION_ACCURACY, *, seconds: float | None = 60.0
) -> tuple[MetricPoint, ...]:
    """One point per value, an epoch and so many seconds apart; without times if `seconds` is None."""
    return tuple(
        MetricPoint(name, epoch, value, "algo-1", None if seconds is None else T0 + seconds * epoch)
        for epoch, value in enumerate(values)
    )


def data_of(*values: float, epochs: int | None = None, steps: int | None = None) -> ChartData:
    """A job with these validation accuracies."""
    return ChartData(points_of(values), epochs=epochs, steps=steps)
