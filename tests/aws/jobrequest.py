"""A CreateTrainingJob request that the account takes, for tests to change."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker import cached

if TYPE_CHECKING:
    from tests.aws.account import Account

IMAGE = "811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1"
CHANNELS = ("train", "validation", "train_lst", "validation_lst")


def job_request(aws: Account, name: str = "ic-flowers-1", **changes: Any) -> dict[str, Any]:
    """The request of a job whose four channels are in the bucket (put there by this call)."""
    for channel in CHANNELS:
        aws.storage.put(aws.bucket, f"data/{channel}/0", b"0")
    request: dict[str, Any] = {
        "TrainingJobName": name,
        "HyperParameters": {"epochs": "4", "num_classes": "5", "num_training_samples": "320"},
        "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        "RoleArn": aws.role,
        "InputDataConfig": [
            {
                "ChannelName": channel,
                "ContentType": "application/x-image",
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{aws.bucket}/data/{channel}/"}
                },
            }
            for channel in CHANNELS
        ],
        "OutputDataConfig": {"S3OutputPath": f"s3://{aws.bucket}/output"},
        "ResourceConfig": {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    return request | changes


def remember_image() -> None:
    """Leave in the cache folder what the SageMaker SDK says of the image, whose import takes two seconds."""
    cached.write("image_us-east-1", {"image": IMAGE, "version": metadata.version("sagemaker-core")})
