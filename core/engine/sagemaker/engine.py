"""The SageMaker engine: jobs, endpoints, batch transforms and sweeps in one region of an AWS account. Wiring only."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.base import Capabilities
from core.engine.sagemaker import profile
from core.engine.sagemaker.connection import Aws
from core.engine.sagemaker.sweep.half import SweepingHalf
from core.engine.sagemaker.transform.half import TransformingHalf
from core.engine.sagemaker.turns import LOG_LAG
from core.errors import TrainscopeError, UsageError
from core.job.status import JobKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.config import Settings
    from core.engine.base import Cadence, InstanceMetric, JobFilter, LaunchProgress, LogPage, Review
    from core.engine.hosting import Deployment, DeployReview, EndpointState
    from core.engine.sagemaker.following import Following
    from core.engine.sagemaker.hosting.endpoints import Endpoints
    from core.job.progress import LogFacts
    from core.job.spec import JobSpec
    from core.job.status import JobState, JobSummary, Status

NAME = "sagemaker"
LIST_SECONDS = 15.0
"""The list is one call a page of a hundred jobs; ListTrainingJobs is the account's scarcest rate."""


class SageMakerEngine(TransformingHalf, SweepingHalf):
    """Runs jobs and endpoints on SageMaker (a `core.engine.base.Engine`, a `core.engine.hosting.Hosting`, a
    `core.engine.transforming.Transforming` and a `core.engine.sweeping.Sweeping`).

    Nothing is asked and boto3 not imported before the first call that needs it.

    Args:
        settings: sections `sagemaker` and `hosting`, and the rhythm of watching.
        account: of a job that is known already; other credentials are refused.
        region: of such a job; None: as the settings say.
        clock: epoch seconds.
        connect: makes the connection.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        account: str = "",
        region: str | None = None,
        clock: Callable[[], float] = time.time,
        connect: Callable[..., Aws] = Aws,
    ) -> None:
        section = settings.sagemaker if region is None else replace(settings.sagemaker, region=region)
        super().__init__(replace(settings, sagemaker=section))
        self._account = account
        self._clock = clock
        self._connect = connect
        self._lock = threading.Lock()
        self._connection: Aws | None = None
        self._watched: Following | None = None
        self._looking: Endpoints | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the engine says of itself, as far as it is known without asking."""
        try:
            aws = self._aws
        except TrainscopeError:
            region, who = "", self._settings.sagemaker.profile or profile.named_profile(os.environ)
        else:
            region, who = aws.region, aws.profile
        place = " ".join(filter(None, (NAME, region))) + (f" ({who})" if who else "")
        return Capabilities(
            name=NAME,
            place=place,
            account=self._account,
            region=region,
            costs=True,
            instance_metrics=True,
            stop_note="it can take two minutes",
            log_lag=LOG_LAG,
            list_seconds=LIST_SECONDS,
            cheap_logs=False,
            resumes=True,
        )

    def key(self, name: str) -> JobKey:
        """The job's key; asks once which account the credentials are for."""
        return JobKey(NAME, self._aws.account(), self._aws.region, name)

    def review(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> Review:
        """What `launch` would upload, send and cost; hashes the photos, asks the account, changes nothing."""
        from core.engine.sagemaker import review

        return review.review(self._aws, spec, self._settings.sagemaker, on_progress, cancel)

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Upload what is missing, then create the job; after a lost answer both find what is there already.

        Raises:
            EngineError: it could not be started.
            UsageError: it was not reviewed, or the photos have changed since.
            Cancelled: before the job existed; what was uploaded stays, for the next launch.
        """
        from core.engine.sagemaker import launching

        if spec.request is None:
            raise UsageError(f"{spec.name} was not reviewed", fix="review it, then launch it")
        launching.launch(self._aws, spec, spec.request, on_progress, cancel)

    def has_launched(self, name: str, launch_id: str) -> bool:
        """Whether the job of that name, of either kind, carries the launch id as its tag."""
        return self._following.has_launched(name, launch_id)

    def describe(self, name: str) -> JobState:
        """The job's state now, its price with it if that is known."""
        return self._following.describe(name)

    def read_log(self, name: str, cursor: str | None) -> LogPage:
        """The next lines of those of the job's streams that may be asked for now."""
        return self._following.read_log(name, cursor)

    def instance_metrics(self, name: str) -> tuple[InstanceMetric, ...]:
        """The newest use of each host, by CloudWatch."""
        return self._following.instance_metrics(name)

    def stop(self, name: str) -> Status:
        """Ask SageMaker to stop the job; one that has ended is left as it is."""
        return self._following.stop(name)

    def list(self, job_filter: JobFilter) -> Iterator[JobSummary]:
        """The region's jobs, newest first, a page at a time as they are taken."""
        from core.engine.sagemaker import listing

        return listing.jobs(self._aws, job_filter)

    def cadence(self, state: JobState | None, facts: LogFacts | None) -> Cadence:
        """Seldom while there is nothing to see, often when an epoch is due."""
        from core.engine.sagemaker import cadence

        return cadence.cadence(state, facts, self._clock(), self._settings.watch.poll_seconds)

    endpoint_key = key

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        """What `deploy` would create and cost; asks the account, changes nothing."""
        from core.engine.sagemaker.hosting import review

        return review.review(self._aws, deployment, self._settings.sagemaker, self._settings.hosting, cancel)

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        """Create what was reviewed; after a lost answer what is there already is found."""
        from core.engine.sagemaker.hosting import making

        if deployment.request is None:
            raise UsageError(f"{deployment.key.name} was not reviewed", fix="review it, then deploy it")
        making.deploy(self._aws, deployment, deployment.request, on_progress, cancel)

    def endpoint(self, name: str) -> EndpointState:
        """The endpoint's state now, its price with it if that is known."""
        return self._endpoints.look(name)

    def endpoints(self) -> Iterator[EndpointState]:
        """What trainscope made in this region and account, half-made endpoints too, newest first."""
        return self._endpoints.ours()

    def most_bytes(self, endpoint: EndpointState) -> int:
        """SageMaker's limit for a photo, which is smaller where the endpoint is serverless."""
        from core.engine.sagemaker.hosting import asking

        return asking.most_bytes(endpoint)

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        """Ask an endpoint about a photo, once."""
        from core.engine.sagemaker.hosting import asking

        return asking.invoke(self._aws, name, photo, content_type)

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        """Delete endpoint, configuration and model, each only if it is marked as ours."""
        from core.engine.sagemaker.hosting import taking_down

        return taking_down.undeploy(self._aws, name, with_model_data=with_model_data)

    @property
    def _aws(self) -> Aws:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect(self._settings.sagemaker, account=self._account)
            return self._connection

    @property
    def _following(self) -> Following:
        from core.engine.sagemaker.following import Following

        aws = self._aws
        with self._lock:
            if self._watched is None:
                self._watched = Following(aws, self._settings.sagemaker.prices, self._clock)
            return self._watched

    @property
    def _endpoints(self) -> Endpoints:
        from core.engine.sagemaker import hourly, prices
        from core.engine.sagemaker.hosting.endpoints import Endpoints

        aws = self._aws
        with self._lock:
            if self._looking is None:
                given = self._settings.sagemaker.prices
                hours = hourly.HourlyPrices(aws, given, self._clock, use=prices.HOSTING)
                self._looking = Endpoints(aws, NAME, hours.of)
            return self._looking
