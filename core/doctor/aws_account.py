"""What a SageMaker job needs of the account: role, bucket, instances, price, log, and the SageMaker SDK beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.doctor.result import Check
from core.engine.sagemaker import bucket, instances, prices, quota, role, sdk
from core.engine.sagemaker.defaults import Defaults
from core.engine.sagemaker.links import GROUP
from core.engine.sagemaker.prices import Unknown
from core.engine.sagemaker.resources import gather
from core.errors import EngineRefused, NotFound, TrainscopeError
from core.finding import has_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.config import SagemakerSettings
    from core.engine.sagemaker.questions import Questions
    from core.engine.sagemaker.resources import Resources
    from core.engine.sagemaker.sdk import SdkAnswer
    from core.finding import Finding


def checks(section: SagemakerSettings, account: str, caller: str, questions: Questions) -> Iterator[Check]:
    """All of them; each tells its own trouble and stops none.

    Args:
        section: of the configuration.
        account: the 12 digits.
        caller: ARN of who asks.
        questions: to AWS, with little patience.
    """
    of_sdk = sdk.ask(questions.region, questions.aws.profile)
    try:
        said = of_sdk.answer(questions.cancel)
    except TrainscopeError as error:
        yield Check("sagemaker sdk", False, str(error), error.fix)
        defaults = Defaults()
    else:
        yield _sdk(said)
        defaults = said.defaults
    finally:
        of_sdk.close()
    resources = gather(section, defaults)
    yield _told("role", lambda: _role(resources, account, caller, questions))
    yield _told("bucket", lambda: _bucket(resources, account, questions))
    yield _told("instances", lambda: _instances(section, questions))
    yield _told("price", lambda: _price(section, questions))
    yield _told("training jobs", lambda: _jobs(questions))
    yield _told("log", lambda: _log(questions))


def _told(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except TrainscopeError as error:
        return Check(name, False, str(error), error.fix)


def _sdk(said: SdkAnswer) -> Check:
    if said.no_defaults:
        fix = f"mend its defaults files: {', '.join(said.files)}"
        return Check("sagemaker sdk", False, said.no_defaults, fix)
    if not said.image:
        return Check("sagemaker sdk", False, said.no_image.partition(". ")[0], "choose another region")
    files = f"defaults from {', '.join(said.files)}" if said.files else "no defaults files"
    return Check("sagemaker sdk", True, f"{said.image}, {files}")


def _role(resources: Resources, account: str, caller: str, questions: Questions) -> Check:
    found = role.look(resources.role, account, caller, questions)
    return _of("role", found.findings, found.arn + resources.origin("role"))


def _bucket(resources: Resources, account: str, questions: Questions) -> Check:
    if not resources.bucket:
        return _of("bucket", [bucket.none_named(account, questions)], "")
    found = list(bucket.look(resources.bucket, "sagemaker.bucket", questions))
    return _of("bucket", found, f"{resources.bucket}/{resources.prefix}" + resources.origin("bucket"))


def _instances(section: SagemakerSettings, questions: Questions) -> Check:
    wrong = list(instances.findings(section.instance_type))
    if wrong:
        return _of("instances", wrong, "")
    count = section.instance_count
    try:
        found = quota.find(section.instance_type, count, questions, spot=section.spot)
    except EngineRefused as error:
        return _of("instances", [quota.soft(error)], "")
    used = f", {found.used} in use" if found.used is not None else ""
    detail = f"{count} × {section.instance_type}; the account may use {found.value} ({found.name}){used}"
    return _of("instances", list(quota.findings(found, count)), detail)


def _price(section: SagemakerSettings, questions: Questions) -> Check:
    found = prices.find(section.instance_type, section.prices, questions)
    if isinstance(found, Unknown):
        return Check("price", True, f"unknown: {found.why}", "name it in sagemaker.prices")
    detail = f"{found.usd_per_hour:g} USD per hour of {section.instance_type} ({found.basis})"
    return Check("price", True, detail)


def _jobs(questions: Questions) -> Check:
    page = questions.ask("sagemaker", "list_training_jobs", MaxResults=1)
    there = "there are some" if page.get("TrainingJobSummaries") else "there are none yet"
    return Check("training jobs", True, f"they can be listed; {there}")


def _log(questions: Questions) -> Check:
    try:
        questions.ask("logs", "describe_log_streams", logGroupName=GROUP, limit=1)
    except NotFound:
        return Check("log", True, f"no job has written to {GROUP} yet")
    return Check("log", True, f"{GROUP} can be read")


def _of(name: str, findings: Iterable[Finding], detail: str) -> Check:
    """The check that findings make: the first of level error, else what was found out, with the first hint."""
    findings = list(findings)
    if not findings:
        return Check(name, True, detail)
    first = next((found for found in findings if found.level == "error"), findings[0])
    why = f": {first.why}" if first.why else ""
    return Check(name, not has_errors(findings), f"{first.detail}{why}", first.fix)
