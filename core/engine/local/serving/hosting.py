"""The hosting half of the local engine: endpoints as folders on this machine, each with a server of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.base import LaunchProgress
from core.engine.local import drafts
from core.engine.local.serving import asking, down, look, making, place, review
from core.errors import EngineError
from core.job.spec import NAME_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.cancel import CancelToken
    from core.engine.hosting import Deployment, DeployReview, EndpointState
    from core.job.status import JobKey


class LocalHosting:
    """Runs endpoints on this machine.

    Args:
        endpoints: where the endpoints' folders lie; made at the first deployment.
        jobs: where the jobs' folders lie.
        key: gives an endpoint's key by its name.
        clock: epoch seconds.
    """

    def __init__(
        self, endpoints: Path, jobs: Path, key: Callable[[str], JobKey], clock: Callable[[], float]
    ) -> None:
        self._endpoints = endpoints
        self._jobs = jobs
        self._key = key
        self._clock = clock

    def review(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        """What `deploy` would make; changes nothing.

        Raises:
            Cancelled: the token was set.
        """
        cancel.check()
        return review.review(self._endpoints, self._jobs, deployment)

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Copy the model into a folder of its own and start a server on it, or find it started by an earlier call.

        Raises:
            NameTaken: another endpoint has the name.
            EngineError: the name is none, there is no model, the disk refuses, or the server does not start.
            Cancelled: before the folder was made.
        """
        if NAME_PATTERN.fullmatch(deployment.key.name) is None:
            raise EngineError(
                f"{deployment.key.name!r} cannot be an endpoint's name",
                fix="use letters, digits and single hyphens, at most 63",
            )
        cancel.check()
        now = self._clock()
        drafts.sweep(self._endpoints, now)
        on_progress(LaunchProgress("copying the model"))
        claimed = making.claim(self._endpoints, deployment, now)
        if claimed is not None:
            on_progress(LaunchProgress("starting the server"))
            making.start(*claimed)

    def state(self, name: str) -> EndpointState:
        """The endpoint's state now.

        Raises:
            NotFound: no endpoint of that name.
        """
        return look.look(place.named(self._endpoints, name), self._key(name))

    def listed(self) -> list[EndpointState]:
        """All endpoints, newest first.

        Raises:
            EngineError: the folder cannot be read.
        """
        return look.listed(self._endpoints, self._key)

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        """The probability of each class for a photo, in label order.

        Raises:
            NotFound: no endpoint of that name.
            EngineError: it cannot answer.
            EngineUnreachable: it may answer later.
        """
        return asking.invoke(place.named(self._endpoints, name), self._key(name), photo, content_type)

    def undeploy(self, name: str, *, with_model_data: bool) -> tuple[str, ...]:
        """End the server and remove the folder; nothing, if there is none.

        Raises:
            EngineError: something could not be deleted.
        """
        drafts.sweep(self._endpoints, self._clock())
        if NAME_PATTERN.fullmatch(name) is None:
            return ()
        folder = place.EndpointDir(self._endpoints / name)
        return down.take_down(folder, self._jobs, with_model_data=with_model_data)
