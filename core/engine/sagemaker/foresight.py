"""What can be said of a launch without asking AWS: time limits, spot, tags, keys, VPC, machines against the batch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.engine.sagemaker.request import DATASET_TAG, JOB_TAG, LAUNCH_TAG, TRANSFORM_TAG, max_wait_minutes
from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.config import SagemakerSettings
    from core.engine.sagemaker.instances import Instance
    from core.engine.sagemaker.resources import Resources
    from core.job.spec import JobSpec

WITHOUT_CHECKPOINTS = 60
"""Minutes that spot may wait and run together for algorithms that do not save checkpoints."""
SPOT_CHECKPOINTS = "spot-checkpoints"
"""The kind of the finding about spot instances without a place for checkpoints."""
MOST_TAGS = 50
COPIES = 2
"""Of the photos on the disk while a job trains."""
_TAG = re.compile(r"[\w\s.:/=+\-@]*")
_KEY_ID = re.compile(r"[a-zA-Z0-9:/_-]{1,2048}")
_SUBNET = re.compile(r"subnet-[0-9a-zA-Z-]{1,25}")
_GROUP = re.compile(r"sg-[0-9a-zA-Z-]{1,29}")
_REFUSED = "CreateTrainingJob would refuse it"


def findings(
    spec: JobSpec, settings: SagemakerSettings, resources: Resources, instance: Instance | None
) -> Iterator[Finding]:
    """All of it."""
    yield from _spot(settings, resources)
    yield from tags(resources)
    yield from _keys(resources, instance)
    yield from _vpc(resources)
    yield from _streamed(spec, settings)


def disk(
    size: int | None, settings: SagemakerSettings, instance: Instance | None, *, copies: int = COPIES
) -> Iterator[Finding]:
    """Whether the photos, and the record files that the container makes of them, fit on the disk.

    Args:
        size: bytes of all photos, None where unknown.
        settings: of the configuration.
        instance: the row of the instance type.
        copies: of the photos on the disk; packed photos are not packed again.
    """
    if size is None or instance is None:
        return
    room = settings.volume_gb if instance.volume else instance.local_disk
    if size * copies > room * 1e9:
        yield Finding(
            "warning",
            "disk",
            f"{size / 1e9:,.1f} GB of photos on a disk of {room:,} GB",
            why="the container writes record files beside the photos, about as large again"
            if copies > 1
            else "SageMaker copies them there before the job trains",
            fix="raise sagemaker.volume_gb" if instance.volume else "choose an instance type with more disk",
        )


def _spot(settings: SagemakerSettings, resources: Resources) -> Iterator[Finding]:
    if not settings.spot:
        return
    wait = max_wait_minutes(settings)
    if not resources.checkpoints:
        too_long = wait > WITHOUT_CHECKPOINTS
        yield Finding(
            "warning",
            SPOT_CHECKPOINTS,
            "spot instances without a place for checkpoints",
            why="an interrupted job begins again from its first epoch"
            + (
                f", and AWS allows only {WITHOUT_CHECKPOINTS} minutes of waiting and running ({wait} are asked for)"
                if too_long
                else ""
            ),
            fix="set sagemaker.checkpoints to an s3:// address"
            + (f", or sagemaker.max_wait_minutes to {WITHOUT_CHECKPOINTS} or less" if too_long else ""),
        )
    if wait < settings.max_runtime_minutes:
        yield Finding(
            "error",
            "spot-wait",
            f"max_wait_minutes is {wait}, but includes max_runtime_minutes, {settings.max_runtime_minutes}",
            why=_REFUSED,
            fix=f"set sagemaker.max_wait_minutes to {settings.max_runtime_minutes} or more",
        )


def tags(resources: Resources) -> Iterator[Finding]:
    """What AWS would refuse of the user's tags."""
    for key, value in resources.tags.items():
        if not 1 <= len(key) <= 128 or not _TAG.fullmatch(key):
            problem = "must have 1 to 128 letters, digits, blanks and . : / = + - @ _ in its name"
        elif len(value) > 256 or not _TAG.fullmatch(value):
            problem = "must have at most 256 letters, digits, blanks and . : / = + - @ _ as its value"
        elif key.lower().startswith("aws:") or key in (LAUNCH_TAG, DATASET_TAG, JOB_TAG, TRANSFORM_TAG):
            problem = "has a name that is taken"
        else:
            continue
        shown = clean(key, limit=60)
        detail = f"the tag {shown!r} {problem}"
        yield Finding("error", "tag", detail, why=_REFUSED, fix="mend it in sagemaker.tags")
    most = MOST_TAGS - 2
    if len(resources.tags) > most:
        detail = f"{len(resources.tags)} tags, and a job can have {most} beside the two of trainscope"
        yield Finding("error", "tag", detail, why=_REFUSED, fix="take some out of sagemaker.tags")


def _keys(resources: Resources, instance: Instance | None) -> Iterator[Finding]:
    for key in sorted({resources.output_key, resources.volume_key} - {""}):
        if not _KEY_ID.fullmatch(key):
            detail = f"{clean(key, limit=80)} is no KMS key: an id, an ARN or an alias"
            yield Finding("error", "kms-key", detail, why=_REFUSED, fix="mend sagemaker.kms_key")
    if instance is not None and instance.local_disk:
        return
    if "alias/" in resources.volume_key:
        yield Finding(
            "warning",
            "kms-key",
            f"disks may not be encrypted by an alias, {clean(resources.volume_key, limit=80)}",
            why="for volumes SageMaker names only the id or the ARN of a key",
            fix="set sagemaker.kms_key to the key's id or ARN",
        )


def _vpc(resources: Resources) -> Iterator[Finding]:
    rules = (("subnets", _SUBNET, resources.subnets), ("security_groups", _GROUP, resources.security_groups))
    for key, rule, given in rules:
        wrong = [name for name in given if not rule.fullmatch(name)]
        if wrong:
            detail = f"{clean(wrong[0], limit=60)} is none of the {key.replace('_', ' ')} of a VPC"
            fix = f"give ids such as {'subnet-0a1b2c3d' if key == 'subnets' else 'sg-0a1b2c3d'} in sagemaker.{key}"
            yield Finding("error", "vpc", detail, why=_REFUSED, fix=fix)
    if resources.subnets:
        yield Finding(
            "info",
            "vpc",
            "the job runs in a VPC",
            why="without a way from there to S3 it cannot read the photos",
            fix="see that the subnets have an S3 endpoint or a NAT gateway",
        )


def _streamed(spec: JobSpec, settings: SagemakerSettings) -> Iterator[Finding]:
    """What was seen to go wrong where photos are streamed from augmented manifests."""
    if not spec.dataset.streamed:
        return
    if settings.instance_count > 1:
        yield Finding(
            "warning",
            "streamed-hosts",
            f"{settings.instance_count} instances stream their photos from a manifest",
            why="SageMaker's guide named distributed training as possible in file mode only",
            fix="set sagemaker.instance_count to 1, or train on the photos themselves",
        )
    if spec.hyperparameters.get("use_weighted_loss") == "1":
        yield Finding(
            "warning",
            "streamed-weights",
            "use_weighted_loss with photos that are streamed from a manifest",
            why="such a job was seen to end with: Algorithm Error: pos_cls_weights",
            fix="take use_weighted_loss out, or train on the photos themselves",
        )
