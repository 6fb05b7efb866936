"""What the run book keeps as JSON text: states of jobs and endpoints, facts, specs, best points.

A cell that cannot be read, be it damaged or written by a later version, is taken for an empty one: the follower asks
the engine again and writes it anew. One bad cell must not keep all other jobs from being listed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, TypeVar

from core.engine.hosting import EndpointState, EndpointStatus
from core.job.logfacts import LogFacts
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Link, MetricDefinition, Status, TransformFacts, Transition

if TYPE_CHECKING:
    from collections.abc import Callable

_Value = TypeVar("_Value")


def state_to_json(state: JobState) -> str:
    """The state as JSON; `state_from_json` gives an equal one back."""
    value = {field.name: getattr(state, field.name) for field in fields(state)}
    value["transitions"] = [asdict(transition) for transition in state.transitions]
    value["hyperparameters"] = dict(state.hyperparameters)
    value["channels"] = dict(state.channels)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def state_from_json(text: str | None) -> JobState | None:
    """The state that was stored; what a later version added is passed over."""
    return read_cell(text, _state)


def endpoint_to_json(state: EndpointState) -> str:
    """The endpoint's state as JSON; `endpoint_from_json` gives an equal one back."""
    value = {field.name: getattr(state, field.name) for field in fields(state)}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def endpoint_from_json(text: str | None) -> EndpointState | None:
    """The endpoint's state that was stored; what a later version added is passed over."""
    return read_cell(text, _endpoint)


def facts_from_json(text: str | None) -> LogFacts | None:
    """The facts that were stored."""
    return read_cell(text, LogFacts.from_json)


def spec_from_json(text: str | None) -> dict[str, Any] | None:
    """The spec that was stored."""
    return read_cell(text, dict)


def best_to_json(point: MetricPoint) -> str:
    """The point as JSON; `best_from_json` gives an equal one back."""
    return json.dumps([point.name, point.epoch, point.value, point.stream, point.time])


def best_from_json(text: str | None) -> MetricPoint | None:
    """The best point that was stored."""
    return read_cell(text, _point)


def read_cell(text: str | None, make: Callable[[Any], _Value]) -> _Value | None:
    """What `make` makes of a cell's JSON; None for an empty cell and for one that cannot be read."""
    if text is None:
        return None
    try:
        return make(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _point(stored: list[Any]) -> MetricPoint:
    name, epoch, value, stream, time = stored
    return MetricPoint(name, int(epoch), float(value), stream, time)


def _state(stored: dict[str, Any]) -> JobState:
    value = _known(JobState, stored)
    value["status"] = Status(value["status"])
    value["transitions"] = tuple(Transition(**_known(Transition, row)) for row in value["transitions"])
    value["metrics"] = tuple(MetricDefinition(*row) for row in value.get("metrics", ()))
    value["links"] = tuple(Link(*row) for row in value.get("links", ()))
    facts = value.get("transform")
    value["transform"] = None if facts is None else TransformFacts(*facts)
    return JobState(**value)


def _endpoint(stored: dict[str, Any]) -> EndpointState:
    value = _known(EndpointState, stored)
    value["key"] = JobKey(*value["key"])
    value["status"] = EndpointStatus(value["status"])
    value["parts"] = tuple(value.get("parts", ()))
    value["classes"] = tuple(value.get("classes", ()))
    return EndpointState(**value)


def _known(kind: type[JobState | Transition | EndpointState], value: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: item for name, item in value.items() if name in names}
