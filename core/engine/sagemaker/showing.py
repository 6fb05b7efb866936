"""What a review shows beside findings and request: lines of label and value, and notes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.sagemaker.request import checkpoint_address, max_wait_minutes
from core.sizes import size
from core.text import clean
from core.times import duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.config import SagemakerSettings
    from core.dataset.model import DataSet
    from core.engine.sagemaker.earlier import Earlier
    from core.engine.sagemaker.identity import Identity
    from core.engine.sagemaker.instances import Instance
    from core.engine.sagemaker.packstaging import Pack
    from core.engine.sagemaker.resources import Resources
    from core.engine.sagemaker.review import Places
    from core.engine.sagemaker.staging import Staged
    from core.job.spec import JobSpec


def facts(
    spec: JobSpec,
    settings: SagemakerSettings,
    places: Places,
    data: Staged,
    before: Earlier,
    instance: Instance | None,
    who: Identity,
    account: str,
) -> Iterator[tuple[str, str]]:
    """Label and value of each line."""
    for label, value in _facts(spec, settings, places, data, before, instance, who, account):
        if value:
            yield label, clean(value, limit=300)


def notes(settings: SagemakerSettings, resources: Resources, instance: Instance | None) -> Iterator[str]:
    """What of the configuration is used otherwise than one may think."""
    if instance is not None and not instance.volume:
        yield f"volume_gb is not used: {instance.name} has a disk of its own, {instance.local_disk:,} GB"
    if resources.volume_key and instance is not None and instance.local_disk:
        yield f"The disk of {instance.name} is encrypted by its hardware: it takes no KMS key"
    if settings.spot and settings.max_wait_minutes is None:
        yield "max_wait_minutes is not set: waiting for spot instances uses up max_runtime_minutes"
    if resources.network_isolation:
        yield "The container gets no network (SageMaker SDK's defaults)"


def _facts(
    spec: JobSpec,
    settings: SagemakerSettings,
    places: Places,
    data: Staged,
    before: Earlier,
    instance: Instance | None,
    who: Identity,
    account: str,
) -> Iterator[tuple[str, str]]:
    resources = places.resources
    machines = f"{settings.instance_count} × {settings.instance_type}"
    yield "instances", machines + (f": {instance.words()}" if instance is not None else "")
    yield "time limit", duration(settings.max_runtime_minutes * 60)
    if settings.spot:
        yield "spot", f"waiting and running at most {duration(max_wait_minutes(settings) * 60)}"
    yield "account", f"{account}, {who.region}" + (f", profile {who.profile}" if who.profile else "")
    yield "role", (places.role.arn or resources.role) + resources.origin("role")
    yield "data", _data(data)
    yield from _channels(data.channels)
    yield from _streamed(spec.dataset)
    yield "image", places.image
    yield "output", resources.output + ("" if settings.output else resources.origin("bucket"))
    if resources.checkpoints:
        yield "checkpoints", checkpoint_address(spec, resources)
    yield "model from", before.model
    yield "KMS key", resources.output_key + (resources.origin("kms_key") if resources.output_key else "")
    if resources.subnets:
        inside = ", ".join((*resources.subnets, *resources.security_groups))
        yield "VPC", inside + resources.origin("subnets")
    yield "tags", ", ".join(f"{key}={value}" for key, value in resources.tags.items())


def _channels(channels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One line where all lie in one folder under their own names, as they do after an upload; else one for each."""
    folders = {address.rstrip("/").removesuffix(f"/{name}") for name, address in channels.items()}
    if len(folders) == 1 and all(
        address.rstrip("/").endswith(f"/{name}") for name, address in channels.items()
    ):
        yield "channels", f"{', '.join(channels)} in {folders.pop()}/"
    else:
        yield from ((f"{name} channel", address) for name, address in channels.items())


def _streamed(dataset: DataSet) -> Iterator[tuple[str, str]]:
    """How photos reach the job where it is given manifests."""
    if dataset.streamed is None:
        return
    yield "input", "Pipe mode: photos are streamed as the manifests name them, nothing is copied to the disk"
    for name, each in dataset.streamed.items():
        kind = (
            "lists of classes"
            if each.class_ids
            else "0 or 1 for each class"
            if dataset.multi_label
            else "classes"
        )
        order = "" if each.seed is None else f", mixed anew in each epoch (seed {each.seed})"
        yield f"{name} labels", f"{each.label}: {kind}{order}"


def _data(data: Staged) -> str:
    photos = f"{data.photos:,} photo{'' if data.photos == 1 else 's'}"
    weight = f", {size(data.size)}" if data.size is not None else ""
    if data.made_of is None:
        return f"{photos}{weight}"
    if data.pack is not None:
        return f"{photos}, {_packed(data, data.pack)}"
    if not data.compared:
        return f"{photos}{weight}, to be sent as far as they are not there"
    if not data.missing:
        return f"reused: {photos}{weight} are there already"
    return f"{photos}{weight}; to be sent: {data.missing:,} files, {size(data.missing_bytes)}"


def _packed(data: Staged, pack: Pack) -> str:
    if data.compared and not data.missing:
        return f"packed as {pack.words}: reused, they are there already"
    done = f"packed already in {pack.folder}" if pack.is_made else f"packed first in {pack.folder}"
    if not data.compared:
        return f"as {pack.words}, {done}, to be sent as far as they are not there"
    files = f"{data.missing} file{'' if data.missing == 1 else 's'}"
    about = "" if pack.is_made else "about "
    begun = f" ({size(data.begun)} are there from an upload that was broken off)" if data.begun else ""
    return f"as {pack.words}, {done}; to be sent: {files}, {about}{size(data.missing_bytes)}{begun}"
