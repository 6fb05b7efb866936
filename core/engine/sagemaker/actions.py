"""Calls as the permissions they need: what a refusal must name."""

from __future__ import annotations

_PREFIXES = {"service-quotas": "servicequotas", "sagemaker-runtime": "sagemaker"}
_ACTIONS = {
    "HeadBucket": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "HeadObject": "GetObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListParts": "ListMultipartUploadParts",
}


def action_name(service: str, operation: str) -> str:
    """The permission that a call needs, as IAM writes it: ``sagemaker:DescribeTrainingJob``.

    Args:
        service: as boto3 names it.
        operation: likewise, such as ``describe_training_job``.
    """
    words = "".join(word.capitalize() for word in operation.split("_"))
    return f"{_PREFIXES.get(service, service)}:{_ACTIONS.get(words, words)}"
