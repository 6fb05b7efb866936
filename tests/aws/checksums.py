"""S3's checksums, which moto takes on trust: content is compared, parts are listed and completed with theirs."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from tests.aws.answer import Answer, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.call import Call

    Ask = Callable[[Call, BinaryIO, int], Answer]

_HEADER = "x-amz-checksum-sha256"
_NUMBER = re.compile(rb"<PartNumber>(\d+)</PartNumber>")
_CHECKSUM = re.compile(rb"<ChecksumSHA256>([^<]+)</ChecksumSHA256>")


class Checksums:
    """Stands between the account and moto.

    Args:
        ask: moto.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._parts: dict[str, dict[int, str]] = {}
        self.are_listed = True
        """Whether parts are listed with their checksums, as S3 does; not every store that speaks S3 does."""

    def ask(self, call: Call, body: BinaryIO, length: int) -> Answer:
        """Hand the request on, unless content and checksum do not agree."""
        upload = str(call.parameters.get("uploadId", ""))
        if call.operation in {"PutObject", "UploadPart"} and call.headers.get(_HEADER):
            content = body.read()
            if b64encode(sha256(content).digest()).decode() != call.headers[_HEADER]:
                raise Refusal("BadDigest", "The SHA256 you specified did not match the calculated checksum.")
            try:
                answer = self._ask(call, io.BytesIO(content), length)
            except KeyError:
                # moto's answer to a part of an upload that is not there any more.
                text = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                raise Refusal("NoSuchUpload", f"{text} aborted or completed.", 404) from None
            if call.operation == "UploadPart" and answer.status == 200:
                number = int(call.parameters["partNumber"])
                self._parts.setdefault(upload, {})[number] = call.headers[_HEADER]
            return answer
        if call.operation == "CompleteMultipartUpload":
            content = body.read()
            self._check_parts(upload, content)
            return self._ask(call, io.BytesIO(content), length)
        answer = self._ask(call, body, length)
        if call.operation == "ListParts" and self.are_listed:
            known = self._parts.get(upload, {})
            return replace(answer, body=_NUMBER.sub(lambda found: _told(found, known), answer.body))
        return answer

    def _check_parts(self, upload: str, content: bytes) -> None:
        known = self._parts.get(upload, {})
        numbers = [int(number) for number in _NUMBER.findall(content)]
        given = [checksum.decode() for checksum in _CHECKSUM.findall(content)]
        if known and len(given) != len(numbers):
            raise Refusal(
                "InvalidRequest",
                "The upload was created using a sha256 checksum. The complete request must include the checksum for "
                "each part.",
            )
        if known and given != [known.get(number) for number in numbers]:
            raise Refusal(
                "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have been uploaded, or the "
                "specified entity tag may not match the part's entity tag.",
            )


def _told(found: re.Match[bytes], known: dict[int, str]) -> bytes:
    checksum = known.get(int(found[1]))
    return found[0] + (f"<ChecksumSHA256>{checksum}</ChecksumSHA256>".encode() if checksum else b"")
