"""A data set put into S3: only what is not there yet, the lists last, and looked at again when all is sent.

The folder is named by the fingerprint, so a name in it stands for one content: what is there under the right name and
with the right size was sent before, by this machine or another, and S3 checked its SHA-256 when it came. So an upload
goes on where it was broken off, at whatever moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.objects import LISTS, Target, channels, check_keys, in_bucket, list_path, sizes
from core.engine.sagemaker.sending import Sender
from core.errors import EngineError, EngineRefused, NotFound
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet
    from core.engine.base import LaunchProgress
    from core.engine.sagemaker.connection import Aws
    from core.errors import EngineUnreachable

__all__ = ["Missing", "Target", "channels", "missing", "upload"]

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Missing:
    """What still has to be sent.

    Args:
        count: of objects: photos and lists.
        size: their bytes.
        paths: in the data set's folder in S3, each with its bytes; the lists last.
    """

    count: int
    size: int
    paths: dict[str, int]


def missing(
    aws: Aws,
    target: Target,
    fingerprint: Fingerprint,
    cancel: CancelToken,
    on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
) -> Missing:
    """Compare what lies in the four channels with what should.

    Args:
        aws: to ask.
        target: where it lies.
        fingerprint: of the data set.
        cancel: seen between two pages.
        on_trouble: hears why there is no answer, and None when there is one again.

    Raises:
        EngineError: something lies there that does not belong to the data set, or it cannot be listed.
        Cancelled: the token was set.
    """
    wanted = sizes(fingerprint)
    check_keys(target, fingerprint)
    folder = target.folder(fingerprint.id)
    names = [channel.name for channel in fingerprint.channels]
    left = dict(wanted)
    for name in (*names, *(name + LISTS for name in names)):
        for path, size in listed(aws, target, folder, f"{name}/", cancel, on_trouble):
            if path not in wanted:
                raise foreign(target, folder + path)
            if wanted[path] == size:
                left.pop(path, None)
    return Missing(len(left), sum(left.values()), left)


def upload(
    aws: Aws,
    target: Target,
    dataset: DataSet,
    fingerprint: Fingerprint,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> None:
    """Send what is missing, and see that all is there.

    Args:
        aws: to ask.
        target: where to put it.
        dataset: whose photos they are.
        fingerprint: of the data set.
        on_progress: hears about four times a second how far it is, and of trouble.
        cancel: ends it; what was sent by then stays, for the next time.

    Raises:
        DatasetError: a photo is not any more what the fingerprint says.
        EngineError: it cannot be put there.
        Cancelled: the token was set.
    """
    with Sender(aws, target, dataset, fingerprint, on_progress, cancel) as sender:
        sender.tell("comparing with what is in S3")
        found = missing(aws, target, fingerprint, cancel, sender.trouble)
        if found.count:
            lists = {list_path(channel) for channel in fingerprint.channels}
            sender.begin(found.paths)
            sender.send([path for path in found.paths if path not in lists])
            sender.send([path for path in found.paths if path in lists])
            sender.tell("checking what is in S3")
            found = missing(aws, target, fingerprint, cancel, sender.trouble)
    if found.count:
        first = next(iter(found.paths))
        raise EngineError(
            f"{found.count:,} objects are missing in S3 although they were sent",
            why=f"such as {clean_path(target.address(target.folder(fingerprint.id) + first))}",
            fix="see whether something deletes them (a lifecycle rule, another program), then launch again",
        )


def listed(
    aws: Aws,
    target: Target,
    folder: str,
    channel: str,
    cancel: CancelToken,
    on_trouble: Callable[[EngineUnreachable | None], None],
) -> list[tuple[str, int]]:
    """Path in the folder and size of all that lies in a channel.

    Args:
        aws: to ask.
        target: the bucket.
        folder: of the data set.
        channel: its name, with ``/``.
        cancel: seen between two pages.
        on_trouble: hears why there is no answer, and None when there is one again.

    Raises:
        EngineError: it cannot be listed.
        Cancelled: the token was set.
    """
    found: list[tuple[str, int]] = []
    place: dict[str, Any] = {}
    while True:
        try:
            page = aws.insist(
                "s3",
                "list_objects_v2",
                cancel=cancel,
                on_trouble=on_trouble,
                Bucket=target.bucket,
                Prefix=folder + channel,
                MaxKeys=_PAGE,
                **place,
            )
        except (EngineRefused, NotFound) as error:
            raise in_bucket(error, target) from error
        found += [(item["Key"][len(folder) :], item["Size"]) for item in page.get("Contents", ())]
        if not page.get("IsTruncated"):
            return found
        place = {"ContinuationToken": page["NextContinuationToken"]}


def foreign(target: Target, key: str) -> EngineError:
    """The error for an object that does not belong into a channel."""
    address = clean_path(target.address(key))
    return EngineError(
        f"{address} does not belong to the data set",
        why="the job would read it too",
        fix="move it elsewhere, or set another sagemaker.prefix",
    )
