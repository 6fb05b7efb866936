"""Reading a bucket for a data set: what lies below an address, and small objects. Nothing is written."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from core.cancel import CancelToken
from core.dataset.remote import Stored
from core.errors import CredentialsExpired, DatasetError, EngineUnreachable, NotFound
from core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from core.engine.sagemaker.connection import Aws
    from core.s3address import S3Address

PATIENCE = 60.0
"""Seconds without an answer, after which reading a data set gives up."""
LARGEST_LIST = 1 << 28
"""Bytes: some millions of lines."""
_PIECE = 1 << 20
_ARCHIVES = {"GLACIER", "DEEP_ARCHIVE"}


class Bucket:
    """The bucket of an address.

    Args:
        root: the address.
        aws: asks.
        on_progress: called with the number of objects so far, over all listings.
        cancel: stops it between two questions.
        key: of the configuration that names the address, for errors.
    """

    def __init__(
        self,
        root: S3Address,
        aws: Aws,
        on_progress: Callable[[int], None] | None = None,
        cancel: CancelToken | None = None,
        key: str = "dataset.path",
    ) -> None:
        self.on_progress = on_progress
        self.cancel = cancel or CancelToken()
        self._key = key
        self._name = root.bucket
        self._aws = aws
        self._count = 0

    def elsewhere(self) -> list[Finding]:
        """A finding if the bucket is not in the region of the job.

        Raises:
            DatasetError: there is no such bucket.
            CredentialsExpired: told at once, since only the user can change it.
            EngineError: S3 does not say.
        """
        try:
            answer = self._aws.ask("s3", "head_bucket", Bucket=self._name)
        except NotFound as error:
            raise DatasetError(f"there is no bucket {self._name}", fix=f"mend {self._key}") from error
        except CredentialsExpired:
            raise
        except EngineUnreachable:
            answer = self._insist("head_bucket")
        region = answer.get("BucketRegion") or self._aws.region
        if region == self._aws.region:
            return []
        return [
            Finding(
                "error",
                "other-region",
                f"the bucket {self._name} is in {region}, and the job would run in {self._aws.region}",
                why="SageMaker reads only from buckets in the region of the job.",
                fix=f"Use --region {region}, or copy the data set to a bucket in {self._aws.region}.",
            )
        ]

    def folders(self, address: S3Address) -> set[str]:
        """The names of the folders right below an address.

        Raises:
            DatasetError: nothing lies below it.
            EngineError: S3 does not say.
        """
        found: set[str] = set()
        anything = False
        for page in self._pages(Prefix=address.prefix, Delimiter="/"):
            found |= {each["Prefix"][len(address.prefix) : -1] for each in page.get("CommonPrefixes", ())}
            anything = anything or bool(found or page.get("Contents"))
        if not anything:
            raise DatasetError(
                f"nothing lies below {address}",
                why="SageMaker refuses a job whose channels are empty",
                fix="mend dataset.path, or upload the data set",
            )
        return found

    def listing(self, address: S3Address, *, exact: bool = False) -> dict[str, Stored]:
        """What lies below an address, by key relative to it.

        Args:
            address: a folder.
            exact: everything counts that begins with the address, as for a channel; the object itself is ``""``.
        """
        start = address.key if exact else address.prefix
        found: dict[str, Stored] = {}
        for page in self._pages(Prefix=start):
            objects = page.get("Contents", ())
            for each in objects:
                found[each["Key"][len(start) :]] = _stored(each)
            self._advance(len(objects))
        return found

    def find(self, keys: Collection[str], *, pages: int) -> dict[str, Stored] | None:
        """Those of the keys that are there, from one listing of what lies between the first and the last.

        Args:
            keys: of objects.
            pages: that may be read; None is returned where it would take more.
        """
        found: dict[str, Stored] = {}
        last = max(map(_order, keys), default=b"")
        for number, page in enumerate(self._pages(Prefix=_common(keys)), 1):
            objects = page.get("Contents", ())
            found.update((each["Key"], _stored(each)) for each in objects if each["Key"] in keys)
            self._advance(len(objects))
            if objects and _order(objects[-1]["Key"]) >= last:
                break
            if number >= pages and page.get("IsTruncated"):
                return None
        return found

    def fetch(self, address: S3Address, file: Path, *, most: int) -> None:
        """Copy an object to this machine.

        Raises:
            DatasetError: it has more than `most` bytes.
            NotFound: it is not there.
            EngineError: S3 does not give it.
        """

        def copy() -> dict[str, Any]:
            answer = self._aws.ask("s3", "get_object", Bucket=address.bucket, Key=address.key)
            body = answer["Body"]
            with self._aws.translated("s3:GetObject"), closing(body), file.open("wb") as stream:
                if answer["ContentLength"] > most:
                    raise DatasetError(
                        f"{address} has {answer['ContentLength']:,} bytes, too much for a list",
                        fix=f"name one of at most {most >> 20:,} MiB",
                    )
                for piece in body.iter_chunks(_PIECE):
                    self.cancel.check()
                    stream.write(piece)
            return {}

        self._aws.patiently(copy, self.cancel, patience=PATIENCE)

    def head(self, address: S3Address, count: int) -> tuple[bytes, dict[str, str]]:
        """The first bytes of an object that has any, and its metadata.

        Raises:
            NotFound: it is not there.
            EngineError: S3 does not give it.
        """

        def first() -> dict[str, Any]:
            span = f"bytes=0-{count - 1}"
            answer = self._aws.ask("s3", "get_object", Bucket=address.bucket, Key=address.key, Range=span)
            with self._aws.translated("s3:GetObject"), closing(answer["Body"]) as body:
                return {"bytes": body.read(), "metadata": dict(answer.get("Metadata", {}))}

        found = self._aws.patiently(first, self.cancel, patience=PATIENCE)
        return found["bytes"], found["metadata"]

    def _advance(self, objects: int) -> None:
        self._count += objects
        if self.on_progress is not None:
            self.on_progress(self._count)

    def _pages(self, **parameters: Any) -> Iterator[dict[str, Any]]:
        while True:
            page = self._insist("list_objects_v2", **parameters)
            yield page
            if not page.get("IsTruncated"):
                return
            parameters["ContinuationToken"] = page["NextContinuationToken"]

    def _insist(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._aws.insist(
            "s3", operation, cancel=self.cancel, patience=PATIENCE, Bucket=self._name, **parameters
        )


def _stored(listed: dict[str, Any]) -> Stored:
    return Stored(listed["Size"], listed["ETag"], listed.get("StorageClass", "") in _ARCHIVES)


def _order(key: str) -> bytes:
    """What S3 sorts keys by."""
    return key.encode("utf-8", "surrogatepass")


def _common(keys: Collection[str]) -> str:
    """What all the keys begin with."""
    first, last = min(keys, default=""), max(keys, default="")
    alike = next(
        (place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None
    )
    return first[:alike] if alike is not None else min(first, last, key=len)
