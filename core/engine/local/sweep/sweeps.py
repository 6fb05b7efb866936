"""The sweeps of the local engine: folders on this machine, each with a detached process that starts jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.engine.local import claiming, listing, runstate
from core.engine.local.jobdir import JobDir
from core.engine.local.review import data_of
from core.engine.local.sweep import looking, making, review
from core.engine.local.work import SWEEPING
from core.errors import EngineError
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.cancel import CancelToken
    from core.engine.base import Review
    from core.engine.local.sweep.making import Place
    from core.engine.sweeping import Sweep, SweepJob, SweepState
    from core.job.status import Status

    OnProgress = Callable[[LaunchProgress], None]


class LocalSweeps:
    """Runs sweeps on this machine.

    Args:
        place: where.
        clock: epoch seconds.
    """

    def __init__(self, place: Place, clock: Callable[[], float]) -> None:
        self._place = place
        self._clock = clock

    def review(
        self, sweep: Sweep, command: Sequence[str] | None, on_progress: OnProgress, cancel: CancelToken
    ) -> Review:
        """What `start` would write and run; reads photos that are to be packed, changes nothing.

        Raises:
            Cancelled: the token was set.
        """
        cancel.check()
        data = data_of(sweep.job, on_progress, cancel)
        folders = review.Folders(self._place.sweeps, self._place.jobs)
        return review.review(sweep, folders, data, command, self._place.seed)

    def start(
        self, sweep: Sweep, command: Sequence[str] | None, on_progress: OnProgress, cancel: CancelToken
    ) -> None:
        """Make the sweep's folder and start its runner, or find it started by an earlier call.

        Raises:
            EngineError: the name is none or another sweep's, the disk refuses, or the runner does not start.
            DatasetError: the photos cannot be packed.
            Cancelled: before the folder was there.
        """
        from core.engine.local import packed

        name = sweep.job.name
        claiming.require_name(name)
        cancel.check()
        root = self._place.sweeps / name
        with packed.linkable(sweep.job.dataset, root, on_progress, cancel) as files:
            on_progress(LaunchProgress("making the sweep folder"))
            claimed = making.claim(self._place, sweep, command, self._clock(), files)
        if claimed is not None:
            on_progress(LaunchProgress("starting the runner"))
            claiming.start(*claimed, SWEEPING)

    def has_started(self, name: str, launch_id: str) -> bool:
        """Whether the folder of that name is of that launch.

        Raises:
            NameTaken: it is of another.
        """
        return claiming.is_of(self._folder(name), launch_id, SWEEPING)

    def state(self, name: str) -> SweepState:
        """The sweep's state now.

        Raises:
            NotFound: no sweep of that name.
            EngineError: a file of it is damaged.
        """
        return looking.state(self._folder(name), self._place.jobs, self._place.key(name))

    def jobs(self, name: str) -> tuple[SweepJob, ...]:
        """The jobs of a sweep so far, in the order in which they were started.

        Raises:
            NotFound: no sweep of that name.
            EngineError: a file of it is damaged.
        """
        return looking.jobs_of(self._folder(name), self._place.jobs)

    def stop(self, name: str) -> Status:
        """Ask the runner to stop; where it is gone, its jobs are asked here.

        Raises:
            NotFound: no sweep of that name.
            EngineError: a request cannot be written, or a file of it is damaged.
        """
        folder = self._folder(name)
        running = [job for job in looking.jobs_of(folder, self._place.jobs) if not job.status.terminal]
        status = runstate.stop(folder)
        if status.terminal:
            for job in running:
                runstate.stop(JobDir(self._place.jobs / job.name))
        return status

    def listed(self) -> list[SweepState]:
        """All sweeps, newest first; folders that are no sweeps are passed over.

        Raises:
            EngineError: the folder cannot be read.
        """
        found: list[SweepState] = []
        for folder in listing.folders(self._place.sweeps, "sweeps"):
            try:
                found.append(self.state(folder.name))
            except EngineError:
                continue
        return sorted(found, key=lambda row: (row.created or 0.0, row.key.name), reverse=True)

    def _folder(self, name: str) -> JobDir:
        if NAME_PATTERN.fullmatch(name) is None:
            raise looking.not_found(name)
        return JobDir(self._place.sweeps / name)
