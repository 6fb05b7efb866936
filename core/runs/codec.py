"""Job states as JSON text, for the run book."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from core.errors import RunBookError
from core.job.status import JobState, Status, Transition


def state_to_json(state: JobState) -> str:
    """The state as JSON; `state_from_json` gives an equal one back."""
    value = {field.name: getattr(state, field.name) for field in fields(state)}
    value["transitions"] = [asdict(transition) for transition in state.transitions]
    value["hyperparameters"] = dict(state.hyperparameters)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def state_from_json(text: str | None) -> JobState | None:
    """The state that was stored; None for none. What a later version added is passed over.

    Raises:
        RunBookError: not a state.
    """
    if text is None:
        return None
    try:
        value = _known(JobState, json.loads(text))
        value["status"] = Status(value["status"])
        value["transitions"] = tuple(Transition(**_known(Transition, row)) for row in value["transitions"])
        return JobState(**value)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunBookError(
            "the run book holds a job state that cannot be read", why=str(error), fix="update trainscope"
        ) from error


def _known(kind: type[JobState] | type[Transition], value: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: item for name, item in value.items() if name in names}
