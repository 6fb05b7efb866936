"""A large file as one object in S3: sent in parts, several at once, and gone on with where it was broken off.

S3 keeps the parts of an upload that was not finished, and lists them. One of ours that belongs to the same object is
gone on with, whoever began it: the key stands for one content. Each part that is there is compared with the file.
"""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.errors import EngineRefused, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from core.engine.sagemaker.span import Span

    Ask = Callable[..., dict[str, Any]]
    """Calls an operation of S3 with its parameters, and waits for an answer."""

PART = 64 << 20
"""Bytes; a file of no more is sent as a whole."""
MOST_PARTS = 10_000
"""That S3 allows."""
CHECKSUM = "SHA256"
GONE = "NoSuchUpload"
"""S3's code for an upload that was finished or removed meanwhile."""
OVERTAKEN = {GONE, "InvalidPart"}
"""The same, and for one whose part was sent again meanwhile: its ETag is new then, with KMS even for the same bytes."""
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part that S3 has.

    Args:
        number: from 1.
        size: in bytes.
        etag: its MD5 where S3 encrypts nothing with KMS.
        checksum: its SHA-256 in base64; empty where S3 does not say.
    """

    number: int
    size: int
    etag: str
    checksum: str = ""

    def holds(self, span: Span, digest: str) -> bool:
        """Whether it is this span of the file.

        Args:
            span: of the file.
            digest: its SHA-256 in base64.
        """
        if self.size != span.size:
            return False
        if self.checksum:
            return self.checksum == digest
        return self.etag.strip('"') == span.digest("md5").hex()


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that was begun and not finished.

    Args:
        key: of the object.
        upload_id: S3's name for it.
        parts: that are there, by number.
    """

    key: str
    upload_id: str
    parts: Mapping[int, Part] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that are there."""
        return sum(part.size for part in self.parts.values())


def part_size(size: int, wanted: int = PART) -> int:
    """Bytes of each part but the last, so that there are no more than S3 allows."""
    least = -(-size // MOST_PARTS)
    return max(wanted, -(-least // _MIB) * _MIB)


def unfinished(ask: Ask, bucket: str, prefix: str) -> Iterator[tuple[str, str]]:
    """Key and upload id of the uploads below a prefix that were begun and not finished, as S3 lists them.

    Raises:
        EngineError: they cannot be listed.
    """
    place: dict[str, str] = {}
    while True:
        page = ask("list_multipart_uploads", Bucket=bucket, Prefix=prefix, **place)
        for each in page.get("Uploads", ()):
            if each.get("ChecksumAlgorithm", CHECKSUM) == CHECKSUM:
                yield str(each["Key"]), str(each["UploadId"])
        if not page.get("IsTruncated"):
            return
        place = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}


def parts_of(ask: Ask, bucket: str, key: str, upload_id: str) -> Begun:
    """An upload with the parts that are there.

    Raises:
        NotFound: with code `GONE`.
        EngineError: they cannot be listed.
    """
    parts: dict[int, Part] = {}
    place: dict[str, Any] = {}
    while True:
        page = ask("list_parts", Bucket=bucket, Key=key, UploadId=upload_id, **place)
        for each in page.get("Parts", ()):
            number = int(each["PartNumber"])
            checksum = str(each.get("ChecksumSHA256", ""))
            parts[number] = Part(number, int(each["Size"]), str(each["ETag"]), checksum)
        if not page.get("IsTruncated"):
            return Begun(key, upload_id, parts)
        place = {"PartNumberMarker": page["NextPartNumberMarker"]}


def furthest(ask: Ask, bucket: str, key: str) -> Begun | None:
    """The upload of that very object that has got furthest; None if there is none, or it may not be asked."""
    found: list[Begun] = []
    try:
        for name, upload_id in unfinished(ask, bucket, key):
            if name == key:
                with passing_over_gone():
                    found.append(parts_of(ask, bucket, key, upload_id))
    except EngineRefused:
        return None
    return max(found, key=lambda begun: begun.size, default=None)


@contextmanager
def passing_over_gone() -> Iterator[None]:
    """Go on if an upload was finished or removed meanwhile."""
    try:
        yield
    except NotFound as error:
        if error.code != GONE:
            raise


def checksum(span: Span) -> str:
    """The SHA-256 of a span as S3 writes it."""
    return b64encode(span.digest("sha256")).decode()
