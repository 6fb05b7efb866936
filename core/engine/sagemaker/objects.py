"""Where a data set lies in S3: its folder, its channels, the key and size of every object.

    s3://BUCKET/PREFIX/datasets/FINGERPRINT/train/…           the photos, under the paths of the list
                                           /validation/…
                                           /train_lst/train.lst
                                           /validation_lst/validation.lst
    s3://BUCKET/PREFIX/datasets/FINGERPRINT-recordio/train/train.rec
                                                    /validation/validation.rec

A channel's address ends with ``/``: SageMaker takes it for what keys begin with, and those of ``train_lst`` begin with
``train`` too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import DatasetError, EngineError
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.dataset.fingerprint import Channel, Fingerprint
    from core.dataset.model import Input

LONGEST_KEY = 1024
"""Bytes that S3 allows."""
LISTS = "_lst"
"""What a channel's name ends with that holds the list of another."""
PACKED = "-recordio"
"""What the folder's name ends with that holds a data set packed: in one folder each would be foreign to the other."""


@dataclass(frozen=True, slots=True)
class Target:
    """The bucket that data sets are put into.

    Args:
        bucket: its name.
        prefix: folder in it, without ``/`` at its ends; empty for none.
        kms_key: of the encryption; empty: as the bucket does it by itself.
    """

    bucket: str
    prefix: str = ""
    kms_key: str = ""

    def folder(self, name: str) -> str:
        """What the keys of the data set with this fingerprint begin with."""
        return "/".join(part for part in (self.prefix, "datasets", name) if part) + "/"

    def address(self, key: str) -> str:
        """The ``s3://`` address of a key."""
        return f"s3://{self.bucket}/{key}"


def name_of(fingerprint: Fingerprint, given: Input) -> str:
    """The name of a data set's folder."""
    return fingerprint.id + PACKED if given == "recordio" else fingerprint.id


def channels(target: Target, fingerprint: Fingerprint, given: Input = "image") -> dict[str, str]:
    """The channels of a job: name to ``s3://`` address; four of photos with lists, two of packed photos."""
    folder = target.folder(name_of(fingerprint, given))
    names = [channel.name for channel in fingerprint.channels]
    if given == "image":
        names += [name + LISTS for name in names]
    return {name: target.address(f"{folder}{name}/") for name in names}


def target_of(request: Mapping[str, Any], fingerprint: Fingerprint, given: Input = "image") -> Target:
    """Where the photos of a job belong, by its request: what was reviewed counts, not what the settings say by now.

    Args:
        request: as the review showed it.
        fingerprint: of the data set.
        given: how its photos reach the algorithm.

    Raises:
        EngineError: the request's channels are not those of the data set.
    """
    sent = {
        str(channel["ChannelName"]): str(channel["DataSource"]["S3DataSource"]["S3Uri"])
        for channel in request["InputDataConfig"]
    }
    name = fingerprint.channels[0].name
    bucket, _, key = sent.get(name, "").removeprefix("s3://").partition("/")
    prefix = key.removesuffix(f"datasets/{name_of(fingerprint, given)}/{name}/").strip("/")
    target = Target(bucket, prefix, str(request["OutputDataConfig"].get("KmsKeyId", "")))
    if not (channels(target, fingerprint, given).items() <= sent.items()):
        raise EngineError(
            "the job would read another data set than this one",
            why=f"the channel {name} of the request is {clean_path(sent.get(name, 'missing'))}",
            fix="launch again",
        )
    return target


def list_path(channel: Channel) -> str:
    """Where a channel's list lies in the data set's folder."""
    return f"{channel.name}{LISTS}/{channel.name}.lst"


def sizes(fingerprint: Fingerprint) -> dict[str, int]:
    """Every object of the data set: its path in the folder, and its bytes. The lists come last."""
    whole: dict[str, int] = {}
    for channel in fingerprint.channels:
        name = channel.name
        whole.update(zip([f"{name}/{path}" for path in channel.paths], channel.sizes, strict=True))
    whole.update((list_path(channel), len(channel.lst)) for channel in fingerprint.channels)
    return whole


def check_keys(target: Target, fingerprint: Fingerprint) -> None:
    """See that S3 can hold every name.

    Raises:
        DatasetError: a key would be too long.
    """
    for name, path in _longest(fingerprint):
        key = f"{target.folder(fingerprint.id)}{name}/{path}".encode()
        if len(key) > LONGEST_KEY:
            raise DatasetError(
                f"the path {clean_path(path, limit=200)} is too long for S3",
                why=f"its key would have {len(key):,} bytes, and S3 allows {LONGEST_KEY:,}",
                fix="shorten the names of the photo and its folders",
            )


def in_bucket(error: EngineError, target: Target) -> EngineError:
    """The same error, naming the bucket."""
    ours = type(error)(f"{error.what} (bucket {target.bucket})", why=error.why, fix=error.fix)
    ours.code = error.code
    return ours


def _longest(fingerprint: Fingerprint) -> Iterator[tuple[str, str]]:
    for channel in fingerprint.channels:
        if channel.paths:
            yield channel.name, max(channel.paths, key=lambda path: len(path.encode()))
