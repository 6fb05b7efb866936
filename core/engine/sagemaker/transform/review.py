"""What a batch transform would send, create and cost, and what stands in its way: nothing is changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview
from core.engine.sagemaker import bucket, foresight, prices, sdk
from core.engine.sagemaker import role as roles
from core.engine.sagemaker.hosting import checks, quota
from core.engine.sagemaker.hosting import foresight as machines
from core.engine.sagemaker.hosting.parts import MODEL
from core.engine.sagemaker.hosting.review import of_sdk
from core.engine.sagemaker.kinds import TRAINING, TRANSFORM
from core.engine.sagemaker.questions import Questions
from core.engine.sagemaker.resources import gather
from core.engine.sagemaker.transform import request
from core.engine.sagemaker.transform.place import place_for
from core.engine.sagemaker.transform.quota import name_of
from core.finding import Finding
from core.text import clean, clean_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from core.cancel import CancelToken
    from core.config import HostingSettings, SagemakerSettings
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.resources import Resources
    from core.engine.sagemaker.transform.place import Place
    from core.engine.transforming import Transform

_THREADS = 5
_USE = machines.Use("batch transforms", TRANSFORM.create, "the model does not start")


def review(
    aws: Aws,
    transform: Transform,
    sagemaker: SagemakerSettings,
    hosting: HostingSettings,
    cancel: CancelToken,
) -> DeployReview:
    """Review a batch transform.

    Args:
        aws: where it would run.
        transform: its request is not looked at.
        sagemaker: bucket, role, keys, VPC, tags and prices.
        hosting: the machines; that it might be serverless does not matter.
        cancel: ends it.

    Raises:
        EngineUnreachable: no answer for long, or no credentials.
        Cancelled: the token was set.
    """
    questions = Questions(aws, cancel)
    asked = sdk.ask(aws.region, aws.profile)
    count, name = hosting.instance_count, name_of(hosting.instance_type)
    try:
        account, caller = questions.caller()
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="review") as pool:
            of_model = pool.submit(lambda: list(checks.of_model(transform.trained, questions)))
            of_name = pool.submit(
                lambda: list(checks.of_name(transform, questions, (TRAINING, MODEL, TRANSFORM)))
            )
            of_price = pool.submit(
                prices.find,
                hosting.instance_type,
                sagemaker.prices,
                questions.in_brief(),
                use=prices.TRANSFORM,
            )
            of_quota = pool.submit(
                lambda: list(
                    quota.against(
                        name, count, questions.in_brief(), what="batch transform", create=TRANSFORM.create
                    )
                )
            )
            image, defaults, found = of_sdk(asked, questions)
            resources = gather(sagemaker, defaults)
            role = roles.look(resources.role, account, caller, questions)
            of_bucket = list(_bucket(resources, account, questions))
            price = of_price.result()
            about = [*of_model.result(), *of_name.result(), *of_quota.result()]
    finally:
        asked.close()
    place = place_for(transform.key.name, resources)
    return DeployReview(
        findings=(
            *found,
            *about,
            *role.findings,
            *of_bucket,
            *machines.instances(hosting.instance_type, _offered(aws), _USE),
            *foresight.tags(resources),
            *_photos(transform),
        ),
        request=request.build(transform, hosting, resources, place, image=image, role=role.arn),
        price_per_hour=price.usd_per_hour * count if isinstance(price, prices.Price) else None,
        facts=tuple(
            (label, clean(value, limit=300))
            for label, value in _facts(transform, hosting, resources, place, image, role.arn)
            if value
        ),
        price_basis=_basis(hosting, price),
    )


def _offered(aws: Aws) -> Collection[str]:
    """The instance types that SageMaker has batch transforms on, by botocore's description of it."""
    shape = aws.client("sagemaker").meta.service_model.shape_for("TransformInstanceType")
    return frozenset(shape.enum)


def _bucket(resources: Resources, account: str, questions: Questions) -> Iterator[Finding]:
    if not resources.bucket:
        yield bucket.none_named(account, questions)
        return
    named, found = bucket.addresses({"sagemaker.bucket": f"s3://{resources.bucket}"})
    yield from found
    for name, key in named.items():
        yield from bucket.look(name, key, questions)


def _photos(transform: Transform) -> Iterator[Finding]:
    if not transform.questions:
        yield Finding(
            "error",
            "no-photos",
            "there is no photo to ask about",
            clean_path(transform.place.folder),
            why="a batch transform without photos fails",
            fix="name a folder with .jpg or .png files",
        )


def _basis(hosting: HostingSettings, price: prices.Price | prices.Unknown) -> str:
    if isinstance(price, prices.Unknown):
        return f"price unknown: {price.why} (sagemaker.prices can name it)"
    return (
        f"{hosting.instance_count} × {hosting.instance_type} at {price.usd_per_hour:g} USD per hour ({price.basis}), "
        "while it runs; S3 aside"
    )


def _facts(
    transform: Transform,
    hosting: HostingSettings,
    resources: Resources,
    place: Place | None,
    image: str,
    role: str,
) -> Iterator[tuple[str, str]]:
    """Label and value of each line; empty values are left out. Model and photos are shown by whoever shows these."""
    key = transform.key
    yield "instances", f"{hosting.instance_count} × {hosting.instance_type}"
    yield "account", f"{key.account}, {key.region}"
    yield "role", (role or resources.role) + resources.origin("role")
    if place is not None:
        yield "sent to", place.photos.folder + resources.origin("bucket")
        yield "answers", place.answers.folder
    yield "image", image
    yield "KMS key", resources.output_key + (resources.origin("kms_key") if resources.output_key else "")
    if resources.subnets:
        inside = ", ".join((*resources.subnets, *resources.security_groups))
        yield "VPC", inside + resources.origin("subnets")
    yield "tags", ", ".join(f"{name}={value}" for name, value in resources.tags.items())
