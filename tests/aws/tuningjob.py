"""One hyperparameter tuning job: which values its jobs get, when they start, and what the service says of it."""

from __future__ import annotations

import hashlib
import itertools
import math
import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.aws.life import Life, curve_of, quick, usual
from tests.aws.lines import made_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.aws.job import Job

    Maker = Callable[[Mapping[str, Any]], Life]

OBJECTIVE = "validation:accuracy"
ATTEMPTS = 5
NONE_SUCCEEDED = (
    f"No training job succeeded after {ATTEMPTS} attempts. Please take a look at the training job failures to get "
    "more details."
)
COUNTERS = ("Completed", "InProgress", "RetryableError", "NonRetryableError", "Stopped")
_START_SECONDS = 5.0


def quality(values: Mapping[str, str]) -> float:
    """The accuracy that these hyperparameters come to: best with sgd, a rate of 0.01 and 32 photos a batch."""
    rate, batch = float(values.get("learning_rate", 0.1)), float(values.get("mini_batch_size", 32))
    lost = 0.08 * abs(math.log10(rate / 0.01)) + 0.02 * abs(math.log2(batch / 32))
    lost += 0.0 if values.get("optimizer", "sgd") == "sgd" else 0.03
    return max(0.1, 0.9 - lost)


def tuned(request: Mapping[str, Any]) -> Life:
    """As long as any job, as accurate as its values are good."""
    values = request["HyperParameters"]
    curve = curve_of(int(values.get("epochs", 30)), first=0.1, best=quality(values))
    return replace(usual(request), lines=made_lines(curve, hyperparameters=values, batches=2))


def quickly(request: Mapping[str, Any]) -> Life:
    """A few seconds, as accurate as its values are good."""
    best = quality(request["HyperParameters"])
    return quick((best - 0.05, best))


NAMED: dict[str, Maker] = {
    "usual": tuned,
    "quick": quickly,
    "failed": lambda request: quick(failure="AlgorithmError: no", end="Failed", fail_in="Training"),
}


@dataclass(slots=True)
class TuningJob:
    """A tuning job and the training jobs that it has started by now."""

    name: str
    arn: str
    request: Mapping[str, Any]
    life: Maker
    created: float
    tags: dict[str, str] = field(default_factory=dict)
    children: list[Job] = field(default_factory=list)
    stopped_at: float = float("inf")

    @property
    def config(self) -> Mapping[str, Any]:
        config: Mapping[str, Any] = self.request["HyperParameterTuningJobConfig"]
        return config

    @property
    def most(self) -> int:
        return int(self.config["ResourceLimits"].get("MaxNumberOfTrainingJobs", 0)) or len(self._grid())

    def due(self) -> float:
        """When its next job starts; never, if there will be none."""
        number, parallel = len(self.children), int(self.config["ResourceLimits"]["MaxParallelTrainingJobs"])
        first = self.created + _START_SECONDS
        moment = first if number < parallel else sorted(job.end for job in self.children)[number - parallel]
        over = number >= self.most or moment >= self.stopped_at or self._failed(moment)
        return float("inf") if over else moment

    def next_request(self) -> dict[str, Any]:
        """The request of its next job."""
        number = len(self.children) + 1
        digest = hashlib.sha1(f"{self.name}/{number}".encode()).hexdigest()[:8]
        definition = dict(self.request["TrainingJobDefinition"])
        fixed = definition.pop("StaticHyperParameters", {})
        return definition | {
            "TrainingJobName": f"{self.name}-{number:03d}-{digest}",
            "HyperParameters": fixed | self._values(number) | {"_tuning_objective_metric": OBJECTIVE},
            "TuningJobArn": self.arn,
            "Tags": list(self.request.get("Tags", [])),
        }

    def status(self, now: float) -> str:
        running = any(not job.ended(now) for job in self.children)
        if self.stopped_at <= now:
            return "Stopping" if running else "Stopped"
        if self._failed(now):
            return "Failed"
        return "InProgress" if running or len(self.children) < self.most else "Completed"

    def end(self, now: float) -> float | None:
        """When it came to its end; None while it has not."""
        if self.status(now) in ("InProgress", "Stopping"):
            return None
        ends = [job.end for job in self.children]
        return max([*ends, self.stopped_at] if self.stopped_at <= now else ends)

    def best(self, now: float) -> Job | None:
        """The ended job with the highest last value of the objective."""
        found = [(value, job) for job in self.children if (value := objective(job, now)) is not None]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def tuned_values(self, job: Job) -> dict[str, str]:
        """Those of its hyperparameters that were chosen."""
        ranged = {row["Name"] for _, row in self.ranges()}
        return {name: value for name, value in job.request["HyperParameters"].items() if name in ranged}

    def ranges(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Kind and range of each hyperparameter that is tuned."""
        return ranges_in(self.config.get("ParameterRanges", {}))

    def _failed(self, now: float) -> bool:
        ended = [job.status(now) for job in self.children if job.ended(now)]
        return len(ended) >= min(ATTEMPTS, self.most) and set(ended) == {"Failed"}

    def _grid(self) -> list[dict[str, str]]:
        names = [row["Name"] for _, row in self.ranges()]
        values = [row.get("Values", []) for _, row in self.ranges()]
        return [dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*values)]

    def _values(self, number: int) -> dict[str, str]:
        if self.config["Strategy"] == "Grid":
            return self._grid()[number - 1]
        source = random.Random(f"{self.name}/{number}")
        return {row["Name"]: _chosen(kind, row, source) for kind, row in self.ranges()}


def ranges_in(given: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Kind and range of each hyperparameter in ParameterRanges."""
    for kind in ("Continuous", "Integer", "Categorical"):
        for row in given.get(f"{kind}ParameterRanges", []):
            yield kind, row


def objective(job: Job, now: float) -> float | None:
    """The last value of the objective of a job that has ended; None if it has none."""
    if not job.ended(now) or job.status(now) == "Failed":
        return None
    found = [one["Value"] for one in job.metrics(now) if one["MetricName"] == OBJECTIVE]
    return float(found[0]) if found else None


def _chosen(kind: str, row: Mapping[str, Any], source: random.Random) -> str:
    if kind == "Categorical":
        return str(source.choice(row["Values"]))
    low, high = float(row["MinValue"]), float(row["MaxValue"])
    scaling = row.get("ScalingType", "Auto")
    if scaling == "Logarithmic" or (scaling == "Auto" and low > 0 and high / low >= 100):
        value = math.exp(source.uniform(math.log(low), math.log(high)))
    else:
        value = source.uniform(low, high)
    return str(round(value)) if kind == "Integer" else repr(value)
