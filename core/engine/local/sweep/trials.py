"""trials.json: the jobs of a sweep, noted before they are started and again at their end.

The sweep's runner alone writes it, everybody may read it at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.engine.local import jobdir
from core.engine.sweeping import SweepJob
from core.job.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trial:
    """One job of a sweep.

    Args:
        job: as it was noted last; its status is a terminal one once its end is noted.
        launch_id: the job is marked with it.
    """

    job: SweepJob
    launch_id: str = field(repr=False)


def write(path: Path, trials: Sequence[Trial]) -> None:
    """Replace trials.json in one step.

    Raises:
        OSError: the disk refuses.
    """
    jobdir.write_json(path, {"trials": [_as_json(trial) for trial in trials]})


def read(path: Path) -> tuple[Trial, ...]:
    """The jobs so far, in the order in which they were started.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    value = jobdir.read_json(path)
    try:
        return tuple(_trial(row) for row in value["trials"])
    except (KeyError, TypeError, AttributeError) as problem:
        raise ValueError(f"{path.name} is damaged: {problem}") from problem


def _as_json(trial: Trial) -> dict[str, object]:
    job = trial.job
    return {
        "name": job.name,
        "launch_id": trial.launch_id,
        "values": dict(job.values),
        "status": str(job.status),
        "objective": job.objective,
        "created": job.created,
        "ended": job.ended,
        "failure_reason": job.failure_reason,
    }


def _trial(row: dict[str, Any]) -> Trial:
    job = SweepJob(
        name=str(row["name"]),
        status=Status(row["status"]),
        values={str(name): str(value) for name, value in row["values"].items()},
        objective=_number(row["objective"]),
        created=_number(row["created"]),
        ended=_number(row["ended"]),
        failure_reason=row["failure_reason"],
    )
    return Trial(job, str(row["launch_id"]))


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]
