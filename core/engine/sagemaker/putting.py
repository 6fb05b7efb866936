"""Small objects put into S3, each again and again until it is there; S3 checks the SHA-256 that goes along."""

from __future__ import annotations

import hashlib
import io
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from core.engine.sagemaker.objects import in_bucket
from core.errors import EngineError, EngineRefused, EngineUnreachable, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.cancel import CancelToken
    from core.engine.sagemaker.connection import Aws
    from core.engine.sagemaker.objects import Target

_AT_ONCE = 1 << 16
"""Bytes that fit into a socket's buffer. For more, botocore asks S3 first, which takes another turn of the network."""
ON_THE_WAY = {"BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody"}
"""Codes of S3 for an object that was damaged on its way."""


class Putting:
    """The way into one bucket. Threads may share it.

    Args:
        aws: to ask.
        target: the bucket, and the key of its encryption.
        stop: breaks off what is on its way.
        on_trouble: hears why there is no answer, and None when there is one again.
    """

    def __init__(
        self,
        aws: Aws,
        target: Target,
        stop: CancelToken,
        on_trouble: Callable[[EngineUnreachable | None], None],
    ) -> None:
        self._aws, self._target = aws, target
        self._stop, self._on_trouble = stop, on_trouble

    def put(self, key: str, content: bytes, digest: bytes = b"", **more: Any) -> None:
        """Put an object there.

        Args:
            key: its key.
            content: its bytes.
            digest: their SHA-256, where it is known.
            **more: further parameters of PutObject.

        Raises:
            EngineError: it is refused, or there is no answer for long.
            Cancelled: the token was set.
        """
        parameters: dict[str, Any] = {
            "Bucket": self._target.bucket,
            "Key": key,
            "ChecksumSHA256": b64encode(digest or hashlib.sha256(content).digest()).decode(),
            **more,
        }
        if self._target.kms_key:
            parameters["ServerSideEncryption"] = "aws:kms"
            parameters["SSEKMSKeyId"] = self._target.kms_key

        def once() -> dict[str, Any]:
            body = content if len(content) <= _AT_ONCE else _Body(content, self._stop)
            try:
                with self._aws.translated("s3:PutObject"):
                    self._aws.client("s3").put_object(Body=body, **parameters)
            except EngineError as error:
                if error.code in ON_THE_WAY:
                    raise EngineUnreachable("an object came damaged at S3", why=error.why) from error
                if isinstance(error, (EngineRefused, NotFound)):
                    raise in_bucket(error, self._target) from error
                raise
            return {}

        self._aws.patiently(once, self._stop, on_trouble=self._on_trouble)


class _Body(io.BytesIO):
    """Bytes on their way, in pieces: each may take as long as the time-out, and a cancel is seen between two."""

    def __init__(self, content: bytes, stop: CancelToken) -> None:
        super().__init__(content)
        self._stop = stop

    def read(self, size: int | None = -1, /) -> bytes:
        self._stop.check()
        return super().read(size)
