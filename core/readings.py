"""What new lines of a log say: points of the curve, and the facts after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.metrics import points_of
from core.job.progress import advance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import LogLine
    from core.job.logfacts import LogFacts
    from core.job.metrics import MetricPoint
    from core.job.status import MetricDefinition


def readings(
    lines: Sequence[LogLine], facts: LogFacts, metrics: Sequence[MetricDefinition]
) -> tuple[list[MetricPoint], LogFacts]:
    """The points of the lines, each (stream, name, epoch) once, and the facts.

    Args:
        lines: new ones, cleaned.
        facts: so far.
        metrics: what the service reads from such a log, where the format is not the built-in one.
    """
    points = {(point.stream, point.name, point.epoch): point for line in lines for point in points_of(line)}
    for line in lines:
        facts = advance(facts, line)
    if not metrics:
        return list(points.values()), facts
    from core.job.definitions import read_defined

    defined, facts = read_defined(lines, metrics, facts)
    names = {point.name for point in defined} | {name for _, name, _ in facts.counts}
    return [point for point in points.values() if point.name not in names] + defined, facts
