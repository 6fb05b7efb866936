"""What of a data set is where a job would look for it: its fingerprint, its channels, and what is still to be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.dataset.fingerprint import Fingerprint, fingerprint
from core.engine.sagemaker import packstaging, upload
from core.engine.sagemaker.request import channel_names
from core.errors import CredentialsExpired, DatasetError, EngineError
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.cancel import CancelToken
    from core.dataset.model import DataSet
    from core.engine.sagemaker.packstaging import Pack
    from core.engine.sagemaker.questions import Questions
    from core.engine.sagemaker.resources import Resources


@dataclass(frozen=True, slots=True)
class Staged:
    """A data set against what lies in S3.

    Args:
        channels: their names to ``s3://`` addresses; empty ones while there is no bucket.
        made_of: of photos on this machine; None where they lie in S3, or cannot be read.
        photos: how many; one in both channels counts twice.
        size: bytes of all of them, or of the files that they are packed into; None where unknown.
        missing: photos and lists, or packed files, that are still to be sent.
        missing_bytes: of those.
        compared: whether it was looked at what lies there.
        findings: what is wrong.
        listing: what identifies photos that lie in S3.
        pack: the files that photos on this machine are packed into; None where each is sent as it is.
        begun: bytes of what is missing that are there as parts of uploads that were broken off.
    """

    channels: Mapping[str, str]
    made_of: Fingerprint | None = None
    photos: int = 0
    size: int | None = None
    missing: int = 0
    missing_bytes: int = 0
    compared: bool = False
    findings: tuple[Finding, ...] = ()
    listing: str = ""
    pack: Pack | None = None
    begun: int = 0

    @property
    def fingerprint_id(self) -> str:
        """What tells the data set from any other; empty where it cannot be read."""
        return self.made_of.id if self.made_of is not None else self.listing


def read(dataset: DataSet, on_progress: Callable[[int, int, int], None], cancel: CancelToken) -> Staged:
    """Read the photos, unless they lie in S3 already.

    Raises:
        Cancelled: the token was set.
    """
    if dataset.channels is not None:
        return Staged(dataset.channels, photos=dataset.images, size=dataset.bytes, listing=dataset.listing)
    nowhere = dict.fromkeys(channel_names(dataset.input), "")
    try:
        made_of = fingerprint(dataset, on_progress=on_progress, cancel=cancel)
    except DatasetError as error:
        why = "every photo is read before it is uploaded"
        finding = Finding("error", "dataset", str(error), why=why, fix=error.fix)
        return Staged(nowhere, photos=dataset.images, size=dataset.bytes, findings=(finding,))
    if dataset.input == "recordio":
        pack = packstaging.pack_of(dataset, made_of)
        return Staged(nowhere, made_of, dataset.images, pack.size, pack=pack)
    return Staged(nowhere, made_of, made_of.photos, made_of.size)


def compare(
    data: Staged, dataset: DataSet, resources: Resources, questions: Questions, *, usable: bool
) -> Staged:
    """See what of it is missing where it would lie.

    Args:
        data: as `read` left it.
        dataset: that was read.
        resources: bucket and prefix.
        questions: to AWS.
        usable: whether bucket and all are in order, so that it is worth looking.

    Raises:
        EngineUnreachable: no answer for long, or no credentials.
        Cancelled: the token of the questions was set.
    """
    made_of = data.made_of
    if made_of is None or not resources.bucket:
        return data
    target = upload.Target(resources.bucket, resources.prefix, resources.output_key)
    data = replace(
        data,
        channels=upload.channels(target, made_of, dataset.input),
        missing=data.photos if data.pack is None else len(made_of.channels),
        missing_bytes=data.size or 0,
    )
    if not usable:
        return data
    begun, findings = 0, data.findings
    try:
        if data.pack is None:
            missing = upload.missing(questions.aws, target, made_of, questions.cancel, questions.trouble)
        else:
            found = packstaging.compare(dataset, made_of, target, questions)
            missing, begun, findings = found.missing, found.begun, (*findings, *found.findings)
    except CredentialsExpired:
        raise
    except EngineError as error:
        why = "what is there already is not uploaded again"
        refused = Finding("error", "bucket", str(error), why=why, fix=error.fix)
        return replace(data, findings=(*data.findings, refused))
    return replace(
        data,
        missing=missing.count,
        missing_bytes=missing.size - begun,
        compared=True,
        begun=begun,
        findings=findings,
    )
