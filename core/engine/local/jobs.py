"""Jobs that train on this machine: reviewed, started, read, stopped and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress, LogPage, Review
from core.engine.local import claiming, listing, logfile, prepare, review, runstate, trainer
from core.engine.local.jobdir import JobDir
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import JobFilter
    from core.job.spec import JobSpec
    from core.job.status import JobKey, JobState, JobSummary, Status


class LocalJobs:
    """The job folders.

    Args:
        jobs: where they lie.
        command: the program that takes the trainer's place for every job; a spec's own command is stronger.
        seed: seeds the baseline.
        key: gives the key of a job by its name.
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

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `launch` would write and run; reads photos that are to be packed, changes nothing."""
        command = self.command_of(spec)
        return review.review(self._jobs, spec, on_progress, cancel, command=command, seed=self._seed)

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Make the job folder, after packing photos that are to be packed, and start its runner.

        A job that carries our launch id already is left alone.

        Raises:
            EngineError: the name is another job's, the disk refuses, or the runner does not start.
            DatasetError: the photos cannot be packed.
            Cancelled: before the folder was made.
        """
        from core.engine.local import packed

        claiming.require_name(spec.name)
        cancel.check()
        command = self.command_of(spec)
        with packed.linkable(spec.dataset, self.folder(spec.name).root, on_progress, cancel) as files:
            on_progress(LaunchProgress("making the job folder"))
            claimed = prepare.claim(
                self._jobs, spec, command=command, seed=self._seed, now=self._clock(), pack=files
            )
        if claimed is None:
            return
        job, descriptor = claimed
        on_progress(LaunchProgress("starting the runner"))
        claiming.start(job, descriptor)

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether the job folder of that name is of that launch.

        Raises:
            NameTaken: it is of another.
        """
        return claiming.is_of(self.folder(name), launch_id)

    def state(self, name: str) -> JobState:
        """The job's state now; a job whose runner is gone without a word is Failed.

        Raises:
            JobNotFound: no job of that name.
            EngineError: its status.json is damaged.
        """
        return runstate.state(self.folder(name))

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next page of log lines; empty for a job that is not there."""
        if NAME_PATTERN.fullmatch(name) is None:
            return LogPage((), cursor or "")
        return logfile.read_page(JobDir(self._jobs / name).log, cursor)

    def stop(self, name: str) -> Status:
        """Ask the runner to stop; one that is just starting will find the request."""
        return runstate.stop(self.folder(name))

    def listed(self, job_filter: JobFilter) -> list[JobSummary]:
        """The jobs in the folder, newest first; folders that are no jobs are passed over.

        Raises:
            EngineError: the folder cannot be read.
        """
        return listing.listed(self._jobs, job_filter, self._key)

    def folder(self, name: str) -> JobDir:
        """The folder of a job.

        Raises:
            JobNotFound: no job can have that name.
        """
        if NAME_PATTERN.fullmatch(name) is None:
            raise runstate.not_found(name)
        return JobDir(self._jobs / name)

    def command_of(self, spec: JobSpec) -> tuple[str, ...] | None:
        """The user's program that a job of this spec runs; None: the trainer."""
        return trainer.chosen(spec.command, self._command)
