"""A light S3 for the upload's benchmark, in a process of its own: it takes and lists objects, and keeps their sizes.

python -m benchmarks.sink     # prints its port; ends when its standard input does
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from bisect import bisect_right, insort
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 1000
_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"'


class Sink(asyncio.Protocol):
    """One connection. Only what botocore and the AWS command line send is understood.

    Args:
        sizes: of all objects, by ``bucket/key``; shared by all connections.
        keys: the same names in order.
    """

    def __init__(self, sizes: dict[str, int], keys: list[str]) -> None:
        self._sizes, self._keys = sizes, keys
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep whom to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            lower = head.lower()
            length = _number(lower, b"content-length:")
            have = len(self._buffer) - end - 4
            if b"expect: 100" in lower and not have and length:
                self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
                self._buffer[:end] = head.replace(b"Expect", b"X-Seen").replace(b"expect", b"x-seen")
            if have < length:
                return
            del self._buffer[: end + 4 + length]
            self._answer(head, length)

    def _answer(self, head: bytes, length: int) -> None:
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        address = urlsplit(target)
        name = unquote(address.path).lstrip("/")
        if method == "PUT":
            size = _number(head.lower(), b"x-amz-decoded-content-length:") or length
            if name not in self._sizes:
                insort(self._keys, name)
            self._sizes[name] = size
            self._reply("200 OK", f"ETag: {_ETAG}\r\n")
        elif method == "GET" and "list-type" in address.query:
            self._list(name.strip("/"), parse_qs(address.query))
        elif method == "HEAD" and name in self._sizes:
            self._reply("200 OK", f"ETag: {_ETAG}\r\n")
        elif method == "HEAD":
            self._reply("404 Not Found")
        else:
            self._reply("501 Not Implemented")

    def _list(self, bucket: str, query: dict[str, list[str]]) -> None:
        prefix = f"{bucket}/{query.get('prefix', [''])[0]}"
        after = query.get("continuation-token", [""])[0]
        start = bisect_right(self._keys, after or prefix[:-1] + chr(ord(prefix[-1]) - 1) + "\U0010ffff")
        page = []
        for name in self._keys[start : start + PAGE + 1]:
            if not name.startswith(prefix):
                break
            page.append(name)
        more = page[PAGE:]
        items = "".join(
            f"<Contents><Key>{quote(name.partition('/')[2])}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
            f"<ETag>{_ETAG}</ETag><Size>{self._sizes[name]}</Size><StorageClass>STANDARD</StorageClass></Contents>"
            for name in page[:PAGE]
        )
        token = f"<NextContinuationToken>{page[PAGE - 1]}</NextContinuationToken>" if more else ""
        self._reply(
            "200 OK",
            "Content-Type: application/xml\r\n",
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Name>{bucket}</Name><KeyCount>{len(page[:PAGE])}</KeyCount><MaxKeys>{PAGE}</MaxKeys>"
            f"<EncodingType>url</EncodingType><IsTruncated>{str(bool(more)).lower()}</IsTruncated>{token}{items}"
            "</ListBucketResult>",
        )

    def _reply(self, status: str, headers: str = "", body: str = "") -> None:
        data = body.encode()
        head = f"HTTP/1.1 {status}\r\nx-amz-request-id: 1\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
        self._write(head.encode() + data)

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _number(lower: bytes, name: bytes) -> int:
    at = lower.find(b"\r\n" + name)
    return int(lower[at + 2 + len(name) :].split(b"\r\n", 1)[0]) if at >= 0 else 0


@contextmanager
def running() -> Iterator[str]:
    """A sink in a process of its own; its address."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()


async def _serve() -> None:
    sizes: dict[str, int] = {}
    keys: list[str] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(sizes, keys), "127.0.0.1", 0, backlog=128)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
