"""CreateHyperParameterTuningJob: the service's rules beyond its model, for the built-in image-classification."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.job.parameter import table
from tests.aws.tuningjob import OBJECTIVE, ranges_in
from tests.aws.validation import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = "_tuning_objective_metric"


def check_tuning_job(request: Mapping[str, Any]) -> None:
    """Refuse what the service refuses although its model would allow it; what a job shares is not looked at.

    Raises:
        Refusal: ValidationException.
    """
    config, definition = request["HyperParameterTuningJobConfig"], request.get("TrainingJobDefinition")
    if definition is None:
        raise invalid("TrainingJobDefinition is required")
    if definition["AlgorithmSpecification"].get("MetricDefinitions"):
        raise invalid("You can't override the metric definitions for Amazon SageMaker algorithms.")
    wanted = config.get("HyperParameterTuningJobObjective", {})
    if wanted.get("MetricName") != OBJECTIVE:
        raise invalid(
            f"The objective metric {wanted.get('MetricName')} is not one of the algorithm's: [{OBJECTIVE}]"
        )
    rows = list(ranges_in(config.get("ParameterRanges", {})))
    if not rows:
        raise invalid("At least one of the parameter ranges must be specified.")
    names = [row["Name"] for _, row in rows]
    fixed = definition.get("StaticHyperParameters", {})
    if OWN in fixed or OWN in names:
        raise invalid(f"The hyperparameter {OWN} is reserved.")
    twice = sorted(set(names) & set(fixed)) + sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise invalid(
            f"The hyperparameter {twice[0]} is both static and in a parameter range, or in two ranges."
        )
    for kind, row in rows:
        _check_range(kind, row)
    _check_limits(config, rows)


def _check_limits(config: Mapping[str, Any], rows: list[tuple[str, Mapping[str, Any]]]) -> None:
    limits = config["ResourceLimits"]
    most, parallel = limits.get("MaxNumberOfTrainingJobs"), limits["MaxParallelTrainingJobs"]
    if config["Strategy"] == "Grid":
        if any(kind != "Categorical" for kind, _ in rows):
            raise invalid("Grid search is only supported with categorical parameter ranges.")
        whole = math.prod(len(row["Values"]) for _, row in rows)
        if most not in (None, whole):
            raise invalid(f"MaxNumberOfTrainingJobs must be {whole} with Grid, or left out.")
        most = whole
    if most is None:
        raise invalid("MaxNumberOfTrainingJobs is required.")
    if parallel > most:
        raise invalid("MaxParallelTrainingJobs must be less than or equal to MaxNumberOfTrainingJobs.")


def _check_range(kind: str, row: Mapping[str, Any]) -> None:
    name = row["Name"]
    parameter = table().get(name)
    if parameter is None or parameter.tuning is None:
        raise invalid(f"The hyperparameter {name} is not tunable.")
    if kind != parameter.tuning.kind:
        raise invalid(f"The hyperparameter {name} needs a {parameter.tuning.kind} parameter range.")
    ends = row.get("Values") or [row["MinValue"], row["MaxValue"]]
    for end in ends:
        try:
            parameter.parse(end)
        except ValueError as problem:
            raise invalid(f"The parameter range of {name} is not allowed: {problem}") from None
    if kind == "Categorical":
        return
    low, high = (float(end) for end in ends)
    if low >= high:
        raise invalid(f"MinValue of {name} must be less than MaxValue.")
    if row.get("ScalingType") == "Logarithmic" and low <= 0:
        raise invalid(f"ScalingType Logarithmic of {name} needs values above 0.")
    if row.get("ScalingType") == "ReverseLogarithmic" and not (kind == "Continuous" and 0 <= low < high < 1):
        raise invalid(f"ScalingType ReverseLogarithmic of {name} needs values from 0 to below 1.")
