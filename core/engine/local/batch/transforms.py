"""The batch transforms of the local engine: jobs as folders on this machine, each with a detached process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.engine.local import claiming
from core.engine.local.batch import making, results, review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.hosting import DeployReview
    from core.engine.local.jobdir import JobDir
    from core.engine.transforming import Transform
    from core.predict.question import Answer


class LocalTransforms:
    """Runs batch transforms on this machine.

    Args:
        jobs: where the jobs' folders lie; made at the first launch.
        clock: epoch seconds.
    """

    def __init__(self, jobs: Path, clock: Callable[[], float]) -> None:
        self._jobs = jobs
        self._clock = clock

    def review(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        """What `start` would write and run; changes nothing.

        Raises:
            Cancelled: the token was set.
        """
        cancel.check()
        return review.review(self._jobs, transform)

    def start(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Make the job folder and start its runner, or find it started by an earlier call.

        Raises:
            EngineError: the name is none or another job's, the model is gone, the disk refuses, or the runner does not
                start.
            Cancelled: before the folder was there.
        """
        claiming.require_name(transform.key.name)
        cancel.check()
        claimed = making.claim(self._jobs, transform, self._clock(), on_progress, cancel)
        if claimed is not None:
            on_progress(LaunchProgress("starting the runner"))
            claiming.start(*claimed)

    def answers(self, job: JobDir, cancel: CancelToken) -> Iterator[Answer]:
        """What came of each photo of one that has ended."""
        return results.answers(job, cancel)

    def class_names(self, job: JobDir) -> tuple[str, ...]:
        """The names of the classes that one asks about."""
        return results.class_names(job)
