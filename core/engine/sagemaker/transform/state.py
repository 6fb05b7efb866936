"""DescribeTransformJob's answer as the state of a job; nothing here fails for a missing field. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.links import TRANSFORM as SHOWN
from core.engine.sagemaker.links import links
from core.engine.sagemaker.state import BUILT_IN, seconds, status_of
from core.engine.sagemaker.transform.failures import advice
from core.engine.sagemaker.transform.place import output_of
from core.job.status import JobState, Stage, Status, Transition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.job.status import TransformFacts


def state_of(
    answer: Mapping[str, Any], facts: TransformFacts, price: Callable[[str], float | None]
) -> JobState:
    """The state that an answer tells of.

    The service knows no stages of a batch transform; what its times tell takes their place.

    Args:
        answer: of DescribeTransformJob.
        facts: what is known besides.
        price: instance type -> USD per hour of one instance, None if unknown.
    """
    status = status_of(answer.get(TRANSFORM.status))
    started, ended = seconds(answer.get("TransformStartTime")), seconds(answer.get("TransformEndTime"))
    machines = answer.get("TransformResources") or {}
    kind = str(machines.get("InstanceType") or "") or None
    reason = str(answer.get("FailureReason") or "") or None
    return JobState(
        status=status,
        stage=_stage(status, started),
        transitions=tuple(_transitions(answer, status, started, ended)),
        created=seconds(answer.get("CreationTime")),
        training_started=started,
        ended=ended if status.terminal else None,
        failure_reason=reason,
        instance_type=kind,
        instance_count=int(machines.get("InstanceCount") or 1),
        billable_seconds=_billable(status, started, ended),
        price_per_hour=price(kind) if kind else None,
        training_ended=ended,
        advice=advice(reason) if status is Status.FAILED else "",
        algorithm=BUILT_IN,
        links=links(
            str(answer.get(TRANSFORM.name, "")),
            str(answer.get(TRANSFORM.arn, "")),
            output_of(answer) or None,
            SHOWN,
        ),
        transform=facts,
    )


def _stage(status: Status, started: float | None) -> str:
    if status is not Status.IN_PROGRESS:
        return status.value
    return Stage.STARTING if started is None else Stage.TRANSFORMING


def _billable(status: Status, started: float | None, ended: float | None) -> int | None:
    """Seconds that are billed for each instance: from start to end, by the service's own words."""
    if not status.terminal:
        return None
    return 0 if started is None or ended is None else round(max(0.0, ended - started))


def _transitions(
    answer: Mapping[str, Any], status: Status, started: float | None, ended: float | None
) -> Iterator[Transition]:
    created = seconds(answer.get("CreationTime"))
    if created is not None:
        yield Transition(Stage.STARTING, created, ended if started is None else started)
    if started is not None:
        yield Transition(Stage.TRANSFORMING, started, ended)
    if status.terminal and ended is not None:
        yield Transition(status.value, ended, ended)
