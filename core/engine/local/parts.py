"""What the local engine does, each part imported when it is first asked: a start needs none of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.engine.local.batch.transforms import LocalTransforms
    from core.engine.local.jobs import LocalJobs
    from core.engine.local.serving.hosting import LocalHosting
    from core.engine.local.sweep.sweeps import LocalSweeps
    from core.job.status import JobKey


class Parts:
    """Jobs that train, batch transforms, endpoints and sweeps on this machine.

    Args:
        jobs: where the jobs' folders lie; beside it lie ``endpoints`` and ``sweeps``.
        command: the program that takes the trainer's place for every job; None: each job's own.
        seed: seeds the baseline.
        key: gives the key of a job or an endpoint by its name.
        clock: epoch seconds.
    """

    def __init__(
        self,
        jobs: Path,
        command: Sequence[str] | None,
        seed: int,
        key: Callable[[str], JobKey],
        clock: Callable[[], float],
    ) -> None:
        self._jobs = jobs
        self._command = command
        self._seed = seed
        self._key = key
        self._clock = clock

    @cached_property
    def jobs(self) -> LocalJobs:
        """The jobs that train."""
        from core.engine.local.jobs import LocalJobs

        return LocalJobs(self._jobs, self._command, self._seed, self._key, self._clock)

    @cached_property
    def transforms(self) -> LocalTransforms:
        """The batch transforms."""
        from core.engine.local.batch.transforms import LocalTransforms

        return LocalTransforms(self._jobs, self._clock)

    @cached_property
    def hosting(self) -> LocalHosting:
        """The endpoints."""
        from core.engine.local.serving.hosting import LocalHosting

        return LocalHosting(self._jobs.with_name("endpoints"), self._jobs, self._key, self._clock)

    @cached_property
    def sweeps(self) -> LocalSweeps:
        """The sweeps."""
        from core.engine.local.sweep.making import Place
        from core.engine.local.sweep.sweeps import LocalSweeps

        place = Place(self._jobs.with_name("sweeps"), self._jobs, self._seed, self._key)
        return LocalSweeps(place, self._clock)
