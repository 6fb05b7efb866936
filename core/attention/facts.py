"""What the user's command is told of an event, as environment variables: always all of them, empty where unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import clean
from core.times import iso

if TYPE_CHECKING:
    from core.engine.hosting import EndpointState
    from core.engine.sweeping import SweepState
    from core.finding import Finding
    from core.job.cost import Cost
    from core.job.progress import Progress
    from core.job.status import JobKey, JobState

_NAMES = (
    "EVENT", "TITLE", "TEXT", "JOB", "ENDPOINT", "SWEEP", "ENGINE", "ACCOUNT", "REGION", "STATUS", "STAGE",
    "EPOCH", "EPOCHS", "BEST", "BEST_EPOCH", "COST", "COST_AT_END", "FINDING", "FIX",
    "CREATED", "ENDED", "MODEL", "FAILURE_REASON",
)  # fmt: skip
VARIABLES = tuple(f"TRAINSCOPE_{name}" for name in _NAMES)
"""In the order of docs/attention.md."""


def variables(said: tuple[str, str, str], *parts: dict[str, str]) -> dict[str, str]:
    """All variables.

    Args:
        said: name, title and text of the event.
        parts: values by the names without their prefix, a later one stronger.
    """
    values = dict(zip(("EVENT", "TITLE", "TEXT"), said, strict=True))
    for part in parts:
        values |= part
    return {f"TRAINSCOPE_{name}": values.get(name, "") for name in _NAMES}


def of_place(key: JobKey) -> dict[str, str]:
    """Where it is."""
    return {"ENGINE": key.engine, "ACCOUNT": key.account, "REGION": key.region}


def of_job(
    key: JobKey, state: JobState | None, progress: Progress | None, cost: Cost | None
) -> dict[str, str]:
    """The facts of a job.

    Args:
        key: whose.
        state: what its engine said last.
        progress: how far it is.
        cost: what it costs.
    """
    found = {"JOB": key.name, **of_place(key)}
    if state is not None:
        found |= {
            "STATUS": state.status.value,
            "STAGE": clean(state.stage),
            "CREATED": iso(state.created) or "",
            "ENDED": iso(state.ended) or "",
            "MODEL": clean(state.model or ""),
            "FAILURE_REASON": clean(state.failure_reason or ""),
        }
    if progress is not None:
        best = progress.best
        found |= {
            "EPOCH": _whole(progress.epoch),
            "EPOCHS": _whole(progress.epochs),
            "BEST": "" if best is None else f"{best.value:.6g}",
            "BEST_EPOCH": "" if best is None else str(best.epoch),
        }
    if cost is not None:
        found |= {"COST": _dollars(cost.so_far), "COST_AT_END": _dollars(cost.at_end)}
    return found


def of_finding(finding: Finding) -> dict[str, str]:
    """The facts of a finding."""
    return {"FINDING": finding.kind, "FIX": clean(finding.fix)}


def of_endpoint(state: EndpointState) -> dict[str, str]:
    """The facts of an endpoint."""
    return {
        "ENDPOINT": clean(state.key.name),
        **of_place(state.key),
        "STATUS": str(state.status.value),
        "FAILURE_REASON": clean(state.failure_reason or ""),
    }


def of_sweep(state: SweepState, cost: float | None) -> dict[str, str]:
    """The facts of a sweep; its job is the best one.

    Args:
        state: what its engine said last.
        cost: USD of all its jobs.
    """
    best = state.best
    return {
        "SWEEP": clean(state.key.name),
        **of_place(state.key),
        "JOB": "" if best is None else clean(best.name),
        "BEST": "" if best is None or best.objective is None else f"{best.objective:.6g}",
        "STATUS": state.status.value,
        "COST": _dollars(cost),
        "CREATED": iso(state.created) or "",
        "ENDED": iso(state.ended) or "",
        "FAILURE_REASON": clean(state.failure_reason or ""),
    }


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _dollars(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
