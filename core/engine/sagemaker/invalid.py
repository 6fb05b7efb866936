"""What SageMaker says of a request that it does not take, and what to do about it (reference §1, §2, §5).

The wording is SageMaker's and may change, so only a few sure words of each are looked for; what none fits is passed on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.wording import Case, words
from core.errors import EngineError, EngineRefused, EngineUnreachable, QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Mapping


_CASES = (
    Case(
        words(r"only GPU instances are supported|instance type \S+ is not supported by algorithm"),
        "{instance} cannot run the algorithm",
        "choose an instance with a GPU: sagemaker.instance_type, such as ml.g5.xlarge or ml.g4dn.xlarge",
    ),
    Case(
        words(r"no S3 objects found|S3 .{0,80}is empty"),
        "SageMaker finds no data",
        "see that bucket and job are in one region ({region}), and that the role {role} may s3:ListBucket and "
        "s3:GetObject there",
    ),
    Case(
        words(r"could not assume role|not authorized to assume|cannot be assumed|sts:AssumeRole"),
        "SageMaker cannot use the role {role}",
        "its trust policy must name sagemaker.amazonaws.com; see that the role exists, or name another: sagemaker.role",
        of_permissions=True,
    ),
    Case(
        words(r"not authorized to perform: iam:PassRole|iam:PassRole"),
        "you may not hand the role {role} to SageMaker",
        "ask for the permission iam:PassRole on that role",
        of_permissions=True,
    ),
    Case(
        words(r"VolumeKmsKeyId|KMS key.{0,120}(local storage|NVMe|instance storage)"),
        "{instance} takes no key for its disk",
        "its own disk is encrypted by the hardware: take VolumeKmsKeyId out of the SageMaker SDK's defaults",
    ),
    Case(
        words(r"kms"),
        "the encryption key cannot be used",
        "see that sagemaker.kms_key is a key of {region}, and that the role {role} may use it",
    ),
    Case(
        words(r"different region|same region|bucket.{0,80}in region|PermanentRedirect|moved permanently"),
        "the bucket is in another region than the job",
        "use a bucket in {region}, or run the job in the bucket's: --region, sagemaker.region",
    ),
    Case(
        words(r"(image|repository).{0,120}(not (be )?found|does not exist|invalid|access)|\becr\b"),
        "SageMaker cannot read the algorithm's image",
        "see that the algorithm is offered in {region}, or choose another region: --region",
    ),
    Case(
        words(
            r"instance ?type.{0,160}(enum value set|not (available|supported|valid))|unknown instance type"
        ),
        "{instance} is not offered here",
        "choose another: sagemaker.instance_type; p2 instances are retired, and not every region has every type",
    ),
    Case(
        words(r"MaxWaitTimeInSeconds|MaxRuntimeInSeconds"),
        "the time limits do not fit together",
        "with spot, sagemaker.max_wait_minutes must be at least max_runtime_minutes",
    ),
    Case(
        words(r"subnet|security group|vpc"),
        "the VPC cannot be used",
        "see that sagemaker.subnets and security_groups belong together and are in {region}",
    ),
    Case(
        words(r"hyperparameter"),
        "SageMaker does not take the hyperparameters",
        "look at the name that it gives",
    ),
)


def advised(error: EngineError, request: Mapping[str, Any]) -> EngineError:
    """The error of a CreateTrainingJob with what to do about it, as far as its words are known.

    Args:
        error: as translated.
        request: that was refused.
    """
    if isinstance(error, EngineUnreachable):
        return error
    instance = str(request.get("ResourceConfig", {}).get("InstanceType", "the instance"))
    if isinstance(error, QuotaExceeded):
        return _with(
            error,
            f"the account's quota for {instance} does not allow it",
            f"ask for more in Service Quotas ({instance} for training job usage), choose another "
            "sagemaker.instance_type, or wait until another job has ended",
        )
    values = {
        "instance": instance,
        "role": str(request.get("RoleArn", "")),
        "region": _region(request),
    }
    for case in _CASES:
        if isinstance(error, EngineRefused) and not case.of_permissions:
            continue
        if case.words.search(error.why):
            return _with(error, case.what.format_map(values), case.fix.format_map(values))
    if isinstance(error, EngineRefused):
        return error
    return _with(error, "SageMaker does not take the request", error.fix)


def _with(error: EngineError, what: str, fix: str) -> EngineError:
    told = type(error)(what, why=error.why, fix=fix)
    told.code = error.code
    return told


def _region(request: Mapping[str, Any]) -> str:
    """Of the image, whose address has it: the job's."""
    image = str(request.get("AlgorithmSpecification", {}).get("TrainingImage", ""))
    found = re.search(r"\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.", image)
    return found[1] if found else "the job's region"
