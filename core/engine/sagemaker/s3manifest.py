"""A data set of augmented manifests in S3: fetched, read, and held against what lies in S3; nothing is written."""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset import remote
from core.dataset.manifest import file as manifests
from core.dataset.manifest.dataset import join
from core.dataset.remote import Channel, Stored
from core.engine.sagemaker import s3photos
from core.engine.sagemaker.s3read import Bucket
from core.errors import DatasetError, UsageError
from core.finding import Finding
from core.s3address import S3Address
from core.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.cancel import CancelToken
    from core.config import DatasetSettings
    from core.dataset.manifest.file import Manifest
    from core.dataset.model import DataSet, Row
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.s3photos import Seen

LARGEST_MANIFEST = 1 << 30
"""Bytes: about three million lines as Ground Truth writes them."""


def read(
    settings: DatasetSettings,
    first: S3Address,
    aws: Aws,
    *,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Read the data set of a train manifest and the validation manifest beside it; no photo is downloaded.

    Args:
        settings: name the validation manifest and the attribute of the labels.
        first: the train manifest.
        aws: asks.
        on_progress: called with the number of lines, then of objects so far.
        cancel: stops it.

    Raises:
        DatasetError: a manifest is not there, or is none.
        UsageError: a folder or another input is named, too, or both manifests are the same.
        EngineError: S3 does not say.
        Cancelled: the token was set.
    """
    second = settings.validation_lst
    if settings.path is not None:
        raise UsageError(
            f"{settings.path} is named as the data set, and {first} as its list",
            why="each line of a manifest says where its photo is, so that there is no folder to name",
            fix="set dataset.path to null, or dataset.train_lst and dataset.validation_lst",
        )
    if settings.input != "image":
        raise UsageError(
            f"dataset.input is {settings.input}, and photos of a manifest are streamed one by one",
            fix="set dataset.input to image",
        )
    if isinstance(second, Path) or first == second:
        raise UsageError(
            "training and validation need a manifest each, both in S3",
            fix="set dataset.validation_lst to the s3:// address of another manifest",
        )
    named = {"train": first, **({"validation": second} if second is not None else {})}
    findings: list[Finding] = []
    read_ones: dict[str, Manifest] = {}
    stored: dict[str, Stored] = {}
    with scratch_folder() as scratch:
        for name, address in named.items():
            bucket = Bucket(address, aws, on_progress, cancel, key=f"dataset.{name}_lst")
            findings += bucket.elsewhere()
            copy = scratch / name
            stored[name] = fetch(bucket, address, name, copy)
            read_ones[name] = manifests.read(
                copy, str(address), label=settings.label_attribute, on_progress=on_progress, cancel=cancel
            )
    root = settings.place
    data = join(
        root if isinstance(root, S3Address) else first.parent,
        read_ones["train"],
        read_ones.get("validation"),
        settings,
    )
    told = {address.bucket for address in named.values()}
    seen = s3photos.look([*data.train, *data.validation], aws, on_progress, cancel, told=told)
    channels = [_channel("train", data.train, seen), _channel("validation", data.validation, seen)]
    findings += [*data.findings, *seen.findings]
    if second is None:
        findings.insert(0, _one_alone(first))
    if seen.whole:
        trained = {row.path for row in data.train}
        for channel in channels:
            findings += remote.against_listing(channel)
        others = [row for row in data.validation if row.path not in trained]
        findings += remote.same_in_both(channels[0], channels[1]._replace(rows=others))
        findings.append(remote.NOT_OPENED)
    return replace(
        data,
        findings=tuple(dict.fromkeys(findings)),
        bytes=remote.listed_bytes(channels) if seen.whole else None,
        channels={name: str(address) for name, address in named.items()}
        | ({"validation": ""} if second is None else {}),
        listing=_digest(channels, stored, seen.whole),
    )


def _channel(name: str, rows: Sequence[Row], seen: Seen) -> Channel:
    """The channel with its own photos only: what else lies around them is not read by the job."""
    there = {row.path: stored for row in rows if (stored := seen.stored.get(row.path)) is not None}
    return Channel(name, rows, there)


def fetch(bucket: Bucket, address: S3Address, name: str, copy: Path) -> Stored:
    """Copy a manifest to this machine; returns what a listing says of it.

    Raises:
        DatasetError: it is not there, archived, or too large.
        EngineError: S3 does not give it.
    """
    stored = _stored(bucket, address, name)
    bucket.fetch(address, copy, most=LARGEST_MANIFEST)
    return stored


def _stored(bucket: Bucket, address: S3Address, name: str) -> Stored:
    known = bucket.listing(address, exact=True)
    if "" not in known:
        raise DatasetError(f"there is no manifest {address}", fix=f"mend dataset.{name}_lst, or upload it")
    if known[""].archived:
        raise DatasetError(
            f"{address} is archived and cannot be read as it is",
            fix="restore it, or copy it to the class STANDARD",
        )
    return known[""]


def _one_alone(first: S3Address) -> Finding:
    """What to do about a manifest that is alone: it is split on this machine, since nothing in S3 is changed here."""
    return Finding(
        "error",
        "no-validation-manifest",
        "there is no manifest of the photos that validate",
        str(first),
        why="SageMaker streams each channel from a manifest of its own.",
        fix=f"Split it: trainscope lst -o lists; then {upload_commands(first, 'lists')}, and name both instead of it.",
    )


def _digest(channels: list[Channel], stored: dict[str, Stored], whole: bool) -> str:
    """One short id: it changes with either manifest, and with any photo where those were listed."""
    if whole:
        return remote.digest(channels, stored.values())
    text = "".join(f"{name}:{each.size}:{each.etag}\n" for name, each in stored.items())
    return hashlib.sha256(f"manifests:{text}".encode()).hexdigest()[: remote.LETTERS]


def upload_commands(first: S3Address, folder: str) -> str:
    """How the two parts of a manifest get to where it lies."""
    return " and ".join(
        f"aws s3 cp {shlex.quote(f'{folder}/{name}.manifest')} {shlex.quote(first.parent.folder)}"
        for name in ("train", "validation")
    )
