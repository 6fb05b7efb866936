"""What an engine of recorded runs cannot do: start, stop, deploy, ask. Screens are read-only then and never try."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from core.errors import EngineError, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import InstanceMetric, LaunchProgress, Review
    from core.engine.hosting import Deployment, DeployReview, EndpointState
    from core.engine.sweeping import Sweep, SweepJob, SweepState
    from core.engine.transforming import Transform
    from core.finding import Finding
    from core.job.spec import JobSpec
    from core.job.status import Status
    from core.predict.question import Answer


class Refusing:
    """The half of an engine that changes things or needs more than a recording holds: each call says so."""

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """Refused."""
        _refuse("nothing can be launched")

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Refused."""
        _refuse("nothing can be launched")

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Nothing is launched here."""
        return False

    def stop(self, name: str) -> Status:
        """Refused."""
        _refuse("nothing can be stopped")

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """Not recorded."""
        return ()

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        """Refused."""
        _refuse("nothing can be deployed")

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Refused."""
        _refuse("nothing can be deployed")

    def endpoint(self, name: str) -> EndpointState:
        """There are no endpoints in a recording."""
        raise NotFound(f"no endpoint {name} is recorded")

    def endpoints(self) -> Iterator[EndpointState]:
        """There are none."""
        return iter(())

    def most_bytes(self, endpoint: EndpointState) -> int:
        """Nothing can be sent."""
        return 0

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        """Refused."""
        _refuse("no endpoint can be asked")

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        """Refused."""
        _refuse("nothing can be taken down")

    def review_transform(self, transform: Transform, cancel: CancelToken) -> DeployReview:
        """Refused."""
        _refuse("no batch transform can be started")

    def transform(
        self, transform: Transform, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> tuple[Finding, ...]:
        """Refused."""
        _refuse("no batch transform can be started")

    def answers(self, name: str, cancel: CancelToken) -> Iterator[Answer]:
        """Not recorded."""
        _refuse("the answers of a batch transform are not in it")

    def class_names(self, name: str, cancel: CancelToken) -> tuple[str, ...]:
        """Not recorded."""
        return ()

    def review_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """Refused."""
        _refuse("no sweep can be started")

    def start_sweep(
        self, sweep: Sweep, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Refused."""
        _refuse("no sweep can be started")

    def has_started_sweep(self, name: str, launch_id: str) -> bool:
        """Nothing is started here."""
        return False

    def sweep(self, name: str) -> SweepState:
        """There are no sweeps in a recording."""
        raise NotFound(f"no sweep {name} is recorded")

    def sweep_jobs(self, name: str) -> tuple[SweepJob, ...]:
        """There are no sweeps in a recording."""
        raise NotFound(f"no sweep {name} is recorded")

    def stop_sweep(self, name: str) -> Status:
        """Refused."""
        _refuse("nothing can be stopped")

    def sweeps(self) -> Iterator[SweepState]:
        """There are none."""
        return iter(())


def _refuse(what: str) -> NoReturn:
    raise EngineError(
        f"this is a recording: {what}", fix="ask about the job itself, where it ran: trainscope jobs"
    )
