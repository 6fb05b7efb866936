"""One request as the front has read it, and which service and operation it is for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

PROTOCOL_JSON, PROTOCOL_QUERY, PROTOCOL_S3, PROTOCOL_REST = "json", "query", "s3", "rest"

_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_INVOCATION = re.compile(r"/endpoints/([^/]+)/invocations")
_TARGETS = {
    "SageMaker": "sagemaker",
    "Logs_20140328": "logs",
    "AWSPriceListService": "pricing",
    "ServiceQuotasV20190624": "servicequotas",
}
# (method, has a key, the query argument that tells) -> operation; the first that fits counts.
_S3 = (
    ("GET", False, "location", "GetBucketLocation"),
    ("GET", False, "uploads", "ListMultipartUploads"),
    ("GET", False, "versioning", "GetBucketVersioning"),
    ("GET", False, "list-type", "ListObjectsV2"),
    ("GET", False, "", "ListObjects"),
    ("HEAD", False, "", "HeadBucket"),
    ("PUT", False, "", "CreateBucket"),
    ("DELETE", False, "", "DeleteBucket"),
    ("POST", False, "delete", "DeleteObjects"),
    ("PUT", True, "partNumber", "UploadPart"),
    ("PUT", True, "", "PutObject"),
    ("GET", True, "uploadId", "ListParts"),
    ("GET", True, "", "GetObject"),
    ("HEAD", True, "", "HeadObject"),
    ("DELETE", True, "uploadId", "AbortMultipartUpload"),
    ("DELETE", True, "", "DeleteObject"),
    ("POST", True, "uploads", "CreateMultipartUpload"),
    ("POST", True, "uploadId", "CompleteMultipartUpload"),
)


@dataclass(slots=True)
class Call:
    """What was asked, told apart. `body` is empty for S3, whose bodies are streamed."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    service: str = ""
    operation: str = ""
    protocol: str = PROTOCOL_S3
    access_key: str = ""
    region: str = "us-east-1"
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """The IAM action that allows it."""
        names = {"ListObjectsV2": "ListBucket", "ListObjects": "ListBucket", "HeadBucket": "ListBucket"}
        names |= {"HeadObject": "GetObject", "UploadPart": "PutObject", "CreateMultipartUpload": "PutObject"}
        names |= {"CompleteMultipartUpload": "PutObject", "ListParts": "ListMultipartUploadParts"}
        names |= {"ListMultipartUploads": "ListBucketMultipartUploads"}
        renamed = {"monitoring": "cloudwatch", "sagemaker-runtime": "sagemaker"}
        service = renamed.get(self.service, self.service)
        return f"{service}:{names.get(self.operation, self.operation)}"

    @property
    def streams(self) -> bool:
        """Whether the body belongs to S3 and is handed on unread."""
        return self.protocol == PROTOCOL_S3


def recognise(call: Call) -> None:
    """Fill in service, region and key from the signature, protocol from the target; the body is not needed."""
    scope = _SCOPE.search(call.headers.get("Authorization", ""))
    if scope:
        call.access_key, call.region, call.service = scope[1], scope[2], scope[3]
    target = call.headers.get("X-Amz-Target", "")
    if target:
        prefix, _, call.operation = target.partition(".")
        call.service = _TARGETS.get(prefix, call.service)
        call.protocol = PROTOCOL_JSON
    elif call.service == "sagemaker":
        call.service, call.operation, call.protocol = "sagemaker-runtime", "InvokeEndpoint", PROTOCOL_REST
    elif call.service not in {"s3", ""}:
        call.protocol = PROTOCOL_QUERY
    else:
        call.service = "s3"
        _recognise_s3(call)


def read_parameters(call: Call) -> None:
    """Fill in parameters (and the operation of a query request) from the body."""
    if call.protocol == PROTOCOL_JSON:
        call.parameters = json.loads(call.body or b"{}")
    elif call.protocol == PROTOCOL_REST:
        named = _INVOCATION.fullmatch(call.path)
        call.parameters = {
            "EndpointName": unquote(named[1]) if named else "",
            "ContentType": call.headers.get("Content-Type", ""),
            "Accept": call.headers.get("Accept", ""),
            "ContentLength": len(call.body),
        }
    elif call.protocol == PROTOCOL_QUERY:
        call.parameters = dict(parse_qsl(call.body.decode() or call.query))
        call.operation = call.parameters.pop("Action", "")


def _recognise_s3(call: Call) -> None:
    bucket, _, key = unquote(call.path).lstrip("/").partition("/")
    arguments = dict(parse_qsl(call.query, keep_blank_values=True))
    call.parameters = {"Bucket": bucket, **arguments}
    if key:
        call.parameters["Key"] = key
    if "Content-Length" in call.headers:
        call.parameters["ContentLength"] = int(call.headers["Content-Length"])
    if not bucket:
        call.operation = "ListBuckets"
        return
    for method, with_key, argument, operation in _S3:
        if method == call.method and with_key == bool(key) and (not argument or argument in arguments):
            call.operation = operation
            return
    call.operation = call.method
