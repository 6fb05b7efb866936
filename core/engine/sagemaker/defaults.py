"""What the SageMaker SDK's defaults files say of a training job: used where the configuration is silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Defaults:
    """The values that a training job takes from the files; empty where they have none.

    Args:
        role: ARN of the role that the job runs under.
        bucket: of the session.
        prefix: in that bucket.
        output_key: KMS key for the model.
        volume_key: KMS key for the disks.
        subnets: of the VPC.
        security_groups: of the VPC.
        network_isolation: the container gets no network.
        traffic_encryption: between the instances of one job.
        tags: of the job.
    """

    role: str = ""
    bucket: str = ""
    prefix: str = ""
    output_key: str = ""
    volume_key: str = ""
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    network_isolation: bool = False
    traffic_encryption: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, merged: Mapping[str, Any]) -> Defaults:
        """The values in the SDK's files, merged and validated as the SDK does it."""
        job = _at(merged, "SageMaker", "TrainingJob")
        session = _at(merged, "SageMaker", "PythonSDK", "Modules", "Session")
        vpc = _at(job, "VpcConfig")
        return cls(
            role=str(job.get("RoleArn") or ""),
            bucket=str(session.get("DefaultS3Bucket") or ""),
            prefix=str(session.get("DefaultS3ObjectKeyPrefix") or "").strip("/"),
            output_key=str(_at(job, "OutputDataConfig").get("KmsKeyId") or ""),
            volume_key=str(_at(job, "ResourceConfig").get("VolumeKmsKeyId") or ""),
            subnets=tuple(str(subnet) for subnet in vpc.get("Subnets") or ()),
            security_groups=tuple(str(group) for group in vpc.get("SecurityGroupIds") or ()),
            network_isolation=bool(job.get("EnableNetworkIsolation")),
            traffic_encryption=bool(job.get("EnableInterContainerTrafficEncryption")),
            tags={str(tag["Key"]): str(tag.get("Value", "")) for tag in job.get("Tags") or ()},
        )


def _at(values: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for part in path:
        values = values.get(part) or {}
    return values
