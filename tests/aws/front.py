"""The HTTP server in front of the account: reads requests, meets faults, sends answers (or breaks off)."""

from __future__ import annotations

import contextlib
import io
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from tests.aws.answer import Answer, Refusal, answer_refusal, broken, denied, expired, throttled, unknown_key
from tests.aws.call import Call, read_parameters, recognise
from tests.aws.record import Seen

if TYPE_CHECKING:
    from typing import BinaryIO

    from tests.aws.clock import AccountClock
    from tests.aws.faults import Faults
    from tests.aws.record import Requests

_KINDS = {
    "TrainingJobName": "training-job",
    "TransformJobName": "transform-job",
    "HyperParameterTuningJobName": "hyper-parameter-tuning-job",
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "ModelName": "model",
}
_KEEP = 64 << 20  # bytes of an unread body that are read to keep the connection; beyond that it is closed


class Behind(Protocol):
    """What the front stands in front of."""

    clock: AccountClock
    faults: Faults
    requests: Requests
    caller: str

    def handle(self, call: Call, body: BinaryIO, length: int) -> Answer:
        """Do what is asked."""

    def control(self, path: str, body: bytes) -> Answer:
        """Answer the person who runs the account by hand."""


class Body(io.RawIOBase):
    """The body of a request, which ends where its length says."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream, self.left = stream, length

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        size = self.left if size is None or size < 0 else min(size, self.left)
        data = self._stream.read(size) if size else b""
        self.left -= len(data)
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        data = self._stream.readline(self.left if size is None or size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Front

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the account keeps its own record."""

    def handle_expect_100(self) -> bool:
        """Send the interim answer at once, which the buffer would keep."""
        result = super().handle_expect_100()
        self.wfile.flush()
        return result

    def do_POST(self) -> None:
        behind = self.server.behind
        if behind.faults.down:
            return self._reset()
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        stream: BinaryIO = self.rfile  # type: ignore[assignment]
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            data = b"".join(_chunks(stream))
            stream, length = io.BytesIO(data), len(data)
        body = Body(stream, length)
        if address.path.startswith("/_control/"):
            return self._send(behind.control(address.path, body.read()))
        call = Call(self.command, address.path, address.query, self.headers)  # type: ignore[arg-type]
        recognise(call)
        if not call.streams:
            call.body = body.read()
            read_parameters(call)
        return self._meet(behind, call, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST

    def _meet(self, behind: Behind, call: Call, body: Body) -> None:
        """Handle the request unless a fault stands in the way; keep a record of either."""
        fault, delay = behind.faults.decide(call)
        gate = behind.faults.gates.get(call.operation)
        if gate and not gate.after and gate.pass_through():
            fault = "reset_before"
        if delay:
            time.sleep(delay)
        moment = behind.clock()
        answer = Answer(0)
        if fault != "reset_before":
            answer = self._answer(behind, call, body, fault)
        if gate and gate.after:
            gate.pass_through()
        lost = fault in {"reset_before", "reset_after", "half"} or behind.faults.down
        status = 0 if lost else answer.status
        seen = Seen(call.service, call.operation, call.parameters, moment, status, answer.code, fault)
        behind.requests.add(seen)
        if body.left > _KEEP:
            self.close_connection = True
        elif body.left:
            body.read()
        if fault == "half":
            self._send(answer, half=True)
        elif lost:
            self._reset()
        else:
            self._send(answer)

    def _answer(self, behind: Behind, call: Call, body: Body, fault: str) -> Answer:
        try:
            if fault == "throttle":
                raise throttled(call)
            if fault == "server_error":
                raise broken(call)
            if behind.clock() < behind.faults.expired_until:
                raise expired(call)
            if behind.faults.unknown_key:
                raise unknown_key(call)
            if behind.faults.is_denied(call):
                raise denied(call, behind.caller, _resource(call, behind.caller))
            stream: BinaryIO = body if call.streams else io.BytesIO(call.body)  # type: ignore[assignment]
            return behind.handle(call, stream, body.left if call.streams else len(call.body))
        except Refusal as refusal:
            return answer_refusal(call, refusal)

    def _send(self, answer: Answer, *, half: bool = False) -> None:
        headers = dict(answer.headers)
        if self.command != "HEAD" or "Content-Length" not in headers:
            headers["Content-Length"] = str(len(answer.body))
        phrase = self.responses.get(answer.status, ("",))[0]
        head = [
            f"HTTP/1.1 {answer.status} {phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        whole = ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")
        if self.command != "HEAD":
            whole += answer.body
        self.wfile.write(whole[: len(whole) // 2] if half else whole)
        self.wfile.flush()
        if half:
            self._reset()

    def _reset(self) -> None:
        """Break the connection off with a reset."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Front(ThreadingHTTPServer):
    """The server; listens on loopback from the moment it is made."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, behind: Behind, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.behind = behind
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._open.discard(request)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == struct.pack("ii", 1, 0):
            request.close()  # a reset: nothing is shut down in good order
        else:
            super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no error; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError | ValueError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # it hung up by itself
                connection.shutdown(socket.SHUT_RDWR)


def _resource(call: Call, caller: str) -> str:
    account = caller.split(":")[4]
    for member, kind in _KINDS.items():
        name = call.parameters.get(member)
        if call.service in {"sagemaker", "sagemaker-runtime"} and name:
            return f"arn:aws:sagemaker:{call.region}:{account}:{kind}/{name}"
    if call.streams:
        key = call.parameters.get("Key")
        return f'"arn:aws:s3:::{call.parameters.get("Bucket", "")}{"/" + key if key else ""}"'
    return "*"


def _chunks(stream: BinaryIO) -> list[bytes]:
    chunks = []
    while size := int(stream.readline().split(b";")[0], 16):
        chunks.append(stream.read(size))
        stream.readline()
    while stream.readline().strip():
        continue
    return chunks
