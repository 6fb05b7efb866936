"""A server that answers as it is told, byte for byte: what no well-behaved server does."""

from __future__ import annotations

import json
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True)
class Seen:
    """A request as it came."""

    line: str
    headers: Mapping[str, str]
    body: str

    @property
    def key(self) -> str:
        """The access key id that signed it."""
        return self.headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]


class OddServer:
    """Answers the first request with the first answer, and so on; the last one again and again.

    An answer is the bytes to send before the connection is closed, `RESET`, `SILENCE`, or what makes one of a request.
    """

    def __init__(self, *answers: bytes | Callable[[Seen], bytes]) -> None:
        self.seen: list[Seen] = []
        self.answers = list(answers)
        self._ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while not self._ended.is_set():
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            seen = _read(connection)
            self.seen.append(seen)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            content = answer(seen) if callable(answer) else answer
            if content == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif content == SILENCE:
                self._ended.wait()
            else:
                connection.sendall(content)


RESET = b"reset"
SILENCE = b"silence"


def answer(status: int, body: bytes, **headers: str) -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def good(**values: object) -> bytes:
    """A JSON answer, as SageMaker and Logs give it."""
    return answer(200, json.dumps(values).encode(), Content_Type="application/x-amz-json-1.1")


def refusal(code: str, message: str = "", status: int = 400, **headers: str) -> bytes:
    """A JSON error, as SageMaker and Logs give it."""
    body = json.dumps({"__type": code, "message": message}).encode()
    return answer(status, body, Content_Type="application/x-amz-json-1.1", **headers)


def caller(account: str) -> bytes:
    """What STS answers to GetCallerIdentity."""
    return answer(
        200,
        f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::{account}:user/ann</Arn><UserId>AIDA</UserId><Account>{account}</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>""".encode(),
        Content_Type="text/xml",
    )


def assumed(key: str, until: str) -> bytes:
    """What STS answers to AssumeRole."""
    return answer(
        200,
        f"""<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><AssumedRoleId>A:s</AssumedRoleId>
        </AssumedRoleUser><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>x</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>{until}</Expiration></Credentials>
        </AssumeRoleResult></AssumeRoleResponse>""".encode(),
        Content_Type="text/xml",
    )


def _read(connection: socket.socket) -> Seen:
    connection.settimeout(30)
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            raise OSError("closed")
        data += more
        if data.startswith(b"\x16"):
            return Seen("TLS", {}, "")
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Seen(line, headers, body.decode("utf-8", "replace"))
