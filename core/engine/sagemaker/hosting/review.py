"""What a deployment would create and cost, and what stands in its way: all questions asked at once, nothing changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview
from core.engine.sagemaker import foresight, prices, sdk
from core.engine.sagemaker import role as roles
from core.engine.sagemaker.defaults import Defaults
from core.engine.sagemaker.hosting import checks, quota, request
from core.engine.sagemaker.hosting import foresight as machines
from core.engine.sagemaker.questions import Questions
from core.engine.sagemaker.resources import Resources, gather
from core.engine.sagemaker.review import about_sdk
from core.errors import EngineError
from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from core.cancel import CancelToken
    from core.config import HostingSettings, SagemakerSettings
    from core.engine.hosting import Deployment
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.sdk import Question

_THREADS = 5
_BY_USE = "paid by use: for memory and milliseconds while it answers, nothing while nobody asks"


def review(
    aws: Aws,
    deployment: Deployment,
    sagemaker: SagemakerSettings,
    hosting: HostingSettings,
    cancel: CancelToken,
) -> DeployReview:
    """Review a deployment.

    Args:
        aws: where it would run.
        deployment: its request is not looked at.
        sagemaker: role, keys, VPC, tags and prices.
        hosting: the machines.
        cancel: ends it.

    Raises:
        EngineUnreachable: no answer for long, or no credentials.
        Cancelled: the token was set.
    """
    questions = Questions(aws, cancel)
    trained = deployment.trained
    asked_sdk = sdk.ask(aws.region, aws.profile)
    try:
        account, caller = questions.caller()
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="review") as pool:
            of_model = pool.submit(lambda: list(checks.of_model(trained, questions)))
            of_name = pool.submit(lambda: list(checks.of_name(deployment, questions)))
            of_names = pool.submit(checks.of_names, trained, questions)
            of_price = pool.submit(_price, hosting, sagemaker, questions.in_brief())
            of_quota = pool.submit(lambda: list(quota.findings(hosting, questions.in_brief())))
            image, defaults, found = of_sdk(asked_sdk, questions)
            resources = gather(sagemaker, defaults)
            role = roles.look(resources.role, account, caller, questions)
            names, price = of_names.result(), of_price.result()
            asked = [*of_model.result(), *of_name.result(), *of_quota.result()]
    finally:
        asked_sdk.close()
    whole = request.build(
        deployment, hosting, resources, image=image, role=role.arn, classes_at=names.write_to
    )
    return DeployReview(
        findings=(
            *found,
            *asked,
            *role.findings,
            *machines.findings(hosting, resources, offered(aws)),
            *foresight.tags(resources),
            *names.findings,
        ),
        request=whole,
        price_per_hour=price.usd_per_hour * hosting.instance_count
        if isinstance(price, prices.Price)
        else None,
        facts=tuple(
            (label, clean(value, limit=300))
            for label, value in _facts(deployment, hosting, resources, image, role.arn, names.write_to)
            if value
        ),
        price_basis=_basis(hosting, price),
    )


def offered(aws: Aws) -> Collection[str]:
    """The instance types that SageMaker hosts on, by botocore's description of it."""
    shape = aws.client("sagemaker").meta.service_model.shape_for("ProductionVariantInstanceType")
    return frozenset(shape.enum)


def of_sdk(asked: Question, questions: Questions) -> tuple[str, Defaults, list[Finding]]:
    """The image, what fills in the configuration, and what is wrong with either.

    Raises:
        Cancelled: the token of the questions was set.
    """
    try:
        said = asked.answer(questions.cancel)
    except EngineError as error:
        return (
            "",
            Defaults(),
            [Finding("error", "sdk", str(error), why="it knows the algorithm's image", fix=error.fix)],
        )
    return said.image, said.defaults, list(about_sdk(said, questions.region))


def _price(
    hosting: HostingSettings, sagemaker: SagemakerSettings, questions: Questions
) -> prices.Price | prices.Unknown:
    if hosting.serverless_mb is not None:
        return prices.Unknown(_BY_USE)
    return prices.find(hosting.instance_type, sagemaker.prices, questions, use=prices.HOSTING)


def _basis(hosting: HostingSettings, price: prices.Price | prices.Unknown) -> str:
    if hosting.serverless_mb is not None:
        return _BY_USE
    if isinstance(price, prices.Unknown):
        return f"price unknown: {price.why} (sagemaker.prices can name it)"
    return (
        f"{hosting.instance_count} × {hosting.instance_type} at {price.usd_per_hour:g} USD per hour ({price.basis}), "
        "day and night until it is undeployed, asked or not"
    )


def _facts(
    deployment: Deployment,
    hosting: HostingSettings,
    resources: Resources,
    image: str,
    role: str,
    names_at: str,
) -> Iterator[tuple[str, str]]:
    """Label and value of each line; empty values are left out."""
    key, trained = deployment.key, deployment.trained
    yield "endpoint", f"{key.name}, with a configuration and a model of the same name"
    if hosting.serverless_mb is None:
        yield "instances", f"{hosting.instance_count} × {hosting.instance_type}"
    else:
        yield "serverless", f"{hosting.serverless_mb:,} MB, {request.CONCURRENCY} photos at once"
    yield "account", f"{key.account}, {key.region}"
    yield "role", (role or resources.role) + resources.origin("role")
    yield "model", trained.model
    yield "names", f"to be written to {names_at}" if names_at else ""
    yield "image", image
    if resources.subnets and hosting.serverless_mb is None:
        inside = ", ".join((*resources.subnets, *resources.security_groups))
        yield "VPC", inside + resources.origin("subnets")
    yield "tags", ", ".join(f"{name}={value}" for name, value in resources.tags.items())
