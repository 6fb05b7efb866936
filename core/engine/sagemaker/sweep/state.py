"""What SageMaker answers about sweeps, as states and jobs; nothing here fails for a missing field. Pure.

Shapes: DescribeHyperParameterTuningJob, ListHyperParameterTuningJobs, HyperParameterTrainingJobSummary.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, get_args

from core.engine.sagemaker.failures import advice
from core.engine.sagemaker.kinds import SWEEP, end_member
from core.engine.sagemaker.links import parts_of
from core.engine.sagemaker.state import seconds, status_of
from core.engine.sagemaker.sweep.request import DEFINITION
from core.engine.sagemaker.wording import words
from core.engine.sweeping import OBJECTIVE, SweepJob, SweepState
from core.job.status import JobKey, Status
from core.sweep.ranges import Kind, Range, Scaling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COUNTERS = {
    "Completed": Status.COMPLETED,
    "InProgress": Status.IN_PROGRESS,
    "Stopped": Status.STOPPED,
    "RetryableError": Status.FAILED,
    "NonRetryableError": Status.FAILED,
}
_ENDED_BADLY = "DeleteFailed"
_JOBS_FAILED = words(r"no training jobs? succeeded|all training jobs failed")
_SCALES = {scaling.value: scaling for scaling in Scaling}


def state_of(answer: Mapping[str, Any], place: JobKey, launch_id: str = "") -> SweepState:
    """The state that a description, or a row of the list, tells of.

    Args:
        answer: of DescribeHyperParameterTuningJob, or a summary of ListHyperParameterTuningJobs.
        place: engine, account and region, where the ARN does not say.
        launch_id: that it is marked with.
    """
    config = answer.get("HyperParameterTuningJobConfig") or {}
    limits = config.get("ResourceLimits") or answer.get("ResourceLimits") or {}
    status = status_in(answer)
    where = parts_of(str(answer.get(SWEEP.arn, "")))
    best = answer.get("BestTrainingJob") or answer.get("OverallBestTrainingJob")
    reason = str(answer.get("FailureReason") or "") or None
    ended = seconds(answer.get(end_member(SWEEP))) or seconds(answer.get("LastModifiedTime"))
    return SweepState(
        key=JobKey(
            place.engine,
            where.account or place.account,
            where.region or place.region,
            str(answer.get(SWEEP.name, "")),
        ),
        status=status,
        jobs=_whole(limits.get("MaxNumberOfTrainingJobs")),
        parallel=_whole(limits.get("MaxParallelTrainingJobs")),
        counts=_counts(answer.get("TrainingJobStatusCounters") or {}),
        ranges=tuple(_ranges(_asked_ranges(answer, config))),
        strategy=str(config.get("Strategy") or answer.get("Strategy") or ""),
        objective=_objective(answer, config),
        best=job_of(best) if best and best.get("TrainingJobName") else None,
        created=seconds(answer.get("CreationTime")),
        ended=ended if status.terminal else None,
        failure_reason=reason,
        advice=_advice(reason) if status is Status.FAILED else "",
        launch_id=launch_id,
    )


def status_in(answer: Mapping[str, Any]) -> Status:
    """The status of a sweep; one whose deletion has failed does nothing any more."""
    word = answer.get(SWEEP.status)
    return Status.FAILED if word == _ENDED_BADLY else status_of(word)


def job_of(row: Mapping[str, Any]) -> SweepJob:
    """A job of a sweep, as HyperParameterTrainingJobSummary has it."""
    status = status_of(row.get("TrainingJobStatus"))
    final = row.get("FinalHyperParameterTuningJobObjectiveMetric") or {}
    values = row.get("TunedHyperParameters") or {}
    return SweepJob(
        name=str(row.get("TrainingJobName", "")),
        status=status,
        values={str(name): _plain(str(value)) for name, value in values.items()},
        objective=_number(final.get("Value")),
        created=seconds(row.get("CreationTime")),
        ended=seconds(row.get("TrainingEndTime")) if status.terminal else None,
        failure_reason=str(row.get("FailureReason") or "") or None,
    )


def _advice(reason: str | None) -> str:
    if reason is not None and _JOBS_FAILED.search(reason):
        return "look at why its jobs failed, mend that, then start another sweep"
    return advice(reason, Status.FAILED.value)


def _plain(value: str) -> str:
    """Of a sweep that the SageMaker SDK has started: it may send values of a list in quotes."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _counts(counters: Mapping[str, Any]) -> dict[Status, int]:
    found: dict[Status, int] = {}
    for name, status in _COUNTERS.items():
        number = _whole(counters.get(name))
        if number:
            found[status] = found.get(status, 0) + number
    return found


def _definitions(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    one = answer.get(DEFINITION)
    return [one] if one else list(answer.get("TrainingJobDefinitions") or ())


def _asked_ranges(answer: Mapping[str, Any], config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the sweep, or of the one definition whose jobs it tries."""
    given: Mapping[str, Any] = config.get("ParameterRanges") or {}
    if given:
        return given
    definitions = _definitions(answer)
    return (definitions[0].get("HyperParameterRanges") or {}) if len(definitions) == 1 else {}


def _objective(answer: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    wanted = config.get("HyperParameterTuningJobObjective") or {}
    for definition in _definitions(answer):
        wanted = wanted or definition.get("TuningObjective") or {}
    return str(wanted.get("MetricName") or OBJECTIVE)


def _ranges(given: Mapping[str, Any]) -> Iterator[Range]:
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        for row in given.get(f"{kind}ParameterRanges") or ():
            yield Range(
                str(row.get("Name", "")),
                kind,
                str(row.get("MinValue", "")),
                str(row.get("MaxValue", "")),
                tuple(str(value) for value in row.get("Values") or ()),
                _SCALES.get(str(row.get("ScalingType")), Scaling.AUTO),
            )


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else 0


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
