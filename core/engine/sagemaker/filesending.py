"""Large files sent to S3, each as one object: as a whole or in parts by several threads, and never twice.

S3 checks the SHA-256 that goes along with every part. Nothing is in memory but what is in the sockets' buffers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from core.engine.sagemaker import multipart
from core.engine.sagemaker.handout import LOOK, Handout, finish
from core.engine.sagemaker.multipart import Begun, checksum
from core.engine.sagemaker.s3door import S3Door
from core.engine.sagemaker.span import Span
from core.errors import EngineError, EngineRefused, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from core.cancel import CancelToken
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.objects import Target
    from core.engine.sagemaker.tally import Tally
    from core.heldfile import HeldFile

THREADS = 8
"""Each sends a part of 64 MiB: enough for a fast line, and few for a slow one."""
_TRIES = 5
"""Uploads of one object that may vanish before it is given up."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file and the object that it becomes.

    Args:
        file: what is sent.
        key: of the object.
        metadata: of the object.
    """

    file: HeldFile
    key: str
    metadata: Mapping[str, str]

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.file.size


class FileSender:
    """Sends files one after the other.

    Args:
        aws: to ask.
        target: the bucket.
        tally: is told how far it is.
        cancel: ends it; parts that were sent stay for the next time.
        part: bytes of a part.
    """

    def __init__(
        self, aws: Aws, target: Target, tally: Tally, cancel: CancelToken, part: int = multipart.PART
    ) -> None:
        self._s3 = S3Door(aws, target, tally, cancel)
        self._bucket = target.bucket
        self._tally, self._cancel, self._part = tally, cancel, part
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="upload")
        self.unfinished: Begun | None = None
        """The upload that is under way, whose parts stay in S3 if it is broken off."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._s3.stop.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def send(self, source: Source) -> None:
        """Send a file and wait until it is there.

        Raises:
            EngineError: it could not be put there.
            DatasetError: the file cannot be read.
            Cancelled: the token was set; what was on its way is broken off.
        """
        if source.size <= self._part:
            self._wait([self._pool.submit(self._whole, source)])
            self._tally.sent(source.size)
        else:
            self._in_parts(source)
        self._tally.tell(at_once=True)
        self.clear(source.key)

    def clear(self, key: str) -> None:
        """Remove unfinished uploads of an object that is there: nobody needs their parts, which cost money."""
        try:
            for name, upload_id in multipart.unfinished(self._s3.ask, self._bucket, key):
                if name == key:
                    with multipart.passing_over_gone():
                        self._s3.ask(
                            "abort_multipart_upload",
                            Bucket=self._bucket,
                            Key=key,
                            UploadId=upload_id,
                        )
        except EngineRefused:
            return  # the object is there, and the review tells of what lies beside it

    def _in_parts(self, source: Source) -> None:
        for left in reversed(range(_TRIES)):
            begun = multipart.furthest(self._s3.ask, self._bucket, source.key) or self._begin(source)
            self.unfinished = begun
            sent: list[int] = []
            try:
                self._complete(source, begun, self._parts(source, begun, sent))
            except EngineError as error:
                if error.code not in multipart.OVERTAKEN:
                    raise
                # Another program has finished or removed it or sent a part anew, or the answer to its end was lost.
                if self._is_there(source):
                    self._tally.sent(source.size - sum(sent), photos=1)
                    break
                if not left:
                    raise
                self._tally.sent(-sum(sent), photos=0)
            else:
                self._tally.sent(0)
                break
        self.unfinished = None

    def _begin(self, source: Source) -> Begun:
        answer = self._s3.ask(
            "create_multipart_upload",
            ChecksumAlgorithm=multipart.CHECKSUM,
            **self._object(source),
        )
        return Begun(source.key, str(answer["UploadId"]))

    def _parts(self, source: Source, begun: Begun, sent: list[int]) -> list[dict[str, Any]]:
        """Send what is missing; returns what S3 wants to hear of all parts."""
        size = multipart.part_size(source.size, self._part)
        numbers = Handout(range(1, -(-source.size // size) + 1))
        done: dict[int, dict[str, Any]] = {}

        def work() -> None:
            for number in numbers:
                start = (number - 1) * size
                span = Span(source.file, start, min(size, source.size - start), self._s3.stop)
                done[number] = self._one(source, begun, number, span)
                sent.append(span.size)
                self._tally.sent(span.size, photos=0)

        threads = [self._pool.submit(work) for _ in range(THREADS)]
        try:
            self._wait(threads)
        except NotFound:
            numbers.end()
            self._settle(threads)
            raise
        return [done[number] for number in sorted(done)]

    def _one(self, source: Source, begun: Begun, number: int, span: Span) -> dict[str, Any]:
        digest = checksum(span)
        there = begun.parts.get(number)
        if there is not None and there.holds(span, digest):
            return {"PartNumber": number, "ETag": there.etag, "ChecksumSHA256": digest}
        answer = self._s3.put(
            "upload_part",
            span,
            Bucket=self._bucket,
            Key=source.key,
            UploadId=begun.upload_id,
            PartNumber=number,
            ChecksumSHA256=digest,
        )
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": digest}

    def _complete(self, source: Source, begun: Begun, parts: list[dict[str, Any]]) -> None:
        self._s3.ask(
            "complete_multipart_upload",
            Bucket=self._bucket,
            Key=source.key,
            UploadId=begun.upload_id,
            MultipartUpload={"Parts": parts},
        )

    def _whole(self, source: Source) -> None:
        span = Span(source.file, 0, source.size, self._s3.stop)
        self._s3.put("put_object", span, ChecksumSHA256=checksum(span), **self._object(source))

    def _is_there(self, source: Source) -> bool:
        try:
            found = self._s3.ask("head_object", Bucket=self._bucket, Key=source.key)
        except NotFound:
            return False
        return bool(found["ContentLength"] == source.size)

    def _object(self, source: Source) -> dict[str, Any]:
        parameters: dict[str, Any] = {
            "Bucket": self._bucket,
            "Key": source.key,
            "Metadata": dict(source.metadata),
        }
        if self._s3.target.kms_key:
            parameters["ServerSideEncryption"] = "aws:kms"
            parameters["SSEKMSKeyId"] = self._s3.target.kms_key
        return parameters

    def _settle(self, threads: list[Future[None]]) -> None:
        """Wait until threads have ended, however they do."""
        while not all(thread.done() for thread in threads):
            wait(threads, timeout=LOOK)
            self._cancel.check()

    def _wait(self, threads: list[Future[None]]) -> None:
        finish(threads, self._cancel, self._tally.tell)
        self._tally.tell(at_once=True)
