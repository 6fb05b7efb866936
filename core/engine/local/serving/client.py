"""Asks the server of an endpoint over its Unix socket."""

from __future__ import annotations

import http.client
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from core.engine.local.serving.limits import MOST_SECONDS

PATIENCE = MOST_SECONDS + 5.0
"""Seconds for an answer: a little more than the server gives itself."""
_LONGEST_ADDRESS = 100
"""Bytes: of a Unix socket's address a system takes 104 to 108."""
_ANSWER_BYTES = 10_000_000


class Answer(NamedTuple):
    """What a server answered: the HTTP status and the body."""

    status: int
    body: bytes


class _Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, address: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE)
        self._address = address

    def connect(self) -> None:
        """Connect; an address that is too long for a socket is reached through a short link."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        if len(os.fsencode(self._address)) <= _LONGEST_ADDRESS:
            self.sock.connect(str(self._address))
            return
        with tempfile.TemporaryDirectory(prefix="ts-") as short:
            link = Path(short) / "e"
            link.symlink_to(self._address.parent, target_is_directory=True)
            self.sock.connect(str(link / self._address.name))


def ask(address: Path, method: str, path: str, body: bytes = b"", content_type: str = "") -> Answer:
    """One request and its answer.

    Args:
        address: of the socket.
        method: ``GET`` or ``POST``.
        path: ``/ping`` or ``/invocations``.
        body: what is sent.
        content_type: of the body.

    Raises:
        OSError: there is no answer; `TimeoutError` if it takes too long.
        http.client.HTTPException: the answer is none.
    """
    connection = _Connection(address.absolute())
    try:
        headers = {"Content-Type": content_type} if body else {}
        with suppress(BrokenPipeError):  # refused before all of it was sent: the answer says why
            connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(_ANSWER_BYTES))
    finally:
        connection.close()
