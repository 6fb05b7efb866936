"""The requests that start a batch transform: CreateModel and CreateTransformJob. Pure.

What they ask for: reference/sagemaker-image-classification.md §6. Answers are JSON Lines, the form that the algorithm
is documented to give in batch transforms; a photo is a record and an object of its own, so its answer is one, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.hosting.parts import MODEL
from core.engine.sagemaker.hosting.request import has_local_disk
from core.engine.sagemaker.kinds import TRANSFORM
from core.engine.sagemaker.request import JOB_TAG, LAUNCH_TAG, PHOTOS, TRANSFORM_TAG

if TYPE_CHECKING:
    from core.config import HostingSettings
    from core.engine.sagemaker.resources import Resources
    from core.engine.sagemaker.transform.place import Place
    from core.engine.transforming import Transform

ACCEPT = "application/jsonlines"
MOST_MB = 6
"""The largest record; what the algorithm's container takes at most."""
MOST_BYTES = MOST_MB * 1_000_000
"""Of a photo: one that is too large makes the whole job fail, so the smaller reading of a MB counts."""


def build(
    transform: Transform,
    hosting: HostingSettings,
    resources: Resources,
    place: Place | None,
    *,
    image: str,
    role: str,
) -> dict[str, Any]:
    """Both requests, in their order, JSON-able.

    Args:
        transform: name, launch id and model.
        hosting: the machines.
        resources: keys, VPC and tags.
        place: where photos and answers lie; None while there is no bucket.
        image: URI of the algorithm's image.
        role: ARN.
    """
    name = transform.key.name
    launch, job_name = transform.launch_id, transform.trained.job.name
    model: dict[str, Any] = {
        MODEL.name: name,
        "PrimaryContainer": {"Image": image, "ModelDataUrl": transform.trained.model},
        "ExecutionRoleArn": role,
        "Tags": _tags({**resources.tags, LAUNCH_TAG: launch, TRANSFORM_TAG: job_name}),
    }
    if resources.subnets:
        model["VpcConfig"] = {
            "SecurityGroupIds": list(resources.security_groups),
            "Subnets": list(resources.subnets),
        }
    if resources.network_isolation:
        model["EnableNetworkIsolation"] = True
    job: dict[str, Any] = {
        TRANSFORM.name: name,
        MODEL.name: name,
        "MaxPayloadInMB": MOST_MB,
        "BatchStrategy": "SingleRecord",
        "TransformInput": {
            "DataSource": {
                "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": place.photos.folder if place else ""}
            },
            "ContentType": PHOTOS,
            "CompressionType": "None",
            "SplitType": "None",
        },
        "TransformOutput": {"S3OutputPath": str(place.answers) if place else "", "Accept": ACCEPT},
        "TransformResources": {
            "InstanceType": hosting.instance_type,
            "InstanceCount": hosting.instance_count,
        },
        "Tags": _tags({**resources.tags, LAUNCH_TAG: launch, JOB_TAG: job_name}),
    }
    if resources.output_key:
        job["TransformOutput"]["KmsKeyId"] = resources.output_key
    # A key is refused with a disk of its own, which its hardware encrypts.
    if resources.volume_key and not has_local_disk(hosting.instance_type):
        job["TransformResources"]["VolumeKmsKeyId"] = resources.volume_key
    return {MODEL.create: model, TRANSFORM.create: job}


def _tags(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
