"""What SageMaker refuses of a model and of an endpoint's configuration although its model would allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.validation import LOCAL_DISK, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.aws.storage import Storage

SMALLEST, LARGEST, STEP = 1024, 6144, 1024


def check_model_request(request: Mapping[str, Any], storage: Storage, region: str) -> None:
    """Refuse a role that cannot be assumed, and model data that is not there or lies in another region.

    Raises:
        Refusal: ValidationException.
    """
    role = request.get("ExecutionRoleArn", "")
    storage.check_role(role)
    container = request.get("PrimaryContainer") or {}
    if not container.get("Image"):
        raise invalid("One of PrimaryContainer or Containers with an image must be given")
    data = container.get("ModelDataUrl", "")
    if data and not storage.has(data):
        raise invalid(
            f'Could not access model data at {data}. Please ensure that the role "{role}" exists and that its trust '
            'relationship policy allows the action "sts:AssumeRole" for the service principal '
            '"sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object '
            f"is located in {region}."
        )


def check_config(request: Mapping[str, Any]) -> None:
    """Refuse variants that are both or neither of serverless and on instances, and keys for hardware with its own.

    Raises:
        Refusal: ValidationException.
    """
    for variant in request["ProductionVariants"]:
        serverless, instance = variant.get("ServerlessConfig"), variant.get("InstanceType")
        if (serverless is None) == (instance is None):
            raise invalid("A ProductionVariant must have either InstanceType or ServerlessConfig")
        if serverless is not None:
            memory = serverless["MemorySizeInMB"]
            if memory not in range(SMALLEST, LARGEST + 1, STEP):
                raise invalid(
                    f"Value {memory} at 'MemorySizeInMB' must be one of 1024, 2048, 3072, 4096, 5120, 6144"
                )
            if request.get("KmsKeyId"):
                raise invalid("KmsKeyId is not supported for serverless endpoints")
        elif request.get("KmsKeyId") and instance.startswith(LOCAL_DISK):
            raise invalid(
                f"KmsKeyId cannot be specified for instance type {instance}, which has local storage"
            )
