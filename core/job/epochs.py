"""The finished epochs of a job: how long each trained, and when it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.job.metrics import EPOCH_SECONDS, VALIDATION_ACCURACY, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.job.metrics import MetricPoint

LONGEST_EPOCH = 28 * 24 * 3600.0
"""Seconds, the service's limit for a whole job: what claims to take longer, or less than nothing, is no time."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """The finished epochs of one stream; times in epoch seconds, None where the log has none.

    Args:
        costs: epoch -> seconds of its training part, and when that was said.
        ends: epoch -> when its last line was said.
    """

    costs: Mapping[int, tuple[float, float | None]]
    ends: Mapping[int, float | None]


def finished_epochs(points: Iterable[MetricPoint]) -> Epochs:
    """The finished epochs of the host that tells most; an epoch ends with its validation, if there is any."""
    costs: dict[str | None, dict[int, tuple[float, float | None]]] = {}
    validated: dict[str | None, dict[int, float | None]] = {}
    for point in points:
        if point.name == EPOCH_SECONDS and 0 <= point.value <= LONGEST_EPOCH:
            costs.setdefault(host_of(point.stream), {})[point.epoch] = (point.value, point.time)
        elif point.name == VALIDATION_ACCURACY:
            validated.setdefault(host_of(point.stream), {})[point.epoch] = point.time
    hosts = dict.fromkeys((*costs, *validated))
    told = max(hosts, key=lambda host: len(costs.get(host, ())) + len(validated.get(host, ())), default=None)
    ends = validated.get(told) or {epoch: time for epoch, (_, time) in costs.get(told, {}).items()}
    return Epochs(costs.get(told, {}), ends)
