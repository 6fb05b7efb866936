"""A job's state in a .tsrun file: as the run book keeps it, and back only if each of its values is of its kind."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.job.status import JobState
from core.runs.codec import state_from_json, state_to_json
from core.times import END_OF_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_ENTRIES = 1000
"""Transitions, hyperparameters, channels or metrics of a job; real ones have tens."""
_NUMBERS = (
    "created", "training_started", "ended", "billable_seconds", "price_per_hour", "training_ended",
    "training_seconds", "max_runtime_seconds", "max_wait_seconds",
)  # fmt: skip
_TEXTS = ("failure_reason", "instance_type", "model", "algorithm")
_MOST_HOSTS = 100_000


def state_to(state: JobState) -> dict[str, Any]:
    """The state as a JSON-able value, without the links: they lead into the account of who recorded it."""
    value: dict[str, Any] = json.loads(state_to_json(replace(state, links=())))
    del value["links"]
    return value


def state_from(value: object) -> JobState | None:
    """The state of a JSON value; None if it is none, or one of its values is of another kind than it must be."""
    if not isinstance(value, dict):
        return None
    state = state_from_json(json.dumps({**value, "links": []}))
    return state if state is not None and _is_sound(state) else None


def _is_sound(state: JobState) -> bool:
    """Whether each value is of the kind that `JobState` says: JSON knows no kinds, and screens reckon with them."""
    facts = state.transform
    return (
        all(_number(getattr(state, name)) for name in _NUMBERS)
        and all(_text(getattr(state, name), optional=True) for name in _TEXTS)
        and _text(state.stage)
        and _text(state.advice)
        and isinstance(state.spot, bool)
        and _count(state.instance_count)
        and 0 < state.instance_count <= _MOST_HOSTS
        and _few(state.transitions)
        and all(
            _text(row.stage)
            and _text(row.message)
            and _number(row.start, optional=False)
            and _number(row.end)
            for row in state.transitions
        )
        and _words(state.hyperparameters)
        and _words(state.channels)
        and _few(state.metrics)
        and all(_text(part) for metric in state.metrics for part in metric)
        and (facts is None or (_text(facts.job) and _text(facts.output)))
        and (facts is None or all(count is None or _count(count) for count in facts[2:]))
    )


def _text(value: object, *, optional: bool = False) -> bool:
    return isinstance(value, str) or (optional and value is None)


def _number(value: object, *, optional: bool = True) -> bool:
    """Whether it is a time, a duration or an amount of money that can be one."""
    if value is None:
        return optional
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return known and math.isfinite(value) and 0 <= value <= END_OF_TIME  # type: ignore[arg-type, operator]


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= END_OF_TIME


def _words(value: object) -> bool:
    return isinstance(value, dict) and _few(value) and all(map(_text, (*value, *value.values())))


def _few(values: Iterable[object]) -> bool:
    return isinstance(values, tuple | dict) and len(values) <= MOST_ENTRIES
