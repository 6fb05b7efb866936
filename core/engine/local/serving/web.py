"""The container's contract over a Unix socket: ``GET /ping`` and ``POST /invocations``.

A photo comes as it is, with its Content-Type; the answer is a JSON list of probabilities
(reference/sagemaker-image-classification.md §6). A refusal is a line of text. Every request has a connection of its
own, which is bounded in bytes and in time.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import sys
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

from core.decoderoom import NoRoom
from core.engine.local.parse import CustomerError
from core.engine.local.serving.limits import CONTENT_TYPES, MOST_BYTES, MOST_CONNECTIONS, MOST_SECONDS

if TYPE_CHECKING:
    from core.engine.local.serving.answerer import Answerer

_LOG_BYTES = 1_000_000
_PIECE = 65_536


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers on a Unix socket, a thread for each connection.

    Args:
        address: of the socket; may be relative to the current folder.
        answerer: answers about photos.
        seconds: how long a connection may take.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 2 * MOST_CONNECTIONS

    def __init__(self, address: str, answerer: Answerer, *, seconds: float = MOST_SECONDS) -> None:
        self.answerer = answerer
        self._seconds = seconds
        self._guard = threading.Lock()
        self._deadlines: dict[socket.socket, float] = {}
        self.timeout = 0
        super().__init__(address, Handler)

    @property
    def open_connections(self) -> int:
        """How many there are now."""
        return len(self._deadlines)

    @property
    def has_room(self) -> bool:
        """Whether one more connection may be taken."""
        return self.open_connections < MOST_CONNECTIONS

    def deadline(self, request: socket.socket) -> float:
        """When a connection must be done, in `time.monotonic` seconds."""
        return self._deadlines[request]

    def end_overdue(self) -> None:
        """End the connections that have had their time: whatever their threads wait for, they get an end of file."""
        now = time.monotonic()
        with self._guard:
            for request, deadline in self._deadlines.items():
                if now > deadline:
                    with suppress(OSError):
                        request.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: object, client_address: object) -> None:
        """Start a connection's thread, and its time."""
        assert isinstance(request, socket.socket)
        with self._guard:
            self._deadlines[request] = time.monotonic() + self._seconds
        super().process_request(request, client_address)

    def shutdown_request(self, request: object) -> None:
        """Close a connection."""
        assert isinstance(request, socket.socket)
        with self._guard:
            self._deadlines.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away, or a connection that was ended, is nobody's fault; the rest is told in a line."""
        problem = sys.exception()
        if not isinstance(problem, OSError):
            say(f"a connection ended: {type(problem).__name__}: {problem}")


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "trainscope"
    sys_version = ""

    def do_GET(self) -> None:
        """``/ping``: the model is loaded, so all is well."""
        if self.path == "/ping":
            self._send(HTTPStatus.OK, b"\n")
        else:
            self._refuse(
                HTTPStatus.NOT_FOUND, f"There is no {self.path}; ask GET /ping or POST /invocations."
            )

    def do_POST(self) -> None:
        """``/invocations``: a photo comes, probabilities go."""
        if self.path != "/invocations":
            self._refuse(HTTPStatus.NOT_FOUND, f"There is no {self.path}; photos go to /invocations.")
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "The length of the photo is not told (Content-Length).")
        elif int(length[:20]) > MOST_BYTES:
            self._refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The photo has {length[:20]} bytes; at most {MOST_BYTES:,} are taken.",
            )
        else:
            data = self._body(int(length))
            if data is not None:
                self._answer(data)

    def _body(self, length: int) -> bytes | None:
        """The photo; None if the client went away, or its time is over."""
        data = bytearray()
        while len(data) < length:
            piece = self.rfile.read1(min(_PIECE, length - len(data)))
            if not piece:
                self.close_connection = True
                return None
            data += piece
        return bytes(data)

    def _answer(self, data: bytes) -> None:
        kind = self.headers.get_content_type()
        if kind not in CONTENT_TYPES:
            known = ", ".join(CONTENT_TYPES)
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The content type {kind} is none of {known}.")
            return
        try:
            values = self.server.answerer.answer(data, self.server.deadline(self.connection))
        except CustomerError as problem:
            self._refuse(HTTPStatus.BAD_REQUEST, str(problem))
        except NoRoom:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Other photos took too long.")
        except Exception as problem:  # noqa: BLE001 - the border: one photo must not end the others' server
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"{type(problem).__name__}: {problem}")
        else:
            self._send(HTTPStatus.OK, json.dumps(values).encode(), "application/json")

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        say(f"{status.value} {text}")
        self._send(status, f"{text}\n".encode("utf-8", "replace"))

    def _send(self, status: HTTPStatus, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
        self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        """Who asks: on a Unix socket nobody has an address."""
        return "local"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing for each request: the log is for what went wrong."""


def say(text: str) -> None:
    """A line for the log, as long as it is not too large already."""
    if os.fstat(sys.stderr.fileno()).st_size < _LOG_BYTES:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        line = " ".join(text.split())[:1000]
        sys.stderr.write(f"{stamp} {line}\n")
