"""What SageMaker says of an endpoint that it does not make, and what to do about it.

The wording is SageMaker's and may change, so only a few sure words of each are looked for; what none fits is passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.hosting.parts import CONFIG, MODEL
from core.engine.sagemaker.hosting.request import variant_of
from core.engine.sagemaker.wording import Case, words
from core.errors import EngineError, EngineRefused, EngineUnreachable, NameTaken, QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping


_CASES = (
    Case(
        words(r"model data"),
        "SageMaker cannot read the model",
        "see that {model} is there and in this region, and that the role {role} may s3:GetObject there",
    ),
    Case(
        words(r"could not assume role|not authorized to assume|cannot be assumed|sts:AssumeRole"),
        "SageMaker cannot use the role {role}",
        "its trust policy must name sagemaker.amazonaws.com; see that the role exists, or name another: sagemaker.role",
        of_permissions=True,
    ),
    Case(
        words(r"iam:PassRole"),
        "you may not hand the role {role} to SageMaker",
        "ask for the permission iam:PassRole on that role",
        of_permissions=True,
    ),
    Case(
        words(r"kms"),
        "the encryption key cannot be used",
        "see that sagemaker.kms_key is a key of this region, that the role {role} may use it, and that {machine} "
        "takes one",
    ),
    Case(
        words(r"MemorySizeInMB|serverless|concurrency"),
        "SageMaker does not take it as a serverless endpoint",
        "set hosting.serverless_mb to 1024, 2048, 3072, 4096, 5120 or 6144, or to null for an instance",
    ),
    Case(
        words(r"(image|repository).{0,120}(not (be )?found|does not exist|invalid|access)|\becr\b"),
        "SageMaker cannot read the algorithm's image",
        "see that the algorithm is offered in this region, and that the role {role} may read it",
    ),
    Case(
        words(r"instance ?type"),
        "{machine} is not offered here",
        "choose another: hosting.instance_type, such as ml.m5.large",
    ),
    Case(
        words(r"subnet|security group|vpc"),
        "the VPC cannot be used",
        "see that sagemaker.subnets and security_groups belong together and are in this region",
    ),
)


def advised(error: EngineError, request: Mapping[str, Any]) -> EngineError:
    """The error with what to do about it, as far as its words are known.

    Args:
        error: as translated.
        request: of the whole deployment.
    """
    if isinstance(error, (EngineUnreachable, NameTaken)):
        return error
    variant = variant_of(request.get(CONFIG.create, {}))
    machine = str(variant.get("InstanceType") or "a serverless endpoint")
    if isinstance(error, QuotaExceeded):
        name = f"{machine} for endpoint usage" if "InstanceType" in variant else "serverless endpoints"
        return with_words(
            error,
            f"the account's quota for {machine} does not allow it",
            f"ask for more in Service Quotas ({name}), choose another hosting.instance_type, or undeploy another "
            "endpoint",
        )
    return by_words(error, request, machine)


def by_words(error: EngineError, request: Mapping[str, Any], machine: str) -> EngineError:
    """The error with what to do about it, by the words of SageMaker.

    Args:
        error: as translated.
        request: with that of the model in it.
        machine: what it is to run on.
    """
    model = request.get(MODEL.create, {})
    values = {
        "machine": machine,
        "role": str(model.get("ExecutionRoleArn", "")),
        "model": str(model.get("PrimaryContainer", {}).get("ModelDataUrl", "")),
    }
    for case in _CASES:
        if isinstance(error, EngineRefused) and not case.of_permissions:
            continue
        if case.words.search(error.why):
            return with_words(error, case.what.format_map(values), case.fix.format_map(values))
    return error


def with_words(error: EngineError, what: str, fix: str) -> EngineError:
    """The error in other words; why it came stays as the service says it."""
    told = type(error)(what, why=error.why, fix=fix)
    told.code = error.code
    return told
