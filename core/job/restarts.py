"""What a job that began anew has made void: a host whose spot instance was taken away trains epochs again.

Each start of a container writes into a stream of its own; the seconds of the start stand at the end of its name
(`core.job.metrics.host_of`). From checkpoints it goes on where it stood, otherwise from epoch 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.job.metrics import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.job.metrics import MetricPoint


def still_valid(points: Sequence[MetricPoint]) -> Sequence[MetricPoint]:
    """The points without those of epochs that the same host has begun again in a later stream.

    Args:
        points: of all streams; the same object if no host began anew.
    """
    streams = {point.stream for point in points}
    if len({host_of(stream) for stream in streams}) == len(streams):
        return points
    limits = _limits(points)
    return [point for point in points if point.stream not in limits or point.epoch < limits[point.stream]]


def _limits(points: Iterable[MetricPoint]) -> dict[str | None, int]:
    """Stream -> the first epoch that a later stream of its host trained, for those that were replaced."""
    first: dict[str, int] = {}
    for point in points:
        if point.stream is not None:
            first[point.stream] = min(point.epoch, first.get(point.stream, point.epoch))
    hosts: dict[str | None, list[str]] = {}
    for stream in first:
        hosts.setdefault(host_of(stream), []).append(stream)
    limits: dict[str | None, int] = {}
    for streams in hosts.values():
        later: int | None = None
        for stream in sorted(streams, key=_start, reverse=True):
            if later is not None:
                limits[stream] = later
            later = first[stream] if later is None else min(later, first[stream])
    return limits


def _start(stream: str) -> int:
    """Epoch seconds at the end of a stream's name: when its container was started."""
    digits = stream.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
