"""The request that starts a sweep: CreateHyperParameterTuningJob, made of the one that would start a job. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.kinds import SWEEP
from core.engine.sweeping import OBJECTIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.sweeping import Sweep
    from core.sweep.ranges import Range

DEFINITION = "TrainingJobDefinition"
_SHARED = (
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
    "VpcConfig",
    "EnableManagedSpotTraining",
    "EnableNetworkIsolation",
    "EnableInterContainerTrafficEncryption",
)
"""The members of CreateTrainingJob that HyperParameterTrainingJobDefinition has, too. It knows CheckpointConfig as
well, but as one folder for all jobs of the sweep, so that each would start from the checkpoints of another."""


def build(sweep: Sweep, job: Mapping[str, Any]) -> dict[str, Any]:
    """The request, JSON-able.

    Which metric is wanted and how it is read from the log the service tells the algorithm's jobs by itself.

    Args:
        sweep: ranges and budget.
        job: the request that would start one job of it (CreateTrainingJob).
    """
    definition = {name: job[name] for name in _SHARED if name in job}
    definition["StaticHyperParameters"] = {name: str(value) for name, value in sweep.fixed.items()}
    return {
        SWEEP.name: sweep.job.name,
        "HyperParameterTuningJobConfig": {
            "Strategy": sweep.strategy,
            "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": OBJECTIVE},
            "ResourceLimits": {
                "MaxNumberOfTrainingJobs": sweep.jobs,
                "MaxParallelTrainingJobs": sweep.parallel,
            },
            "ParameterRanges": _ranges(sweep.ranges),
            "TrainingJobEarlyStoppingType": "Auto" if sweep.early_stopping else "Off",
        },
        DEFINITION: definition,
        "Tags": list(job.get("Tags", ())),
    }


def definition_of(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """What all jobs of a sweep share, by its request."""
    definition: Mapping[str, Any] = request[DEFINITION]
    return definition


def _ranges(ranges: tuple[Range, ...]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in ranges:
        if row.kind == "Categorical":
            member: dict[str, Any] = {"Name": row.name, "Values": list(row.values)}
        else:
            member = {
                "Name": row.name,
                "MinValue": row.low,
                "MaxValue": row.high,
                "ScalingType": row.scaling.value,
            }
        found.setdefault(f"{row.kind}ParameterRanges", []).append(member)
    return found
