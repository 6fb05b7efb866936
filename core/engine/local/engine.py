"""The local engine: jobs, endpoints and sweeps as folders on this machine, each with a detached process."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.engine.base import Cadence, Capabilities
from core.engine.local.parts import Parts
from core.engine.local.serving.limits import MOST_BYTES
from core.job.status import JobKey, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.base import InstanceMetric, JobFilter, LaunchProgress, LogPage, Review
    from core.engine.hosting import Deployment, DeployReview, EndpointState
    from core.engine.sweeping import Sweep, SweepJob, SweepState
    from core.engine.transforming import Transform
    from core.finding import Finding
    from core.job.progress import LogFacts
    from core.job.spec import JobSpec
    from core.job.status import JobState, JobSummary, Status
    from core.predict.question import Answer

NAME = "local"
_YOUNG_SECONDS = 10.0


class LocalEngine:
    """Runs jobs, endpoints, batch transforms and sweeps on this machine.

    Args:
        jobs_dir: where the job folders lie; made at the first launch. Beside it lie ``endpoints`` and ``sweeps``.
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
        self._clock = clock
        self._parts = Parts(jobs_dir, command, seed, self.key, clock)

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
        return self._parts.jobs.review(spec, on_progress, cancel)

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Make the job folder and start its runner, or find it started by an earlier call."""
        self._parts.jobs.launch(spec, on_progress, cancel)

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether the job folder of that name is of that launch."""
        return self._parts.jobs.has_launched(name, launch_id)

    def describe(self, name: str) -> JobState:
        """The job's state now; a job whose runner is gone without a word is Failed."""
        return self._parts.jobs.state(name)

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next page of log lines; empty for a job that is not there."""
        return self._parts.jobs.read_log(name, cursor)

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """Nothing: the use of this machine is for its own tools to show."""
        return ()

    def stop(self, name: str) -> Status:
        """Ask the runner to stop; one that is just starting will find the request."""
        return self._parts.jobs.stop(name)

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        """The jobs in the folder, newest first; folders that are no jobs are passed over."""
        yield from self._parts.jobs.listed(job_filter)

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        """Half a second until the first epochs, a second while it runs, a minute once it has ended."""
        if state is None or state.stage in (Stage.STARTING, Stage.DOWNLOADING):
            return Cadence(0.5, 0.5)
        if state.status.terminal:
            return Cadence(60.0, 60.0)
        young = state.training_started is not None and self._clock() - state.training_started < _YOUNG_SECONDS
        return Cadence(0.5, 0.5) if young else Cadence(1.0, 1.0)

    def endpoint_key(self, name: str) -> JobKey:
        """An endpoint of this machine."""
        return JobKey(NAME, "", "", name)

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        """What `deploy` would make; changes nothing."""
        return self._parts.hosting.review(deployment, cancel)

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Copy the model and start a server on it, or find it started by an earlier call."""
        self._parts.hosting.deploy(deployment, on_progress, cancel)

    def endpoint(self, name: str) -> EndpointState:
        """The endpoint's state now; one whose server is gone without a word is OutOfService."""
        return self._parts.hosting.state(name)

    def endpoints(self) -> Iterator[EndpointState]:
        """The endpoints on this machine, newest first."""
        yield from self._parts.hosting.listed()

    def most_bytes(self, endpoint: EndpointState) -> int:
        """As many as SageMaker takes, so that both engines agree."""
        return MOST_BYTES

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        """Ask an endpoint's server about a photo."""
        return self._parts.hosting.invoke(name, photo, content_type)

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        """End the server and remove the endpoint's folder."""
        return self._parts.hosting.undeploy(name, with_model_data=with_model_data)

    def review_transform(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        """What `transform` would write and run; changes nothing."""
        return self._parts.transforms.review(transform, cancel)

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        """Start a job that asks about the photos, or find it started; the job itself looks at them."""
        self._parts.transforms.start(transform, on_progress, cancel)
        return ()

    def answers(self, name: str, cancel: CancelToken) -> Iterator[Answer]:
        """What came of each photo of a batch transform that has ended."""
        return self._parts.transforms.answers(self._parts.jobs.folder(name), cancel)

    def class_names(self, name: str, cancel: CancelToken) -> tuple[str, ...]:
        """The names of the classes that a batch transform asks about."""
        return self._parts.transforms.class_names(self._parts.jobs.folder(name))

    def review_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `start_sweep` would write and run; changes nothing."""
        return self._parts.sweeps.review(sweep, self._parts.jobs.command_of(sweep.job), on_progress, cancel)

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Make the sweep's folder and start its runner, or find it started by an earlier call."""
        self._parts.sweeps.start(sweep, self._parts.jobs.command_of(sweep.job), on_progress, cancel)

    def has_started_sweep(self, name: str, launch_id: str) -> bool:
        """Whether the sweep's folder of that name is of that launch."""
        return self._parts.sweeps.has_started(name, launch_id)

    def sweep(self, name: str) -> SweepState:
        """The sweep's state now; one whose runner is gone without a word is Failed."""
        return self._parts.sweeps.state(name)

    def sweep_jobs(self, name: str) -> tuple[SweepJob, ...]:
        """The jobs of a sweep so far."""
        return self._parts.sweeps.jobs(name)

    def stop_sweep(self, name: str) -> Status:
        """Ask the sweep's runner to stop, and with it its jobs."""
        return self._parts.sweeps.stop(name)

    def sweeps(self) -> Iterator[SweepState]:
        """The sweeps on this machine, newest first."""
        yield from self._parts.sweeps.listed()
