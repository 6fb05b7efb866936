"""A packed data set put into S3: two objects, packed and sent only if they are not there.

The folder is named by the fingerprint, and S3 shows an object only when all of it has come. So a name in it with a size
that fits stands for the whole channel.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from core.dataset.pack import cache as packs
from core.dataset.pack.size import least_bytes, may_be
from core.engine.base import LaunchProgress
from core.engine.sagemaker import multipart
from core.engine.sagemaker.filesending import FileSender, Source
from core.engine.sagemaker.objects import name_of
from core.engine.sagemaker.tally import Tally
from core.engine.sagemaker.upload import Missing, foreign, listed
from core.errors import Cancelled, DatasetError, EngineError
from core.heldfile import HeldFile
from core.text import clean_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.cancel import CancelToken
    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.multipart import Begun
    from core.engine.sagemaker.objects import Target
    from core.errors import EngineUnreachable

RECORDS = "trainscope-records"
"""Metadata of an object: how many photos it holds."""
CLASSES = "trainscope-classes"
"""The same: how many classes they have."""


def path_of(channel: str) -> str:
    """Where a channel's file lies in the data set's folder."""
    return f"{channel}/{channel}.rec"


def missing(
    aws: Aws,
    target: Target,
    dataset: DataSet,
    made_of: Fingerprint,
    cancel: CancelToken,
    on_trouble: Callable[[EngineUnreachable | None], None] = lambda error: None,
    *,
    sizes: Mapping[str, int] | None = None,
) -> Missing:
    """Compare what lies in the two channels with what should.

    Args:
        aws: to ask.
        target: where it lies.
        dataset: as it was read.
        made_of: its fingerprint.
        cancel: seen between two pages.
        on_trouble: hears why there is no answer, and None when there is one again.
        sizes: of the files by channel, once they are packed; until then their least sizes are compared.

    Raises:
        EngineError: something lies there that does not belong to the data set, or it cannot be listed.
        Cancelled: the token was set.
    """
    folder = target.folder(name_of(made_of, "recordio"))
    left: dict[str, int] = {}
    for rows, channel in zip((dataset.train, dataset.validation), made_of.channels, strict=True):
        name = channel.name
        wanted = sizes[name] if sizes is not None else least_bytes(rows, channel)
        left[path_of(name)] = wanted
        for path, size in listed(aws, target, folder, f"{name}/", cancel, on_trouble):
            if path != path_of(name):
                raise foreign(target, folder + path)
            if size == wanted or (sizes is None and may_be(size, wanted)):
                del left[path]
    return Missing(len(left), sum(left.values()), left)


def upload(
    aws: Aws,
    target: Target,
    dataset: DataSet,
    made_of: Fingerprint,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
    *,
    part: int = multipart.PART,
) -> None:
    """Pack and send what is missing, see that all is there, and remove the pack from the cache.

    Args:
        aws: to ask.
        target: where to put it.
        dataset: whose photos they are.
        made_of: its fingerprint.
        on_progress: hears how far it is, and of trouble.
        cancel: ends it; what was packed and sent by then stays, for the next time.
        part: bytes of a part of a large file.

    Raises:
        DatasetError: the photos cannot be packed, or are not any more what the fingerprint says.
        EngineError: they cannot be put there.
        Cancelled: the token was set.
    """
    before = Tally(0, 0, on_progress)
    before.step("comparing with what is in S3")
    found = missing(aws, target, dataset, made_of, cancel, _telling(before))
    if found.count:
        sources = _packed(target, dataset, made_of, on_progress, cancel)
        sizes = {channel: source.size for channel, source in sources.items()}
        tally = Tally(len(sources), sum(sizes.values()), on_progress, unit="files")
        tally.step("comparing with what is in S3")
        found = missing(aws, target, dataset, made_of, cancel, _telling(tally), sizes=sizes)
        tally.begin(found.count, found.size)
        _send(aws, target, [sources[path.partition("/")[0]] for path in found.paths], tally, cancel, part)
        tally.step("checking what is in S3")
        found = missing(aws, target, dataset, made_of, cancel, _telling(tally), sizes=sizes)
    if found.count:
        first = target.folder(name_of(made_of, "recordio")) + next(iter(found.paths))
        raise EngineError(
            f"{found.count:,} of two objects are missing in S3 although they were sent",
            why=f"such as {clean_path(target.address(first))}",
            fix="see whether something deletes them (a lifecycle rule, another program), then launch again",
        )
    packs.remove(made_of)


def _packed(
    target: Target,
    dataset: DataSet,
    made_of: Fingerprint,
    on_progress: Callable[[LaunchProgress], None],
    cancel: CancelToken,
) -> dict[str, Source]:
    """The files by channel, packed if need be and held open: they stay readable whoever removes the pack."""
    folder = target.folder(name_of(made_of, "recordio"))
    with packs.ready(
        dataset,
        made_of,
        on_progress=lambda done, total: on_progress(LaunchProgress("packing photos", done, total, "photos")),
        cancel=cancel,
    ) as files:
        try:
            return {
                file.channel: Source(
                    HeldFile(file.rec),
                    folder + path_of(file.channel),
                    {RECORDS: str(file.records), CLASSES: str(len(dataset.classes))},
                )
                for file in files
            }
        except OSError as error:
            raise DatasetError(
                "the packed photos cannot be read", why=error.strerror or str(error), fix="launch again"
            ) from error


def _send(
    aws: Aws, target: Target, sources: Sequence[Source], tally: Tally, cancel: CancelToken, part: int
) -> None:
    with FileSender(aws, target, tally, cancel, part) as sender:
        try:
            for source in sources:
                sender.send(source)
        except Cancelled as error:
            if sender.unfinished is not None:
                error.fix = _what_stays(target, sender.unfinished)
            raise


def _what_stays(target: Target, begun: Begun) -> str:
    """What a cancelled upload leaves in S3, and how it is removed by whoever does not want to go on with it."""
    words = ("aws", "s3api", "abort-multipart-upload", "--bucket", target.bucket, "--key", begun.key)
    command = shlex.join((*words, "--upload-id", begun.upload_id))
    return (
        "launch again to go on where it was broken off; the parts that were sent stay in S3 until then, "
        f"and cost money: to remove them: {command}"
    )


def _telling(tally: Tally) -> Callable[[EngineUnreachable | None], None]:
    def trouble(error: EngineUnreachable | None) -> None:
        tally.trouble(error)
        tally.tell()

    return trouble
