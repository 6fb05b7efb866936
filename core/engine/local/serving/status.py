"""status.json and deployment.json of an endpoint, as they are written and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.hosting import Deployment, EndpointStatus, deployment_from_json
from core.engine.local import jobdir
from core.job.status import JobKey

if TYPE_CHECKING:
    from pathlib import Path

REASON_LIMIT = 1024
"""Characters of a failure reason, as in the service (DescribeEndpoint)."""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What status.json holds.

    Args:
        status: Creating, InService, Failed or OutOfService.
        reason: why it failed, or answers no more.
        pid: the server's process id; None until it has taken over.
    """

    status: EndpointStatus
    reason: str = ""
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What deployment.json holds.

    Args:
        deployment: as it was asked for.
        created: when, in epoch seconds.
    """

    deployment: Deployment
    created: float


def write(path: Path, status: ServerStatus) -> None:
    """Replace status.json in one step."""
    reason = status.reason[:REASON_LIMIT]
    jobdir.write_json(path, {"status": str(status.status), "reason": reason, "pid": status.pid})


def read(path: Path) -> ServerStatus:
    """What status.json says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    value = jobdir.read_json(path)
    try:
        pid = value["pid"]
        return ServerStatus(
            EndpointStatus(value["status"]), str(value["reason"]), None if pid is None else int(pid)
        )
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{path.name} is damaged: {problem}") from problem


def write_asked(path: Path, asked: Asked) -> None:
    """Write deployment.json."""
    deployment = asked.deployment
    jobdir.write_json(path, {"created": asked.created, "key": list(deployment.key), **deployment.as_json()})


def read_asked(path: Path) -> Asked:
    """What deployment.json says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    value = jobdir.read_json(path)
    try:
        return Asked(deployment_from_json(JobKey(*value["key"]), value), float(value["created"]))
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{path.name} is damaged: {problem}") from problem
