"""What the run book keeps of a sweep as JSON text: its state and its jobs.

A cell that cannot be read is taken for an empty one, as in `core.runs.codec`.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from core.engine.sweeping import SweepJob, SweepState
from core.job.status import JobKey, Status
from core.runs.codec import read_cell
from core.sweep.ranges import range_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def sweep_to_json(state: SweepState) -> str:
    """The state as JSON; `sweep_from_json` gives an equal one back."""
    value = {field.name: getattr(state, field.name) for field in fields(state)}
    value["counts"] = dict(state.counts)
    value["ranges"] = [row.as_json() for row in state.ranges]
    value["best"] = None if state.best is None else _job_value(state.best)
    return _text(value)


def sweep_from_json(text: str | None) -> SweepState | None:
    """The state that was stored; what a later version added is passed over."""
    return read_cell(text, _state)


def jobs_to_json(jobs: Iterable[SweepJob]) -> str:
    """The jobs as JSON; `jobs_from_json` gives equal ones back."""
    return _text([_job_value(job) for job in jobs])


def jobs_from_json(text: str | None) -> tuple[SweepJob, ...]:
    """The jobs that were stored; none where the cell cannot be read."""
    return read_cell(text, lambda rows: tuple(map(_job, rows))) or ()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _job_value(job: SweepJob) -> dict[str, Any]:
    value = {field.name: getattr(job, field.name) for field in fields(job)}
    value["values"] = dict(job.values)
    return value


def _job(stored: Mapping[str, Any]) -> SweepJob:
    value = _known(SweepJob, stored)
    value["status"] = Status(value["status"])
    return SweepJob(**value)


def _state(stored: Mapping[str, Any]) -> SweepState:
    value = _known(SweepState, stored)
    value["key"] = JobKey(*value["key"])
    value["status"] = Status(value["status"])
    value["counts"] = {Status(status): int(count) for status, count in value.get("counts", {}).items()}
    value["ranges"] = tuple(range_from_json(row) for row in value.get("ranges", ()))
    best = value.get("best")
    value["best"] = None if best is None else _job(best)
    return SweepState(**value)


def _known(kind: type[SweepJob | SweepState], value: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: item for name, item in value.items() if name in names}
