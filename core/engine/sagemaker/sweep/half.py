"""The half of the SageMaker engine that runs sweeps (`core.engine.sweeping`). Wiring only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.engine.sagemaker.half import Half
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.config import Settings
    from core.engine.base import LaunchProgress, Review
    from core.engine.sagemaker.sweep.sweeps import Sweeps
    from core.engine.sweeping import Sweep, SweepJob, SweepState
    from core.job.status import Status


class SweepingHalf(Half):
    """Sweeps over the connection of an engine.

    Args:
        settings: section `sagemaker`.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._sweeps_lock = threading.Lock()
        self._sweeps_seen: Sweeps | None = None

    def review_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `start_sweep` would upload, send and cost; changes nothing."""
        from core.engine.sagemaker.sweep import review

        return review.review(self._aws, sweep, self._settings.sagemaker, on_progress, cancel)

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Upload what is missing, then create the sweep; after a lost answer both find what is there already.

        Raises:
            EngineError: it could not be started.
            UsageError: it was not reviewed, or the photos have changed since.
            Cancelled: before the sweep existed; what was uploaded stays, for the next start.
        """
        from core.engine.sagemaker import launching
        from core.engine.sagemaker.kinds import SWEEP
        from core.engine.sagemaker.sweep.request import definition_of

        job = sweep.job
        if job.request is None:
            raise UsageError(f"{job.name} was not reviewed", fix="review it, then start it")
        launching.place(self._aws, job, definition_of(job.request), on_progress, cancel)
        launching.create(self._aws, job.request, job.launch_id, on_progress, cancel, SWEEP)

    def has_started_sweep(self, name: str, launch_id: str) -> bool:
        """Whether the sweep of that name carries the launch id as its tag."""
        return self._sweeps.has_started(name, launch_id)

    def sweep(self, name: str) -> SweepState:
        """The sweep's state now."""
        return self._sweeps.look(name)

    def sweep_jobs(self, name: str) -> tuple[SweepJob, ...]:
        """The jobs of a sweep so far, oldest first."""
        return self._sweeps.jobs(name)

    def stop_sweep(self, name: str) -> Status:
        """Ask SageMaker to stop the sweep, which stops its jobs; one that has ended is left as it is."""
        return self._sweeps.stop(name)

    def sweeps(self) -> Iterator[SweepState]:
        """The region's sweeps, newest first, a page at a time as they are taken."""
        return self._sweeps.all()

    @property
    def _sweeps(self) -> Sweeps:
        from core.engine.sagemaker.sweep.sweeps import Sweeps

        aws = self._aws
        with self._sweeps_lock:
            if self._sweeps_seen is None:
                self._sweeps_seen = Sweeps(aws)
            return self._sweeps_seen
