"""What a launch would send and cost, and what stands in its way: all questions asked at once, nothing changed.

A check that is not allowed is an info that names the permission; only missing credentials, or no answer for long, end
the review.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from core.engine.base import Review
from core.engine.sagemaker import (
    bucket,
    costs,
    earlier,
    foresight,
    instances,
    prices,
    quota,
    request,
    role,
    sdk,
    showing,
    staging,
    taken,
)
from core.engine.sagemaker.defaults import Defaults
from core.engine.sagemaker.earlier import Earlier
from core.engine.sagemaker.questions import Questions
from core.engine.sagemaker.reporter import Reporter
from core.engine.sagemaker.resources import Resources, gather
from core.engine.sagemaker.role import Role
from core.errors import CredentialsExpired, EngineError
from core.finding import Finding, has_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.cancel import CancelToken
    from core.config import SagemakerSettings
    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.sdk import Question
    from core.job.spec import JobSpec

_THREADS = 5


@dataclass(frozen=True, slots=True)
class Places:
    """Where the job takes and leaves things, as far as that is known.

    Args:
        resources: by the configuration and the SDK's defaults.
        image: URI; empty where there is none.
        role: that it runs under.
        findings: about all of it.
    """

    resources: Resources
    image: str
    role: Role
    findings: tuple[Finding, ...]


class Checks(NamedTuple):
    """What is asked about the name, and about the quota."""

    name: Callable[[JobSpec, Questions], Iterable[Finding]]
    quota: Callable[[SagemakerSettings, Questions], Iterable[Finding]]


def review(
    aws: Aws,
    spec: JobSpec,
    settings: SagemakerSettings,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    *,
    checks: Checks | None = None,
) -> Review:
    """Review a launch.

    Args:
        aws: where it would run.
        spec: the job; its fingerprint and request are not looked at.
        settings: of the configuration.
        on_progress: hears how far it is, from several threads, one at a time.
        cancel: ends it.
        checks: what is asked otherwise than of a job; None: it is one.

    Raises:
        EngineUnreachable: no answer for long, or no credentials.
        Cancelled: the token was set.
    """
    checks = checks or Checks(taken.look, of_quota)
    news = Reporter(on_progress)
    questions = Questions(aws, cancel, news.trouble)
    instance = instances.find(settings.instance_type)
    of_sdk = sdk.ask(aws.region, aws.profile)
    try:
        account, caller = questions.caller()
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="review") as pool:
            of_places = pool.submit(_places, of_sdk, spec, settings, account, caller, questions)
            of_price = pool.submit(prices.find, settings.instance_type, settings.prices, questions.in_brief())
            quotas = pool.submit(lambda: list(checks.quota(settings, questions.in_brief())))
            of_name = pool.submit(lambda: list(checks.name(spec, questions)))
            of_earlier = pool.submit(_earlier, spec, settings, questions)
            data = staging.read(spec.dataset, news.reading, cancel)
            places = of_places.result()
            usable = not has_errors(places.findings)
            data = staging.compare(data, spec.dataset, places.resources, questions, usable=usable)
            before = of_earlier.result()
            cost = costs.of(settings, of_price.result())
            asked = [*of_name.result(), *quotas.result()]
    finally:
        of_sdk.close()
    whole = request.build(
        replace(spec, fingerprint=data.fingerprint_id),
        settings,
        places.resources,
        image=places.image,
        role=places.role.arn,
        channels=data.channels,
        instance=instance,
        model=before.model,
    )
    return Review(
        findings=(
            *places.findings,
            *before.findings,
            *asked,
            *foresight.findings(spec, settings, places.resources, instance),
            *data.findings,
            *foresight.disk(
                None if spec.dataset.streamed else data.size,
                settings,
                instance,
                copies=1 if spec.dataset.input == "recordio" else foresight.COPIES,
            ),
        ),
        request=whole,
        upload_bytes=data.missing_bytes,
        price_per_hour=cost.per_hour,
        notes=tuple(showing.notes(settings, places.resources, instance)),
        facts=tuple(showing.facts(spec, settings, places, data, before, instance, aws.identity, account)),
        estimate=cost.at_most,
        estimate_basis=cost.basis,
        instance_type=settings.instance_type,
        instance_count=settings.instance_count,
        fingerprint=data.fingerprint_id,
    )


def _places(
    of_sdk: Question,
    spec: JobSpec,
    settings: SagemakerSettings,
    account: str,
    caller: str,
    questions: Questions,
) -> Places:
    findings: list[Finding] = []
    image, defaults = "", Defaults()
    try:
        said = of_sdk.answer(questions.cancel)
    except EngineError as error:
        why = "the SDK knows the algorithm's image, and the defaults of its configuration files"
        findings.append(Finding("error", "sdk", str(error), why=why, fix=error.fix))
    else:
        image, defaults = said.image, said.defaults
        findings += about_sdk(said, questions.region)
    resources = gather(settings, defaults)
    found = role.look(resources.role, account, caller, questions)
    findings += found.findings
    named = {
        "sagemaker.bucket": f"s3://{resources.bucket}" if resources.bucket else "",
        "sagemaker.output": settings.output or "",
        "sagemaker.checkpoints": settings.checkpoints or "",
    }
    if not resources.bucket and (spec.dataset.channels is None or not settings.output):
        findings.append(bucket.none_named(account, questions))
    buckets, wrong = bucket.addresses(named)
    findings += wrong
    for name, key in buckets.items():
        findings += bucket.look(name, key, questions)
    return Places(resources, image, found, tuple(findings))


def about_sdk(said: sdk.SdkAnswer, region: str) -> Iterator[Finding]:
    """What is wrong with what the SageMaker SDK said."""
    if not said.image:
        yield Finding(
            "error",
            "no-image",
            f"there is no image of the algorithm in {region}",
            why=said.no_image.partition(". ")[0],
            fix="choose another region: --region, sagemaker.region",
        )
    if said.no_defaults:
        yield Finding(
            "error",
            "sdk-defaults",
            f"the SageMaker SDK's defaults files cannot be used: {said.no_defaults}",
            why=f"they fill in what the configuration leaves out: {', '.join(said.files)}",
            fix="mend them, or name others: SAGEMAKER_ADMIN_CONFIG_OVERRIDE, SAGEMAKER_USER_CONFIG_OVERRIDE",
        )


def of_quota(
    settings: SagemakerSettings, questions: Questions, count: int | None = None
) -> Iterator[Finding]:
    """What the account's quota says.

    Args:
        settings: name the instances.
        questions: to AWS.
        count: of instances at a time; None: those of one job.
    """
    if instances.find(settings.instance_type) is None:
        return
    count = settings.instance_count if count is None else count
    try:
        found = quota.find(settings.instance_type, count, questions, spot=settings.spot)
    except CredentialsExpired:
        raise
    except EngineError as error:
        yield quota.soft(error)
    else:
        yield from quota.findings(found, count)


def _earlier(spec: JobSpec, settings: SagemakerSettings, questions: Questions) -> Earlier:
    if settings.model_from is None:
        return Earlier("")
    return earlier.look(settings.model_from, spec.hyperparameters, questions)
