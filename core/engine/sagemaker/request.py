"""The request that starts a job: CreateTrainingJob, for the built-in image-classification algorithm. Pure.

Channels and content types: reference/sagemaker-image-classification.md §2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.config import SagemakerSettings
    from core.dataset.model import DataSet, Input, Streamed
    from core.engine.sagemaker.instances import Instance
    from core.engine.sagemaker.resources import Resources
    from core.job.spec import JobSpec

LAUNCH_TAG = "trainscope:launch-id"
"""Proves that a job is the one that a launch was about."""
DATASET_TAG = "trainscope:dataset"
"""Names the data set's fingerprint."""
JOB_TAG = "trainscope:job"
"""Of an endpoint or a batch transform: names the job whose model it is."""
TRANSFORM_TAG = "trainscope:transform"
"""Of a model that was made for a batch transform, in place of the other: such a model is no half of an endpoint."""
CHANNELS = ("train", "validation", "train_lst", "validation_lst")
MODEL_CHANNEL = "model"
PHOTOS = "application/x-image"
RECORDS = "application/x-recordio"
MODEL = "application/x-sagemaker-model"
CHECKPOINTS_IN_CONTAINER = "/opt/ml/checkpoints"
SMALLEST_VOLUME = 1
"""GB; sent where the instance uses its own disk and the size does not count."""


def build(
    spec: JobSpec,
    settings: SagemakerSettings,
    resources: Resources,
    *,
    image: str,
    role: str,
    channels: Mapping[str, str],
    instance: Instance | None,
    model: str = "",
) -> dict[str, Any]:
    """The request, JSON-able.

    Args:
        spec: name, launch id, resolved hyperparameters and fingerprint.
        settings: instances and time limits.
        resources: output, keys, VPC and tags.
        image: URI of the algorithm's image.
        role: ARN.
        channels: each of `channel_names` to its ``s3://`` prefix; of augmented manifests, to the manifest.
        instance: the row of the instance type; None for one that is not in the table.
        model: ``s3://`` address of an earlier job's model.tar.gz, to go on from.
    """
    request: dict[str, Any] = {
        "TrainingJobName": spec.name,
        "AlgorithmSpecification": {
            "TrainingImage": image,
            "TrainingInputMode": "Pipe" if spec.dataset.streamed else "File",
        },
        "RoleArn": role,
        "HyperParameters": {name: str(value) for name, value in spec.hyperparameters.items()},
        "InputDataConfig": list(_inputs(spec.dataset, channels)),
        "OutputDataConfig": {"S3OutputPath": resources.output},
        "ResourceConfig": _machines(settings, resources, instance),
        "StoppingCondition": {"MaxRuntimeInSeconds": settings.max_runtime_minutes * 60},
        "Tags": [{"Key": key, "Value": value} for key, value in tags(spec, resources).items()],
    }
    if model:
        request["InputDataConfig"].append(_channel(MODEL_CHANNEL, model, MODEL))
    if resources.output_key:
        request["OutputDataConfig"]["KmsKeyId"] = resources.output_key
    if settings.spot:
        request["EnableManagedSpotTraining"] = True
        request["StoppingCondition"]["MaxWaitTimeInSeconds"] = max_wait_minutes(settings) * 60
    if resources.checkpoints:
        request["CheckpointConfig"] = {
            "S3Uri": checkpoint_address(spec, resources),
            "LocalPath": CHECKPOINTS_IN_CONTAINER,
        }
    if resources.subnets:
        request["VpcConfig"] = {
            "SecurityGroupIds": list(resources.security_groups),
            "Subnets": list(resources.subnets),
        }
    if resources.network_isolation:
        request["EnableNetworkIsolation"] = True
    if resources.traffic_encryption:
        request["EnableInterContainerTrafficEncryption"] = True
    return request


def channel_names(given: Input) -> tuple[str, ...]:
    """The channels of photos with lists, or of packed photos."""
    return CHANNELS[:2] if given == "recordio" else CHANNELS


def tags(spec: JobSpec, resources: Resources) -> dict[str, str]:
    """All tags of the job."""
    ours = {LAUNCH_TAG: spec.launch_id}
    if spec.fingerprint:
        ours[DATASET_TAG] = spec.fingerprint
    return {**resources.tags, **ours}


def max_wait_minutes(settings: SagemakerSettings) -> int:
    """Spot: waiting and running together; the least that is allowed where nothing is said."""
    return settings.max_wait_minutes or settings.max_runtime_minutes


def checkpoint_address(spec: JobSpec, resources: Resources) -> str:
    """A folder of the job's own: in a shared one it would start from the checkpoints of another."""
    return f"{resources.checkpoints}/{spec.name}"


def _inputs(dataset: DataSet, channels: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name, streamed in (dataset.streamed or {}).items():
        yield _streamed_channel(name, channels[name], streamed)
    if dataset.streamed is None:
        content_type = RECORDS if dataset.input == "recordio" else PHOTOS
        yield from (_channel(name, channels[name], content_type) for name in channel_names(dataset.input))


def _channel(name: str, address: str, content_type: str) -> dict[str, Any]:
    source = {"S3DataType": "S3Prefix", "S3Uri": address, "S3DataDistributionType": "FullyReplicated"}
    return {
        "ChannelName": name,
        "DataSource": {"S3DataSource": source},
        "ContentType": content_type,
        "CompressionType": "None",
        "InputMode": "File",
    }


def _streamed_channel(name: str, address: str, streamed: Streamed) -> dict[str, Any]:
    """A channel of an augmented manifest: the photo first, then its label, each as a record."""
    content_type = f"{RECORDS}; label-format=class-id" if streamed.class_ids else RECORDS
    channel = _channel(name, address, content_type)
    source = channel["DataSource"]["S3DataSource"]
    source |= {"S3DataType": "AugmentedManifestFile", "AttributeNames": [streamed.photo, streamed.label]}
    channel |= {"InputMode": "Pipe", "RecordWrapperType": "RecordIO"}
    if streamed.seed is not None:
        channel["ShuffleConfig"] = {"Seed": streamed.seed}
    return channel


def _machines(settings: SagemakerSettings, resources: Resources, instance: Instance | None) -> dict[str, Any]:
    machines: dict[str, Any] = {
        "InstanceType": settings.instance_type,
        "InstanceCount": settings.instance_count,
        "VolumeSizeInGB": settings.volume_gb if instance is None or instance.volume else SMALLEST_VOLUME,
    }
    # A key is refused with a disk of its own, which its hardware encrypts.
    if resources.volume_key and (instance is None or not instance.local_disk):
        machines["VolumeKmsKeyId"] = resources.volume_key
    return machines
