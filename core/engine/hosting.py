"""The Hosting protocol: where a trained model answers questions about photos.

An engine (`core.engine.base.Engine`) runs jobs; its hosting half puts what a job has trained behind an endpoint.
Words and states are SageMaker's (reference/sagemaker-image-classification.md §6); the local engine speaks them too.
Calls are plain and blocking; long ones take a cancel token. They raise only `core.errors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from core.engine.base import Engine
from core.engine.sweeping import Sweeping
from core.engine.transforming import Transforming
from core.job.status import JobKey
from core.trained import trained_from_json, trained_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.finding import Finding
    from core.trained import TrainedModel


class EndpointStatus(StrEnum):
    """EndpointStatus, and two of our own: what is half-made or gone has no status at the service."""

    CREATING = "Creating"
    IN_SERVICE = "InService"
    UPDATING = "Updating"
    SYSTEM_UPDATING = "SystemUpdating"
    ROLLING_BACK = "RollingBack"
    OUT_OF_SERVICE = "OutOfService"
    DELETING = "Deleting"
    FAILED = "Failed"
    UPDATE_ROLLBACK_FAILED = "UpdateRollbackFailed"
    INCOMPLETE = "Incomplete"
    """Model or configuration is there, and no endpoint."""
    DELETED = "Deleted"

    @property
    def moving(self) -> bool:
        """Whether it will become another status by itself."""
        return self in (
            EndpointStatus.CREATING,
            EndpointStatus.UPDATING,
            EndpointStatus.SYSTEM_UPDATING,
            EndpointStatus.ROLLING_BACK,
            EndpointStatus.DELETING,
        )


@dataclass(frozen=True, slots=True)
class Deployment:
    """An endpoint to be made. It is saved before anything is created.

    Args:
        key: engine, account, region and name; model, configuration and endpoint all carry the name.
        launch_id: random; what is made is marked with it, so that a name found taken is known to be ours.
        trained: the model.
        request: everything that will be created, as reviewed, JSON-able; None before the review.
    """

    key: JobKey
    launch_id: str
    trained: TrainedModel
    request: Mapping[str, object] | None = None

    def as_json(self) -> dict[str, Any]:
        """What is saved of it: all but its key. `deployment_from_json` gives an equal one back."""
        return {
            "launch_id": self.launch_id,
            **trained_to_json(self.trained),
            "request": None if self.request is None else dict(self.request),
        }


def deployment_from_json(key: JobKey, saved: Mapping[str, Any]) -> Deployment:
    """The deployment that was saved by `Deployment.as_json`.

    Args:
        key: of the endpoint.
        saved: what was saved.

    Raises:
        KeyError: something is missing.
        TypeError: something is of another kind.
    """
    return Deployment(key, saved["launch_id"], trained_from_json(saved), saved["request"])


@dataclass(frozen=True, slots=True)
class DeployReview:
    """What a deployment would create and cost, before anything is done.

    Args:
        findings: errors forbid it.
        request: everything that would be created, JSON-able.
        price_per_hour: USD for all instances together; None if unknown, free, or paid by use.
        facts: (label, value) lines to show.
        notes: further lines.
        price_basis: what the price rests on, for people; of a serverless endpoint, that it is paid by use.
    """

    findings: tuple[Finding, ...]
    request: Mapping[str, object]
    price_per_hour: float | None = None
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    price_basis: str = ""


@dataclass(frozen=True, slots=True)
class EndpointState:
    """An endpoint at one moment. Times are epoch seconds; None is unknown.

    Args:
        key: engine, account, region and name.
        status: the service's status, or ours.
        job: name of the job whose model it holds.
        created: when it was asked for.
        failure_reason: the service's own words.
        instance_type: such as ``ml.m5.large``; None locally and where it is serverless.
        instance_count: number of instances.
        serverless_mb: memory of a serverless endpoint.
        price_per_hour: USD for all instances together.
        parts: which of ``model``, ``endpoint-config``, ``endpoint`` are there.
        launch_id: it was marked with; empty where it is none of ours.
        classes: names in label order, as far as the place itself keeps them.
    """

    key: JobKey
    status: EndpointStatus
    job: str = ""
    created: float | None = None
    failure_reason: str = ""
    instance_type: str | None = None
    instance_count: int = 1
    serverless_mb: int | None = None
    price_per_hour: float | None = None
    parts: tuple[str, ...] = ()
    launch_id: str = ""
    classes: tuple[str, ...] = ()


class Hosting(Protocol):
    """Where endpoints run."""

    def endpoint_key(self, name: str) -> JobKey:
        """What makes an endpoint of that name unique; may have to ask which account it is.

        Raises:
            EngineUnreachable: the account is not known and there is no answer.
        """

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        """What `deploy` would make; changes nothing.

        Raises:
            EngineError: it cannot be said.
            Cancelled: the token was set.
        """

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Create what is in `deployment.request`; returns when the service has taken all of it, not when it answers.

        Calling it again after a lost answer finds what is there and marked as ours, and makes only the rest.

        Raises:
            EngineError: a part could not be made; what was made by then is undone, and if that fails too, the error
                says what is left.
            Cancelled: the token was set; what was made is undone likewise.
        """

    def endpoint(self, name: str) -> EndpointState:
        """The endpoint's state now; parts without an endpoint are `INCOMPLETE`.

        Raises:
            NotFound: nothing of that name.
            EngineUnreachable: worth trying again.
        """

    def endpoints(self) -> Iterator[EndpointState]:
        """All endpoints that trainscope made here, half-made ones too, newest first."""

    def most_bytes(self, endpoint: EndpointState) -> int:
        """Bytes of the largest photo that may be sent to it."""

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        """Ask an endpoint about a photo.

        Args:
            name: of the endpoint.
            photo: the bytes of a JPEG or PNG file.
            content_type: ``image/jpeg`` or ``image/png``.

        Returns:
            A probability for each class, in label order.

        Raises:
            NotFound: there is no such endpoint.
            EngineError: it cannot answer (still being created, the photo is none for it, the model failed).
            EngineUnreachable: worth trying again.
        """

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        """Delete endpoint, configuration and model, in this order; what is gone already counts as done.

        Args:
            name: of the endpoint.
            with_model_data: also delete what training left.

        Returns:
            What was deleted: kinds of parts as in `EndpointState.parts`, and where data lay.

        Raises:
            EngineBusy: it is still being created, or changed: nothing was deleted, and the same call works later.
            EngineError: something could not be deleted; the error says what is left.
        """


class HostingEngine(Engine, Hosting, Transforming, Sweeping, Protocol):
    """Where jobs run, by themselves or in sweeps, and their models answer: behind endpoints, by batch transforms."""
