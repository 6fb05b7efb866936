"""How much the hosts of a job have to do, by CloudWatch's instance metrics: one call for all hosts.

CPU and GPU are reported as the sum over cores or GPUs, 100 for each (reference §4), and are divided here.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.engine.base import InstanceMetric
from core.engine.sagemaker import instances
from core.engine.sagemaker.links import GROUP
from core.engine.sagemaker.state import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.engine.sagemaker.connection import Aws
    from core.job.status import JobState

NAMES = {
    "CPUUtilization": "cpu",
    "MemoryUtilization": "memory",
    "GPUUtilization": "gpu",
    "GPUMemoryUtilization": "gpu_memory",
    "DiskUtilization": "disk",
}
PERIOD = 60
LOOK_BACK = 300
"""Seconds: the newest value is a minute or two old."""
QUERIES = 500
"""GetMetricData takes so many in one call."""
_SIZE = re.compile(r"ml\.[a-z0-9-]+\.(?:(\d{1,2})?x)?large")


def newest(aws: Aws, name: str, state: JobState, now: float) -> tuple[InstanceMetric, ...]:
    """The newest use of each host; hosts that report nothing are left out.

    Args:
        aws: to ask.
        name: of the job.
        state: tells how many hosts there are, and of what type.
        now: epoch seconds.

    Raises:
        EngineError: they could not be asked for.
    """
    end = min(now, state.ended) + PERIOD if state.ended is not None else now
    if state.training_started is None or now - end > LOOK_BACK:
        return ()
    hosts = [f"{name}/algo-{number}" for number in range(1, state.instance_count + 1)]
    values: dict[str, dict[str, tuple[float, float]]] = {host: {} for host in hosts}
    queries = [(host, metric) for host in hosts for metric in NAMES]
    for first in range(0, len(queries), QUERIES):
        part = queries[first : first + QUERIES]
        for row in _asked(aws, part, end):
            host, metric = part[int(row["Id"][1:])]
            found = [
                (moment, float(value))
                for at, value in zip(row.get("Timestamps", ()), row.get("Values", ()), strict=False)
                if (moment := seconds(at)) is not None and math.isfinite(float(value))
            ]
            if found:
                values[host][metric] = max(found)
    shares = divisors(state.instance_type)
    return tuple(_metric(host, told, shares) for host, told in values.items() if told)


def divisors(instance_type: str | None) -> dict[str, float | None]:
    """What each metric's 100 % are counted in: cores or GPUs; None where their number is not known."""
    known = instances.find(instance_type)
    size = _SIZE.fullmatch(instance_type or "")
    cores = None if size is None else 2 if size[0].endswith(".large") else 4 * int(size[1] or 1)
    gpus = None if known is None else known.gpus
    return {
        "CPUUtilization": cores if known is None else known.vcpus,
        "MemoryUtilization": 1,
        "GPUUtilization": gpus,
        "GPUMemoryUtilization": gpus,
        "DiskUtilization": 1,
    }


def _asked(aws: Aws, queries: list[tuple[str, str]], end: float) -> Iterator[dict[str, Any]]:
    asked = [
        {
            "Id": f"m{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": GROUP,
                    "MetricName": metric,
                    "Dimensions": [{"Name": "Host", "Value": host}],
                },
                "Period": PERIOD,
                "Stat": "Average",
            },
        }
        for number, (host, metric) in enumerate(queries)
    ]
    answer = aws.ask(
        "cloudwatch",
        "get_metric_data",
        MetricDataQueries=asked,
        StartTime=datetime.fromtimestamp(end - LOOK_BACK, UTC),
        EndTime=datetime.fromtimestamp(end, UTC),
        ScanBy="TimestampDescending",
    )
    yield from answer.get("MetricDataResults", ())


def _metric(
    host: str, told: dict[str, tuple[float, float]], shares: dict[str, float | None]
) -> InstanceMetric:
    use = {}
    for metric, (_, value) in told.items():
        share = shares[metric]
        if share is None and value <= 100.0:
            share = 1
        use[NAMES[metric]] = None if not share else min(1.0, max(0.0, value / share / 100.0))
    return InstanceMetric(host=host.rpartition("/")[2], time=max(at for at, _ in told.values()), **use)
