"""What deploying on this machine would make, and what stands in its way."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview
from core.engine.local.modelcheck import model_findings
from core.engine.local.serving import making
from core.engine.local.serving.place import MODEL_FILES, EndpointDir
from core.finding import Finding
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.hosting import Deployment


def review(endpoints: Path, jobs: Path, deployment: Deployment) -> DeployReview:
    """The review of a deployment; reads the disk, changes nothing.

    Args:
        endpoints: the folder of all endpoints.
        jobs: the folder of all jobs.
        deployment: what is asked for.
    """
    place = EndpointDir(endpoints / deployment.key.name)
    source = making.model_folder(deployment.trained.model)
    request: dict[str, object] = {
        "folder": str(place.root),
        **{f"{place.model.name}/{file}": str(source / file) for file in MODEL_FILES},
        "command": [sys.executable, "-P", "-m", making.SERVER],
    }
    return DeployReview(
        tuple(_findings(place, jobs, deployment)),
        request,
        facts=(("place", "a process on this machine, which outlives this program"), ("model", str(source))),
        notes=("Only you can ask it: it answers on a Unix socket in its folder, and on no network",),
        price_basis="free: it runs on this machine",
    )


def _findings(place: EndpointDir, jobs: Path, deployment: Deployment) -> Iterator[Finding]:
    name = deployment.key.name
    if NAME_PATTERN.fullmatch(name) is None:
        yield Finding(
            "error",
            "bad-name",
            f"{name!r} cannot be an endpoint's name",
            why="it is also a folder's name, and has SageMaker's rule",
            fix="use letters, digits and single hyphens, at most 63",
        )
    elif place.root.exists() and making.launch_id(place) != deployment.launch_id:
        yield Finding(
            "error",
            "name-taken",
            f"there is an endpoint named {name} already",
            why="a name belongs to one endpoint",
            fix=f"choose another name with --name, or take that one down: trainscope undeploy {name}",
        )
    yield from model_findings(jobs, deployment.trained)
