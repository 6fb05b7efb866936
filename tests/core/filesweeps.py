"""The sweeps of an engine over plain files: ``<name>/sweep.json`` is what was started; its jobs are folders beside it.

`add_job` plays the service, which starts them. ``<root>/lost-sweep`` starts the sweep and loses the answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from core.engine.base import LaunchProgress, Review
from core.engine.sweeping import SweepJob, SweepState
from core.errors import EngineUnreachable, NameTaken, NotFound
from core.job.status import JobKey, Status
from core.sweep.ranges import range_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.sweeping import Sweep
    from core.finding import Finding

PRICE = 0.5
HOURS = 2.0
BEGAN = 1000.0


class FileSweeps:
    """Sweeps by file. An engine adds root, findings, `_answer`, `key` and the states of jobs."""

    _root: Path
    _findings: tuple[Finding, ...]

    def _answer(self) -> None:
        raise NotImplementedError

    def key(self, name: str) -> JobKey:
        raise NotImplementedError

    def review_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        self._answer()
        cancel.check()
        request = {"name": sweep.job.name, "ranges": [row.text for row in sweep.ranges]}
        return Review(
            self._findings,
            request,
            price_per_hour=PRICE * sweep.parallel,
            estimate=PRICE * HOURS * sweep.jobs,
            instance_type="ml.g5.xlarge",
            fingerprint="f1",
        )

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        self._answer()
        cancel.check()
        on_progress(LaunchProgress("making the folder"))
        folder = self._root / sweep.job.name
        if (folder / "sweep.json").exists():
            if self._saved_sweep(sweep.job.name)["job"]["launch_id"] != sweep.job.launch_id:
                raise NameTaken(f"there is another sweep called {sweep.job.name}")
        else:
            folder.mkdir(parents=True)
            write_sweep(folder, {**sweep.as_json(), "status": "InProgress"})
        if (self._root / "lost-sweep").exists():
            raise EngineUnreachable("the answer was lost", fix="try again")

    def has_started_sweep(self, name: str, launch_id: str) -> bool:
        self._answer()
        if not (self._root / name / "sweep.json").exists():
            return False
        if self._saved_sweep(name)["job"]["launch_id"] != launch_id:
            raise NameTaken(f"there is another sweep called {name}")
        return True

    def sweep(self, name: str) -> SweepState:
        self._answer()
        saved, jobs = self._saved_sweep(name), self.sweep_jobs(name)
        counts: dict[Status, int] = {}
        for job in jobs:
            counts[job.status] = counts.get(job.status, 0) + 1
        scored = [job for job in jobs if job.objective is not None]
        return SweepState(
            self.key(name),
            Status(saved["status"]),
            jobs=saved["jobs"],
            parallel=saved["parallel"],
            counts=counts,
            ranges=tuple(range_from_json(row) for row in saved["ranges"]),
            strategy=saved["strategy"],
            best=max(scored, key=lambda job: job.objective or 0.0, default=None),
            created=BEGAN,
            ended=saved.get("ended"),
            failure_reason=saved.get("reason"),
            launch_id=saved["job"]["launch_id"],
        )

    def sweep_jobs(self, name: str) -> tuple[SweepJob, ...]:
        self._answer()
        self._saved_sweep(name)
        return tuple(map(_job, sorted(self._root.glob(f"{name}-*/swept.json"))))

    def stop_sweep(self, name: str) -> Status:
        saved = self._saved_sweep(name)
        if not Status(saved["status"]).terminal:
            write_sweep(self._root / name, {**saved, "status": "Stopped", "ended": BEGAN + 60})
        return Status(self._saved_sweep(name)["status"])

    def sweeps(self) -> Iterator[SweepState]:
        self._answer()
        for file in sorted(self._root.glob("*/sweep.json"), reverse=True):
            yield self.sweep(file.parent.name)

    def _saved_sweep(self, name: str) -> dict[str, Any]:
        try:
            return dict(json.loads((self._root / name / "sweep.json").read_text()))
        except FileNotFoundError as error:
            raise NotFound(f"no sweep {name}") from error


def write_sweep(folder: Path, value: dict[str, Any]) -> None:
    """Say what `sweep` shall answer."""
    (folder / "sweep.json").write_text(json.dumps(value))


def end_sweep(folder: Path, status: Status) -> None:
    """End a sweep, as the service does."""
    write_sweep(
        folder,
        {**json.loads((folder / "sweep.json").read_text()), "status": status.value, "ended": BEGAN + 90},
    )


def add_job(
    root: Path,
    name: str,
    values: dict[str, str],
    status: Status = Status.IN_PROGRESS,
    best: float | None = None,
) -> None:
    """Start a job of a sweep, or say how it stands.

    Args:
        root: of the engine.
        name: of the job; begins with the sweep's.
        values: what was chosen for it.
        status: of the job.
        best: its objective.
    """
    from tests.core.fileengine import write_state

    write_state(root / name, status, "Training" if status is Status.IN_PROGRESS else status.value)
    told = {"values": values, "status": status.value, "objective": best}
    (root / name / "swept.json").write_text(json.dumps(told))


def _job(file: Path) -> SweepJob:
    told = json.loads(file.read_text())
    status = Status(told["status"])
    ended = BEGAN + 60 if status.terminal else None
    return SweepJob(file.parent.name, status, told["values"], told["objective"], BEGAN, ended)
