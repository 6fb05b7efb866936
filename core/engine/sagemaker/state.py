"""DescribeTrainingJob's answer as the state of a job; nothing here fails for a missing field or an unknown stage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.failures import advice
from core.engine.sagemaker.links import links
from core.job.status import JobState, MetricDefinition, Status, Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.sagemaker.connection import Aws

BUILT_IN = "image-classification"
"""The repository of the algorithm whose log format is known; metrics of others come from their definitions."""

TUNING_OBJECTIVE = "_tuning_objective_metric"
"""The service adds it to the hyperparameters of a sweep's jobs; nobody may send it."""

_STATUSES = {status.value: status for status in Status}


def describe(
    aws: Aws, name: str, price: Callable[[str], float | None] = lambda instance_type: None
) -> JobState:
    """Ask for the job's state.

    Args:
        aws: to ask.
        name: of the job.
        price: instance type -> USD per hour, None if unknown; must not block.

    Raises:
        JobNotFound: no job of that name.
        EngineError: it could not be asked.
    """
    return state_of(aws.ask("sagemaker", "describe_training_job", TrainingJobName=name), price)


def state_of(
    answer: Mapping[str, Any], price: Callable[[str], float | None] = lambda instance_type: None
) -> JobState:
    """The state that an answer tells of."""
    stage = str(answer.get("SecondaryStatus") or answer.get("TrainingJobStatus") or "")
    status = status_of(answer.get("TrainingJobStatus"))
    reason = answer.get("FailureReason") or None
    resources = answer.get("ResourceConfig") or {}
    instance_type, count = _instances(resources)
    stopping = answer.get("StoppingCondition") or {}
    model = (answer.get("ModelArtifacts") or {}).get("S3ModelArtifacts") or None
    output = model or (answer.get("OutputDataConfig") or {}).get("S3OutputPath")
    specification = answer.get("AlgorithmSpecification") or {}
    algorithm = algorithm_of(specification)
    training_ended = seconds(answer.get("TrainingEndTime"))
    transitions = tuple(_transitions(answer.get("SecondaryStatusTransitions") or ()))
    failed = status is Status.FAILED or stage.startswith("Max")
    return JobState(
        status=status,
        stage=stage,
        transitions=transitions,
        created=seconds(answer.get("CreationTime")),
        training_started=seconds(answer.get("TrainingStartTime")),
        ended=_end(answer, transitions, training_ended) if status.terminal else None,
        failure_reason=reason,
        hyperparameters={
            str(key): str(value)
            for key, value in (answer.get("HyperParameters") or {}).items()
            if key != TUNING_OBJECTIVE
        },
        instance_type=instance_type,
        instance_count=count,
        billable_seconds=_whole(answer.get("BillableTimeInSeconds")),
        price_per_hour=price(instance_type) if instance_type else None,
        model=model,
        training_ended=training_ended,
        training_seconds=_whole(answer.get("TrainingTimeInSeconds")),
        spot=bool(answer.get("EnableManagedSpotTraining")),
        max_runtime_seconds=_whole(stopping.get("MaxRuntimeInSeconds")),
        max_wait_seconds=_whole(stopping.get("MaxWaitTimeInSeconds")),
        advice=advice(reason, stage) if failed else "",
        algorithm=algorithm,
        metrics=() if algorithm == BUILT_IN else tuple(_metrics(specification)),
        channels=dict(_channels(answer.get("InputDataConfig") or ())),
        sweep=_sweep(answer),
        links=links(str(answer.get("TrainingJobName", "")), str(answer.get("TrainingJobArn", "")), output),
    )


def _sweep(answer: Mapping[str, Any]) -> str:
    """Name of the sweep that a job belongs to, as its job's name has it: an ARN may have it in small letters."""
    name = str(answer.get("TuningJobArn") or "").rpartition("/")[2]
    job = str(answer.get("TrainingJobName", ""))
    return job[: len(name)] if job.lower().startswith(f"{name.lower()}-") else name


def status_of(word: object) -> Status:
    """The status of that name; one that is not known yet is taken for a job that goes on."""
    return _STATUSES.get(str(word), Status.IN_PROGRESS)


def seconds(moment: Any) -> float | None:
    """Epoch seconds of a time as botocore gives it; None if there is none."""
    if moment is None:
        return None
    try:
        value = float(moment) if isinstance(moment, int | float) else float(moment.timestamp())
    except (AttributeError, ValueError, OverflowError, OSError):
        return None
    return value if math.isfinite(value) else None


def algorithm_of(specification: Mapping[str, Any]) -> str | None:
    """The repository of the image, or the name of the algorithm; None if neither is told."""
    image = str(specification.get("TrainingImage") or "")
    if image:
        repository = image.partition("/")[2] or image
        return repository.partition("@")[0].rpartition("/")[2].partition(":")[0] or None
    return str(specification.get("AlgorithmName") or "").rpartition("/")[2] or None


def _transitions(rows: Any) -> list[Transition]:
    found = []
    for row in rows:
        start = seconds(row.get("StartTime"))
        if start is not None:
            found.append(
                Transition(
                    str(row.get("Status", "")),
                    start,
                    seconds(row.get("EndTime")),
                    str(row.get("StatusMessage") or ""),
                )
            )
    return found


def _end(
    answer: Mapping[str, Any], transitions: tuple[Transition, ...], training_ended: float | None
) -> float | None:
    """When it became terminal; of a job that failed early only the last change may be told."""
    if transitions:
        last = transitions[-1]
        return last.end or last.start
    return training_ended or seconds(answer.get("LastModifiedTime"))


def _instances(resources: Mapping[str, Any]) -> tuple[str | None, int]:
    """Type and number of hosts; of a job with instance groups all hosts, and the type if it is one."""
    groups = resources.get("InstanceGroups") or ()
    if groups:
        types = {str(group.get("InstanceType")) for group in groups}
        return types.pop() if len(types) == 1 else None, sum(
            _whole(group.get("InstanceCount")) or 0 for group in groups
        ) or 1
    chosen = resources.get("SelectedInstanceType") or resources.get("InstanceType")
    count = _whole(resources.get("SelectedInstanceCount")) or _whole(resources.get("InstanceCount")) or 1
    return (str(chosen) if chosen else None), count


def _channels(rows: Any) -> list[tuple[str, str]]:
    found = []
    for row in rows:
        source = row.get("DataSource") or {}
        address = (source.get("S3DataSource") or {}).get("S3Uri")
        if address is None:
            files = source.get("FileSystemDataSource") or {}
            address = ":".join(str(files[key]) for key in ("FileSystemId", "DirectoryPath") if key in files)
        found.append((str(row.get("ChannelName", "")), str(address)))
    return found


def _metrics(specification: Mapping[str, Any]) -> list[MetricDefinition]:
    rows = specification.get("MetricDefinitions") or ()
    return [
        MetricDefinition(str(row["Name"]), str(row["Regex"]))
        for row in rows
        if row.get("Name") and row.get("Regex")
    ]


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and math.isfinite(value) else None
