"""What SageMaker says of an endpoint, its configuration and its model, as the state of an endpoint. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from core.engine.hosting import EndpointState, EndpointStatus
from core.engine.sagemaker.hosting.parts import CONFIG, ENDPOINT, PARTS
from core.engine.sagemaker.hosting.request import variant_of
from core.engine.sagemaker.state import seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.engine.sagemaker.hosting.parts import Marks
    from core.job.status import JobKey

_STATUSES = {status.value: status for status in EndpointStatus}


class Machines(NamedTuple):
    """What an endpoint runs on: type and number of instances, or the memory of a serverless one."""

    instance_type: str | None
    number: int
    serverless_mb: int | None


def state_of(
    key: JobKey,
    answers: Mapping[str, Mapping[str, Any]],
    marks: Marks,
    price: Callable[[str], float | None],
    names: tuple[str, ...] = (),
) -> EndpointState:
    """The state that the descriptions tell of.

    Args:
        key: of the endpoint.
        answers: kind of part -> its description; those that are there.
        marks: of the parts.
        price: instance type -> USD per hour of one instance, None if unknown.
        names: of the classes, as far as they are kept.
    """
    endpoint = answers.get(ENDPOINT.kind, {})
    machines = machines_of(endpoint, answers.get(CONFIG.kind, {}))
    one = price(machines.instance_type) if machines.instance_type else None
    created = [
        found for found in (seconds(answer.get("CreationTime")) for answer in answers.values()) if found
    ]
    return EndpointState(
        key=key,
        status=status_of(endpoint.get("EndpointStatus")) if endpoint else EndpointStatus.INCOMPLETE,
        job=marks.job,
        created=seconds(endpoint.get("CreationTime")) or max(created, default=None),
        failure_reason=str(endpoint.get("FailureReason") or ""),
        instance_type=machines.instance_type,
        instance_count=machines.number,
        serverless_mb=machines.serverless_mb,
        price_per_hour=None if one is None else one * machines.number,
        parts=tuple(part.kind for part in PARTS if part.kind in answers),
        launch_id=marks.launch_id,
        classes=names,
    )


def status_of(word: object) -> EndpointStatus:
    """The status of that name; one that is not known yet is taken for one that will change."""
    return _STATUSES.get(str(word), EndpointStatus.UPDATING)


def machines_of(endpoint: Mapping[str, Any], config: Mapping[str, Any]) -> Machines:
    """What it runs on: its own word for their number, which may have been changed, else its configuration's."""
    now, variant = variant_of(endpoint), variant_of(config)
    serverless = now.get("CurrentServerlessConfig") or variant.get("ServerlessConfig") or {}
    memory = serverless.get("MemorySizeInMB")
    kind = variant.get("InstanceType")
    count = now.get("CurrentInstanceCount") or variant.get("InitialInstanceCount") or 1
    return Machines(
        str(kind) if kind else None, int(count), int(memory) if isinstance(memory, int | float) else None
    )


def model_data_of(model: Mapping[str, Any]) -> str:
    """``s3://`` address of a model's file; empty where it has none."""
    return str((model.get("PrimaryContainer") or {}).get("ModelDataUrl") or "")
