"""Trained jobs and their deployments, for the tests of endpoints."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.config import HostingSettings, SagemakerSettings, Settings
from core.engine.hosting import Deployment
from core.engine.sagemaker.engine import SageMakerEngine
from core.job.status import JobKey
from core.trained import TrainedModel
from tests.aws.datasets import connect
from tests.aws.describe import model_of
from tests.aws.jobrequest import IMAGE, remember_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.base import LaunchProgress
    from core.engine.hosting import DeployReview
    from tests.aws.account import Account

NAME = "ic-flowers-1"
OURS = "a1b2c3"
INSTANCE = HostingSettings()
CLASSES = ("daisy", "dandelion", "roses", "sunflowers", "tulips")


def trained_job(account: Account, name: str = NAME, **hyperparameters: str) -> TrainedModel:
    """A job that ended an hour ago and has left its model."""
    values = {"num_classes": str(len(CLASSES)), "image_shape": "3,32,32"} | hyperparameters
    job = account.jobs.put(name, created=account.clock() - 3600, image=IMAGE, HyperParameters=values)
    account.leave_models()
    return TrainedModel(
        job=JobKey("sagemaker", account.id, account.region, name),
        classes=CLASSES,
        multi_label=values.get("multi_label") == "1",
        hyperparameters=values,
        model=model_of(job),
    )


def engine_of(
    account: Account,
    hosting: HostingSettings = INSTANCE,
    *,
    prices: Mapping[str, float] | None = None,
) -> SageMakerEngine:
    """The engine with the account's role and bucket, over a connection of its own."""
    section = SagemakerSettings(
        region=account.region, role=account.role, bucket=account.bucket, prices=prices or {}
    )
    settings = Settings(
        engine="sagemaker",
        sagemaker=section,
        hosting=hosting,
    )
    return SageMakerEngine(settings, connect=lambda *given, **named: connect(account))


def reviewed(
    account: Account, engine: SageMakerEngine, trained: TrainedModel, launch_id: str = OURS
) -> Deployment:
    """The deployment under the job's name, as a review lets it be started.

    The image is known as if another process had asked the SDK for it, which takes seconds.
    """
    remember_image()
    key = JobKey("sagemaker", account.id, account.region, trained.job.name)
    deployment = Deployment(key, launch_id, trained)
    found = engine.review_deployment(deployment, CancelToken())
    assert [finding for finding in found.findings if finding.level == "error"] == []
    return replace(deployment, request=found.request)


def go(
    engine: SageMakerEngine, deployment: Deployment, cancel: CancelToken | None = None
) -> list[LaunchProgress]:
    """Deploy it; what was told of it."""
    told: list[LaunchProgress] = []
    engine.deploy(deployment, told.append, cancel or CancelToken())
    return told


def deployed(account: Account, hosting: HostingSettings = INSTANCE) -> SageMakerEngine:
    """An engine with an endpoint that is in service."""
    engine = engine_of(account, hosting)
    go(engine, reviewed(account, engine, trained_job(account)))
    account.clock.advance(200)
    return engine


def kinds(found: DeployReview, level: str = "error") -> list[str]:
    """The kinds of the findings of that level."""
    return [finding.kind for finding in found.findings if finding.level == level]


def part(found: DeployReview, operation: str) -> dict[str, Any]:
    """The request of one of the parts."""
    value = found.request[operation]
    assert isinstance(value, dict)
    return value


def there(account: Account) -> dict[str, list[str]]:
    """The names of all models, configurations and endpoints of the account."""
    return account.endpoints.parts()


NOTHING: dict[str, list[str]] = {"model": [], "endpoint-config": [], "endpoint": []}


def all_of(name: str = NAME) -> dict[str, list[str]]:
    """What a whole endpoint consists of."""
    return {kind: [name] for kind in NOTHING}
