"""Where a job takes and leaves things: the configuration's word, and the SDK's defaults files where it is silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import SagemakerSettings
    from core.engine.sagemaker.defaults import Defaults


@dataclass(frozen=True, slots=True)
class Resources:
    """What a job is given beside data and hyperparameters; empty where nothing is said.

    Args:
        role: name or ARN, as given.
        bucket: for photos, and for models unless `output` names another.
        prefix: folder in the bucket, without ``/`` at its ends.
        output: ``s3://`` address for models; empty while there is no bucket.
        checkpoints: ``s3://`` address for checkpoints.
        output_key: KMS key for photos and models.
        volume_key: KMS key for disks.
        subnets: of the VPC.
        security_groups: of the VPC.
        network_isolation: the container gets no network.
        traffic_encryption: between the instances of one job.
        tags: of the job, beside the program's own.
        by_default: the keys of the configuration that the defaults files filled in.
    """

    role: str = ""
    bucket: str = ""
    prefix: str = ""
    output: str = ""
    checkpoints: str = ""
    output_key: str = ""
    volume_key: str = ""
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    network_isolation: bool = False
    traffic_encryption: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    by_default: frozenset[str] = frozenset()

    def origin(self, key: str) -> str:
        """`` (SageMaker SDK's defaults)`` for a key that they filled in, else nothing: to be put behind a value."""
        return " (SageMaker SDK's defaults)" if key in self.by_default else ""


def gather(settings: SagemakerSettings, defaults: Defaults) -> Resources:
    """The resources of a job by these settings."""
    filled = {
        key
        for key, said, default in (
            ("role", settings.role, defaults.role),
            ("bucket", settings.bucket, defaults.bucket),
            ("kms_key", settings.kms_key, defaults.output_key or defaults.volume_key),
            ("subnets", settings.subnets, defaults.subnets),
        )
        if not said and default
    }
    bucket = settings.bucket or defaults.bucket
    parts = [defaults.prefix if "bucket" in filled else "", *settings.prefix.split("/")]
    prefix = "/".join(part for part in parts if part)
    in_bucket = f"s3://{'/'.join(part for part in (bucket, prefix, 'output') if part)}" if bucket else ""
    # One of the two alone would join the VPC of one place to the groups of another.
    subnets, groups = (
        (defaults.subnets, defaults.security_groups)
        if "subnets" in filled
        else (settings.subnets, settings.security_groups)
    )
    return Resources(
        role=settings.role or defaults.role,
        bucket=bucket,
        prefix=prefix,
        output=(settings.output or in_bucket).rstrip("/"),
        checkpoints=(settings.checkpoints or "").rstrip("/"),
        output_key=settings.kms_key or defaults.output_key,
        volume_key=settings.kms_key or defaults.volume_key,
        subnets=subnets,
        security_groups=groups,
        network_isolation=defaults.network_isolation,
        traffic_encryption=defaults.traffic_encryption,
        tags={**defaults.tags, **settings.tags},
        by_default=frozenset(filled),
    )
