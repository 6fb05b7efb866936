"""How busy the hosts of a job were, as curves: each look at them adds a point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.job.metrics import MetricPoint
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.base import InstanceMetric

_MOST = 3000
"""Points of one curve: two days of a look a minute."""


@dataclass(frozen=True, slots=True)
class HostTrace:
    """One part of one host.

    Args:
        name: such as ``algo-1 GPU``, cleaned.
        points: shares 0..1 with their times, oldest first; the epoch of a point is its number.
    """

    name: str
    points: tuple[MetricPoint, ...]


def shares(host: InstanceMetric) -> tuple[tuple[str, float | None], ...]:
    """The parts of a host, what is asked about first at the start; None where it has no such part."""
    return (
        ("GPU", host.gpu),
        ("GPU mem", host.gpu_memory),
        ("CPU", host.cpu),
        ("memory", host.memory),
        ("disk", host.disk),
    )


def with_usage(traces: Sequence[HostTrace], usage: Sequence[InstanceMetric]) -> tuple[HostTrace, ...]:
    """The curves with what was seen now behind them; what was seen before already changes nothing."""
    known = {trace.name: trace for trace in traces}
    for host in usage:
        for part, share in shares(host):
            if share is not None:
                name = f"{clean(host.host)} {part}"
                trace = known.get(name, HostTrace(name, ()))
                known[name] = _longer(trace, MetricPoint(name, 0, share, host.host, host.time))
    return tuple(sorted(known.values(), key=lambda trace: trace.name.rpartition(" ")[0]))


def _longer(trace: HostTrace, point: MetricPoint) -> HostTrace:
    last = trace.points[-1] if trace.points else None
    if last is not None and (last.time or 0.0) >= (point.time or 0.0):
        return trace
    numbered = replace(point, epoch=last.epoch + 1 if last is not None else 0)
    return replace(trace, points=(*trace.points[-_MOST + 1 :], numbered))
