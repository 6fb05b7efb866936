"""The requests that make an endpoint: CreateModel, CreateEndpointConfig, CreateEndpoint. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.hosting.parts import CONFIG, ENDPOINT, MODEL
from core.engine.sagemaker.request import JOB_TAG, LAUNCH_TAG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import HostingSettings
    from core.engine.hosting import Deployment
    from core.engine.sagemaker.resources import Resources

VARIANT = "AllTraffic"
"""The name of the one variant, as SageMaker's own tools call it."""
CONCURRENCY = 5
"""Photos that a serverless endpoint looks at at once; a new account has 10 for all of its endpoints."""
CLASSES = "Classes"
"""The place of the class names in the request: what is written beside the model."""
_LOCAL_DISK = re.compile(r"ml\.(?:g[4-9]\w*|p[45]\w*|p3dn|inf\w*|trn\w*|\w+\d\w*d\w*)\..*")


def build(
    deployment: Deployment,
    settings: HostingSettings,
    resources: Resources,
    *,
    image: str,
    role: str,
    classes_at: str = "",
) -> dict[str, Any]:
    """Everything that a deployment creates, in this order, JSON-able.

    Args:
        deployment: name, launch id and model.
        settings: the machines.
        resources: keys, VPC and tags.
        image: URI of the algorithm's image.
        role: ARN.
        classes_at: ``s3://`` address that the class names are written to; empty: nothing is written.
    """
    name = deployment.key.name
    tags = [{"Key": key, "Value": value} for key, value in tags_of(deployment, resources).items()]
    model: dict[str, Any] = {
        MODEL.name: name,
        "PrimaryContainer": {"Image": image, "ModelDataUrl": deployment.trained.model},
        "ExecutionRoleArn": role,
        "Tags": tags,
    }
    config: dict[str, Any] = {
        CONFIG.name: name,
        "ProductionVariants": [{"VariantName": VARIANT, "ModelName": name, **_machines(settings)}],
        "Tags": tags,
    }
    if settings.serverless_mb is None:
        if resources.subnets:
            model["VpcConfig"] = {
                "SecurityGroupIds": list(resources.security_groups),
                "Subnets": list(resources.subnets),
            }
        if resources.network_isolation:
            model["EnableNetworkIsolation"] = True
        # A key is refused with a disk of its own, which its hardware encrypts.
        if resources.volume_key and not has_local_disk(settings.instance_type):
            config["KmsKeyId"] = resources.volume_key
    whole: dict[str, Any] = {}
    if classes_at:
        whole[CLASSES] = {"address": classes_at, "names": list(deployment.trained.classes)}
    whole[MODEL.create] = model
    whole[CONFIG.create] = config
    whole[ENDPOINT.create] = {ENDPOINT.name: name, CONFIG.name: name, "Tags": tags}
    return whole


def tags_of(deployment: Deployment, resources: Resources) -> dict[str, str]:
    """All tags of each part."""
    ours = {LAUNCH_TAG: deployment.launch_id, JOB_TAG: deployment.trained.job.name}
    return {**resources.tags, **ours}


def has_local_disk(instance_type: str) -> bool:
    """Whether instances of the type have a disk of their own, going by the family's name."""
    return _LOCAL_DISK.fullmatch(instance_type) is not None


def variant_of(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first variant of a configuration, or of an endpoint: ours have one. Empty where it has none."""
    variants = config.get("ProductionVariants")
    return variants[0] if variants else {}


def _machines(settings: HostingSettings) -> dict[str, Any]:
    if settings.serverless_mb is not None:
        return {"ServerlessConfig": {"MemorySizeInMB": settings.serverless_mb, "MaxConcurrency": CONCURRENCY}}
    return {
        "InstanceType": settings.instance_type,
        "InitialInstanceCount": settings.instance_count,
        "InitialVariantWeight": 1.0,
    }
