"""A data set that lies in S3 already: channels found, lists read, photos checked as far as a listing allows.

The photos of a channel must lie under a prefix of their own (reference §2), so a folder of class folders, or lists
with one root for both splits, are told what is missing and are not launched.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset import remote
from core.dataset.class_names import CLASSES_FILE
from core.dataset.model import DataSet
from core.dataset.own_lists import load_lists
from core.dataset.remote import Channel, Stored
from core.engine.sagemaker import s3records
from core.engine.sagemaker.s3folders import without_channels, without_lists
from core.engine.sagemaker.s3read import LARGEST_LIST, Bucket
from core.errors import DatasetError, NotFound, UsageError
from core.s3address import S3Address
from core.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.cancel import CancelToken
    from core.config import DatasetSettings
    from core.engine.sagemaker.connection import Aws

PHOTOS = ("train", "validation")
_ONE_LIST_ONLY = {"in-both-lists", "renumbered"}
"""What is told of two lists with one root, and is nothing here: each channel has paths and indices of its own."""
_LARGEST_NAMES = 1 << 22


def read(
    settings: DatasetSettings,
    root: S3Address,
    aws: Aws,
    *,
    on_progress: Callable[[int], None] | None = None,
    cancel: CancelToken | None = None,
) -> DataSet:
    """Read the data set below an address; no photo is downloaded.

    Args:
        settings: may name the two lists.
        root: what holds the channels ``train`` and ``validation``, and the lists where none are named.
        aws: asks.
        on_progress: called with the number of objects so far.
        cancel: stops it.

    Raises:
        DatasetError: nothing is there, or it cannot be used in any way.
        UsageError: a list on this machine is named, or the address is a manifest's.
        EngineError: S3 does not say.
        Cancelled: the token was set.
    """
    if root.is_manifest:
        raise UsageError(
            f"{root} is a manifest by its name, not a folder",
            fix="name it as dataset.train_lst, the one of the photos that validate as dataset.validation_lst",
        )
    bucket = Bucket(root, aws, on_progress, cancel)
    region = bucket.elsewhere()
    folders = bucket.folders(root)
    named = {"train": settings.train_lst, "validation": settings.validation_lst}
    if settings.input == "recordio":
        found = s3records.read(settings, root, bucket, folders)
        return replace(found, findings=(*region, *found.findings))
    if not set(PHOTOS) <= folders:
        if any(named.values()):
            raise DatasetError(
                f"{root} holds no folders train/ and validation/",
                why="with lists in S3 each channel needs a folder of its own, which the paths of its list start from",
                fix="move the photos there, or copy all to this machine: trainscope uploads them as they are needed",
            )
        found = without_channels(settings, root, bucket)
    else:
        stored = {name: bucket.listing(root / name) for name in PHOTOS}
        if any(path.endswith(s3records.ENDING) for objects in stored.values() for path in objects):
            raise DatasetError(
                f"{root} holds .rec files, which are packed photos",
                why="dataset.input is image",
                fix="set dataset.input to recordio, or take the files out of the channels",
            )
        lists = {name: _list_of(name, named[name], root, folders, bucket) for name in PHOTOS}
        if None in lists.values():
            found = without_lists(settings, root, stored)
        else:
            given = {name: each for name, each in lists.items() if each is not None}
            found = _with_lists(settings, root, bucket, stored, given)
    return replace(found, findings=(*region, *found.findings, remote.NOT_OPENED))


def _list_of(
    name: str, named: Path | S3Address | None, root: S3Address, folders: Iterable[str], bucket: Bucket
) -> tuple[S3Address, str, Stored] | None:
    """A split's list: the object, what its channel is, what is stored; None where there is none to be found."""
    if isinstance(named, Path):
        raise UsageError(
            f"the list {named} is on this machine, and the photos are in S3",
            fix=f"copy it to {root / f'{name}_lst'}/ with aws s3 cp, and leave dataset.{name}_lst out",
        )
    if named is not None:
        known = bucket.listing(named, exact=True)
        others = sorted(path for path in known if path)
        if "" not in known:
            raise DatasetError(f"there is no list {named}", fix=f"mend dataset.{name}_lst, or upload it")
        if others:
            raise DatasetError(
                f"{named} is also what {named}{others[0]} begins with",
                why="a channel takes everything that begins with its address",
                fix=f"put the list into a folder of its own, such as {root / f'{name}_lst'}/",
            )
        return named, str(named), known[""]
    if f"{name}_lst" not in folders:
        return None
    folder = root / f"{name}_lst"
    there = {path: stored for path, stored in bucket.listing(folder).items() if path.endswith(".lst")}
    if len(there) != 1:
        raise DatasetError(
            f"{folder.folder} holds {len(there)} lists",
            why="the algorithm takes one .lst file in each channel of lists",
            fix="leave one there, or name it: dataset.train_lst, dataset.validation_lst",
        )
    path, stored = next(iter(there.items()))
    return folder / path, folder.folder, stored


def _with_lists(
    settings: DatasetSettings,
    root: S3Address,
    bucket: Bucket,
    stored: dict[str, dict[str, Stored]],
    lists: dict[str, tuple[S3Address, str, Stored]],
) -> DataSet:
    with scratch_folder() as scratch:
        copies: dict[str, S3Address] = {}
        for name, (address, _, _) in lists.items():
            file = scratch / name / "list.lst"
            file.parent.mkdir()
            bucket.fetch(address, file, most=LARGEST_LIST)
            copies[str(file)] = address
        _fetch_names(bucket, lists["train"][0], root, scratch / "train" / CLASSES_FILE, copies)
        local = replace(
            settings,
            path=scratch,
            train_lst=scratch / "train" / "list.lst",
            validation_lst=scratch / "validation" / "list.lst",
        )
        try:
            data = load_lists(local, root, on_progress=bucket.on_progress, cancel=bucket.cancel)
        except DatasetError as error:
            raise DatasetError(_renamed(error.what, copies), why=error.why, fix=error.fix) from error
    channels = [
        Channel("train", data.train, stored["train"]),
        Channel("validation", data.validation, stored["validation"]),
    ]
    findings = [
        replace(finding, path=_renamed(finding.path, copies) if finding.path else None)
        for finding in data.findings
        if finding.kind not in _ONE_LIST_ONLY
    ]
    for channel in channels:
        findings += remote.against_listing(channel)
    findings += remote.same_in_both(*channels)
    addresses = {name: (root / name).folder for name in PHOTOS}
    addresses |= {f"{name}_lst": lists[name][1] for name in PHOTOS}
    return replace(
        data,
        findings=tuple(findings),
        bytes=remote.listed_bytes(channels),
        channels=addresses,
        listing=remote.digest(channels, (lists[name][2] for name in PHOTOS)),
    )


def _fetch_names(
    bucket: Bucket, train: S3Address, root: S3Address, file: Path, copies: dict[str, S3Address]
) -> None:
    """The file of class names, beside the train list or in the data set's folder; it need not be there."""
    for address in (train.parent / CLASSES_FILE, root / CLASSES_FILE):
        try:
            bucket.fetch(address, file, most=_LARGEST_NAMES)
        except NotFound:
            continue
        copies[str(file)] = address
        return


def _renamed(text: str, copies: dict[str, S3Address]) -> str:
    for copy, address in copies.items():
        text = text.replace(copy, str(address))
    return text
