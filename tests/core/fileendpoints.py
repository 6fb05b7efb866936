"""The endpoints of an engine over plain files: a folder per endpoint, a file per part of it.

Files in the root say what goes wrong: ``no-<part>`` refuses a part, ``no-undo`` also the undoing, ``lost-<part>`` makes
the part and loses the answer, ``busy`` deletes nothing yet, ``unreachable`` answers nothing. ``<endpoint>/life`` holds
the statuses that are still to be shown, one in a line; the last one stays.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.engine.hosting import Deployment, DeployReview, EndpointState, EndpointStatus
from core.errors import Cancelled, EngineBusy, EngineError, EngineUnreachable, NameTaken, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.finding import Finding
    from core.job.status import JobKey

PARTS = ("model", "endpoint-config", "endpoint")
LIFE = ("Creating", "Creating", "InService")
PRICE = 0.5


class FileEndpoints:
    """Deploys into files. An engine adds `endpoint_key` and `_answer`.

    Args:
        root: holds a folder per endpoint.
        findings: what a review says.
        life: the statuses of a new endpoint.
    """

    def __init__(
        self, root: Path, *, findings: tuple[Finding, ...] = (), life: tuple[str, ...] = LIFE
    ) -> None:
        self._root = root
        self._findings = findings
        self._life = life
        self.size = "large"
        self.created = 1000.0

    def endpoint_key(self, name: str) -> JobKey:
        raise NotImplementedError

    def _answer(self) -> None:
        raise NotImplementedError

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        request = {"name": deployment.key.name, "size": self.size}
        return DeployReview(self._findings, request, price_per_hour=PRICE)

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        folder = self._root / deployment.key.name
        made: list[str] = []
        try:
            for part in PARTS:
                self._answer()
                cancel.check()
                self._make(folder, part, deployment)
                made.append(part)
        except EngineUnreachable:
            raise
        except (EngineError, Cancelled):
            if not (self._root / "no-undo").exists():
                for part in reversed(made):
                    (folder / part).unlink()
            raise

    def _make(self, folder: Path, part: str, deployment: Deployment) -> None:
        file = folder / part
        if file.exists():
            if json.loads(file.read_text())["launch_id"] != deployment.launch_id:
                raise NameTaken(f"there is another {part} called {folder.name}")
            return
        if (self._root / f"no-{part}").exists():
            raise EngineError(f"the {part} was refused", fix="remove the file that says no")
        folder.mkdir(exist_ok=True)
        told = {"launch_id": deployment.launch_id, "job": deployment.trained.job.name}
        file.write_text(json.dumps({**told, "request": deployment.request}))
        if part == "endpoint":
            (folder / "life").write_text("\n".join(self._life))
        if (self._root / f"lost-{part}").exists():
            raise EngineUnreachable("the answer was lost", fix="try again")

    def endpoint(self, name: str) -> EndpointState:
        self._answer()
        folder = self._root / name
        there = [part for part in PARTS if (folder / part).exists()]
        if not there:
            raise NotFound(f"no endpoint {name}")
        told = json.loads((folder / there[0]).read_text())
        status = EndpointStatus.INCOMPLETE
        if "endpoint" in there:
            now, *later = (folder / "life").read_text().splitlines()
            status = EndpointStatus(now)
            if later:
                (folder / "life").write_text("\n".join(later))
        return EndpointState(
            self.endpoint_key(name),
            status,
            job=told["job"],
            created=self.created,
            failure_reason="it is told so" if status is EndpointStatus.FAILED else "",
            instance_type="large",
            price_per_hour=PRICE,
            parts=tuple(there),
            launch_id=told["launch_id"],
        )

    def endpoints(self) -> Iterator[EndpointState]:
        self._answer()
        for folder in sorted(self._root.iterdir() if self._root.exists() else ()):
            if folder.is_dir() and any((folder / part).exists() for part in PARTS):
                yield self.endpoint(folder.name)

    def most_bytes(self, endpoint: EndpointState) -> int:
        return 1000

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        self.endpoint(name)
        return (1.0,)

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        self._answer()
        if (self._root / "busy").exists():
            raise EngineBusy(f"{name} is still being created")
        deleted = []
        for part in reversed(PARTS):
            if (self._root / f"no-{part}").exists():
                raise EngineError(f"the {part} cannot be deleted")
            if (self._root / name / part).exists():
                (self._root / name / part).unlink()
                deleted.append(part)
        return (*deleted, *(["model data"] if with_model_data else []))
