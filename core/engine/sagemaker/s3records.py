"""A data set that lies in S3 as RecordIO: one .rec file in each channel, of which only the first bytes are read.

How many photos there are is said by the object itself if trainscope has sent it, else by an index (.idx) of the file's
name, beside it or beside the channels; or it is not known.
"""

from __future__ import annotations

import hashlib
import struct
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.model import ClassCount, DataSet
from core.dataset.recordio.parts import MAGIC
from core.dataset.recordio.records import read_index
from core.dataset.remote import LETTERS, Stored
from core.dataset.unread import UnreadRows
from core.engine.sagemaker.packupload import CLASSES, RECORDS
from core.engine.sagemaker.s3read import LARGEST_LIST
from core.errors import DatasetError, NotFound, UsageError
from core.finding import Finding
from core.scratch import scratch_folder
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from core.config import DatasetSettings
    from core.engine.sagemaker.s3read import Bucket
    from core.s3address import S3Address

ENDING = ".rec"
_CHANNELS = ("train", "validation")
_HEAD = struct.Struct("<4sII")
"""Of the first record: magic number, length, number of labels behind its header (0: one, in it)."""
_NAMED = 3


class RecordFile(NamedTuple):
    """A channel's file.

    Args:
        channel: its name.
        path: below the channel.
        stored: as listed.
        labels: of its first record; 0 where it is no RecordIO.
        records: how many it holds, None where that is not known.
        classes: how many its photos have, None where that is not known.
    """

    channel: str
    path: str
    stored: Stored
    labels: int
    records: int | None
    classes: int | None


def read(settings: DatasetSettings, root: S3Address, bucket: Bucket, folders: Iterable[str]) -> DataSet:
    """Read what can be known of the data set without downloading it.

    Args:
        settings: may name the classes.
        root: what holds the channels ``train`` and ``validation``.
        bucket: that holds it.
        folders: right below the root.

    Raises:
        DatasetError: it is none that a job on RecordIO can read.
        UsageError: lists are named.
        EngineError: S3 does not say.
        Cancelled: the token of the bucket was set.
    """
    if settings.train_lst is not None or settings.validation_lst is not None:
        raise UsageError(
            "lists are named, and dataset.input is recordio with records in S3",
            why="records hold their labels, so that no list is read",
            fix="set dataset.train_lst and dataset.validation_lst to null",
        )
    if not set(_CHANNELS) <= set(folders):
        raise DatasetError(
            f"{root} holds no folders train/ and validation/",
            why="each channel needs a folder of its own with one .rec file in it",
            fix="move the two files there, or name photos on this machine: trainscope packs and uploads them",
        )
    listed = {name: bucket.listing(root / name) for name in _CHANNELS}
    files = [_file(name, root, bucket, listed[name]) for name in _CHANNELS]
    train, validation = files
    classes = settings.classes or _numbered(train.classes or (train.labels if train.labels > 1 else None))
    findings = [finding for file in files for finding in _judged(file, listed[file.channel])]
    return DataSet(
        root,
        tuple(ClassCount(label, name, 0) for label, name in enumerate(classes)),
        UnreadRows(train.records or 0, str(root)),
        UnreadRows(validation.records or 0, str(root)),
        multi_label=train.labels > 1,
        findings=tuple(findings),
        bytes=sum(file.stored.size for file in files),
        channels={name: (root / name).folder for name in _CHANNELS},
        listing=_digest(files),
        input="recordio",
    )


def _file(channel: str, root: S3Address, bucket: Bucket, listed: Mapping[str, Stored]) -> RecordFile:
    folder = root / channel
    found = sorted(path for path in listed if path.endswith(ENDING))
    if len(found) != 1:
        raise DatasetError(
            f"{folder.folder} holds {len(found)} .rec files",
            why="the algorithm takes one in each channel",
            fix="leave one there; several are packed into one by: trainscope pack"
            if found
            else "put the packed photos there, or set dataset.input to image",
        )
    path = found[0]
    stored = listed[path]
    if not stored.size or stored.archived:
        return RecordFile(channel, path, stored, 0, None, None)
    head, metadata = bucket.head(folder / path, _HEAD.size)
    labels = 0
    if len(head) == _HEAD.size and (fields := _HEAD.unpack(head))[0] == MAGIC:
        labels = max(1, fields[2])
    records = _number(metadata.get(RECORDS))
    if records is None:
        stem = path.removesuffix(ENDING)
        beside = [folder / f"{stem}.idx"] if f"{stem}.idx" in listed else []
        records = _indexed([*beside, root / f"{stem.rpartition('/')[2]}.idx"], bucket)
    return RecordFile(channel, path, stored, labels, records, _number(metadata.get(CLASSES)))


def _indexed(addresses: Sequence[S3Address], bucket: Bucket) -> int | None:
    """How many records the first index there is names."""
    with scratch_folder() as scratch:
        file = scratch / "index"
        for address in addresses:
            try:
                bucket.fetch(address, file, most=LARGEST_LIST)
                return len(read_index(file)) or None
            except NotFound:
                continue
            except DatasetError:
                return None  # it is no index: what it cannot tell, the user is asked for
    return None


def _judged(file: RecordFile, listed: Mapping[str, Stored]) -> Iterator[Finding]:
    place = f"{file.channel}/{file.path}"
    if not file.stored.size:
        why = "The job ends at its start: Empty .rec file."
        yield Finding("error", "empty-file", "has no bytes", place, why=why, fix="Upload it anew.")
        return
    if file.stored.archived:
        why = "SageMaker cannot download an object of a Glacier class."
        fix = "Restore it, or copy it to the class STANDARD."
        yield Finding("error", "archived", "is archived and cannot be read as it is", place, why=why, fix=fix)
        return
    if not file.labels:
        why = "The job ends at its start: Invalid RecordIO File."
        fix = "Pack the photos anew: trainscope pack."
        yield Finding("error", "not-recordio", "does not begin as a RecordIO file", place, why=why, fix=fix)
    others = [path for path, stored in listed.items() if path != file.path and not path.endswith("/")]
    if others:
        names = ", ".join(clean_path(path) for path in sorted(others)[:_NAMED])
        more = f" and {len(others) - _NAMED:,} more" if len(others) > _NAMED else ""
        yield Finding(
            "warning",
            "not-a-record-file",
            f"{len(others):,} objects of {file.channel} are no .rec files: {names}{more}",
            why="The algorithm is documented with one .rec file in a channel and nothing else.",
            fix="Move them out of the channel; an index may lie beside the channels.",
        )
    if file.records is None:
        yield Finding(
            "info",
            "records-not-counted",
            "how many photos it holds is not known: there is no index (.idx) for it",
            place,
            why="The number of photos sets the length of an epoch.",
            fix=f"Put its index beside the channels: {file.channel}.idx."
            if file.channel != "train"
            else "Set num_training_samples yourself, or put its index beside the channels.",
        )


def _numbered(count: int | None) -> tuple[str, ...]:
    """Names of classes of which only the number is known: their labels."""
    return tuple(str(label) for label in range(count or 0))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def _digest(files: Iterable[RecordFile]) -> str:
    """One short id of the two objects: it changes with either."""
    whole = hashlib.sha256(b"s3-recordio:1:")
    for file in files:
        line = f"{file.channel}/{file.path}\0{file.stored.size}:{file.stored.etag}\n"
        whole.update(line.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()[:LETTERS]
