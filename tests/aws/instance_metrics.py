"""Instance metrics of running jobs, put into moto's CloudWatch once a minute as they become due."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.aws.logs import GROUP

if TYPE_CHECKING:
    from tests.aws.job import Job
    from tests.aws.jobs import Jobs
    from tests.aws.moto_door import MotoDoor

PERIOD = 60


class InstanceMetrics:
    """Publishes what is due; CloudWatch's own requests are answered by moto.

    `gpus` and `cores` are what the percentages count: 100 for each.
    """

    def __init__(self, jobs: Jobs, door: MotoDoor, region: str) -> None:
        self.jobs, self.gpus, self.cores = jobs, 1, 4
        self._cloudwatch: Any = door.backend("cloudwatch", region)
        self._done: dict[str, float] = {}

    def publish(self) -> None:
        """Put every data point that is due by now."""
        with self.jobs.lock:
            now = self.jobs.clock()
            for job in self.jobs:
                self._publish(job, now)

    def _publish(self, job: Job, now: float) -> None:
        start = job.training_start
        if start is None or start > now:
            return
        last = min(now, job.end)
        moment = self._done.get(job.name, start - start % PERIOD + PERIOD)
        while moment <= last:
            for number in range(1, job.request["ResourceConfig"].get("InstanceCount", 1) + 1):
                data = self._data(f"{job.name}/algo-{number}", moment, number)
                self._cloudwatch.put_metric_data(GROUP, data)
            moment += PERIOD
        self._done[job.name] = moment

    def _data(self, host: str, moment: float, number: int) -> list[dict[str, Any]]:
        wave = math.sin(moment / 300 + number)
        values = {
            "CPUUtilization": (55 + 20 * wave) * self.cores,
            "MemoryUtilization": 30 + 2 * wave,
            "DiskUtilization": 12.0,
            "GPUUtilization": (88 + 8 * wave) * self.gpus,
            "GPUMemoryUtilization": 61.0 * self.gpus,
        }
        return [
            {
                "MetricName": name,
                "Value": value,
                "Unit": "Percent",
                "Timestamp": datetime.fromtimestamp(moment, UTC).replace(tzinfo=None),  # as moto keeps them
                "Dimensions": [{"Name": "Host", "Value": host}],
            }
            for name, value in values.items()
        ]
