"""The local engine: jobs as folders on this machine, each run by a detached process."""

from __future__ import annotations

import time
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from core.engine.base import Cadence, Capabilities, JobFilter, LaunchProgress, LogPage, Review
from core.engine.local import jobdir, logfile, prepare, review, runstate, spawn, trainer
from core.engine.local.jobdir import JobDir
from core.errors import EngineError, NameTaken
from core.job.spec import NAME_PATTERN
from core.job.status import JobKey, JobState, JobSummary, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from core.cancel import CancelToken
    from core.dataset.pack.cache import PackFile
    from core.engine.base import InstanceMetric
    from core.job.progress import LogFacts
    from core.job.spec import JobSpec
    from core.job.status import Status

NAME = "local"
_YOUNG_SECONDS = 10.0


class LocalEngine:
    """Runs jobs on this machine (an `core.engine.base.Engine`).

    Args:
        jobs_dir: where the job folders lie; made at the first launch.
        command: the program that takes the trainer's place for every job; a spec's own command is stronger.
        seed: seeds the baseline; the same seed gives the same curve.
        clock: epoch seconds.
    """

    def __init__(
        self,
        jobs_dir: Path,
        *,
        command: Sequence[str] | None = None,
        seed: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._jobs = jobs_dir
        self._command = command
        self._seed = seed
        self._clock = clock

    @property
    def capabilities(self) -> Capabilities:
        """What the engine says of itself."""
        return Capabilities(
            name=NAME,
            place="this machine",
            stop_note="the trainer stops at its next batch; the best epoch's model is kept",
        )

    def key(self, name: str) -> JobKey:
        """A job of this machine."""
        return JobKey(NAME, "", "", name)

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `launch` would write and run; reads photos that are to be packed, changes nothing."""
        command = self._command_of(spec)
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
        if NAME_PATTERN.fullmatch(spec.name) is None:
            raise EngineError(
                f"{spec.name!r} cannot be a job's name",
                fix="use letters, digits and single hyphens, at most 63",
            )
        cancel.check()
        command = self._command_of(spec)
        with self._pack(spec, on_progress, cancel) as files:
            on_progress(LaunchProgress("making the job folder"))
            claimed = prepare.claim(
                self._jobs, spec, command=command, seed=self._seed, now=self._clock(), pack=files
            )
        if claimed is None:
            return
        job, descriptor = claimed
        on_progress(LaunchProgress("starting the runner"))
        try:
            spawn.spawn(job, descriptor)
        except EngineError as problem:
            prepare.discard(job)
            raise EngineError(problem.what, why=problem.why, fix=problem.fix) from problem

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether the job folder of that name is of that launch.

        Raises:
            NameTaken: it is of another.
        """
        job = self._job(name)
        if not job.root.exists():
            return False
        if prepare.launch_id(job) != launch_id:
            raise NameTaken(f"there is another job named {name}", fix="choose another name with --name")
        return True

    def describe(self, name: str) -> JobState:
        """The job's state now; a job whose runner is gone without a word is Failed.

        Raises:
            JobNotFound: no job of that name.
            EngineError: its status.json is damaged.
        """
        job = self._job(name)
        status = runstate.look(job)
        hyperparameters: dict[str, str] = {}
        with suppress(OSError, ValueError):
            hyperparameters = {
                key: str(value) for key, value in jobdir.read_json(job.hyperparameters).items()
            }
        return JobState(
            status=status.status,
            stage=status.stage,
            transitions=status.transitions,
            created=status.created,
            training_started=status.training_started,
            ended=status.ended,
            failure_reason=status.failure_reason,
            hyperparameters=hyperparameters,
            model=runstate.model(job),
        )

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next page of log lines; empty for a job that is not there."""
        if NAME_PATTERN.fullmatch(name) is None:
            return LogPage((), cursor or "")
        return logfile.read_page(JobDir(self._jobs / name).log, cursor)

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """Nothing: the use of this machine is for its own tools to show."""
        return ()

    def stop(self, name: str) -> Status:
        """Ask the runner to stop. The request is a file, so it holds also for a runner that is just starting.

        Raises:
            JobNotFound: no job of that name.
            EngineError: the request cannot be written.
        """
        job = self._job(name)
        status = runstate.look(job).status
        if status.terminal:
            return status
        try:
            job.stop.touch(mode=0o600)
        except OSError as problem:
            raise EngineError(f"{name} cannot be told to stop", why=str(problem)) from problem
        runstate.signal_runner(job)
        return runstate.look(job).status

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        """The jobs in the folder, newest first; folders that are no jobs are passed over.

        Raises:
            EngineError: the folder cannot be read.
        """
        try:
            folders = tuple(self._jobs.iterdir()) if self._jobs.is_dir() else ()
        except OSError as problem:
            raise EngineError(
                "the jobs on this machine cannot be listed",
                why=problem.strerror or str(problem),
                fix=f"let yourself read {self._jobs}",
            ) from problem
        found: list[JobSummary] = []
        for folder in folders:
            name = folder.name
            if NAME_PATTERN.fullmatch(name) is None or job_filter.name_contains not in name:
                continue
            try:
                status = runstate.look(JobDir(folder))
            except EngineError:
                continue
            if job_filter.status is None or status.status is job_filter.status:
                found.append(
                    JobSummary(self.key(name), status.status, status.stage, status.created, status.ended)
                )
        found.sort(key=lambda row: (row.created or 0.0, row.key.name), reverse=True)
        yield from found[: job_filter.limit]

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        """Half a second until the first epochs, a second while it runs, a minute once it has ended."""
        if state is None or state.stage in (Stage.STARTING, Stage.DOWNLOADING):
            return Cadence(0.5, 0.5)
        if state.status.terminal:
            return Cadence(60.0, 60.0)
        young = state.training_started is not None and self._clock() - state.training_started < _YOUNG_SECONDS
        return Cadence(0.5, 0.5) if young else Cadence(1.0, 1.0)

    def _pack(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> AbstractContextManager[tuple[PackFile, ...]]:
        """What is to be linked into a job folder that is not there yet; nothing for loose photos."""
        if spec.dataset.input == "image" or self._job(spec.name).root.exists():
            return nullcontext(())
        from core.engine.local import packed

        return packed.ready(spec.dataset, on_progress, cancel)

    def _command_of(self, spec: JobSpec) -> tuple[str, ...] | None:
        command = spec.command or self._command
        return trainer.absolute(command) if command else None

    def _job(self, name: str) -> JobDir:
        if NAME_PATTERN.fullmatch(name) is None:
            raise runstate.not_found(name)
        return JobDir(self._jobs / name)
