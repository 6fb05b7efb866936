"""An endpoint that tells photos by their colour, on a real HTTP server on loopback, and a Hosting that speaks to it."""

from __future__ import annotations

import json
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING

from core.engine.hosting import DeployReview, EndpointState, EndpointStatus
from core.errors import EngineError, EngineUnreachable, NotFound, Throttled
from core.job.status import JobKey, JobState, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.cancel import CancelToken
    from core.engine.base import LaunchProgress
    from core.engine.hosting import Deployment

NAME = "colours"
CLASSES = ("blue", "green", "red")
MOST_BYTES = 6_291_456


class Server(ThreadingHTTPServer):
    """Answers ``POST /invocations`` with how blue, green and red a photo is.

    `faults` are statuses that come first, one for each request; while `gate` is not set, requests wait; `asked` has the
    content type and size of each photo that was answered about; `most` is how many were there at once.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults: deque[int] = deque()
        self.gate = threading.Event()
        self.gate.set()
        self.asked: list[tuple[str, int]] = []
        self.gone = False
        self.most = 0
        self.here = 0
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.here += 1
            self.server.most = max(self.server.most, self.server.here)
            fault = self.server.faults.popleft() if self.server.faults else 404 if self.server.gone else 0
        self.server.gate.wait(30)
        status, answer = (fault, {"message": "not now"}) if fault else self._look(content)
        with self.server.lock:
            self.server.here -= 1
        self._answer(status, answer)

    def _look(self, content: bytes) -> tuple[int, object]:
        from PIL import Image

        kind = self.headers["Content-Type"]
        try:
            with Image.open(BytesIO(content)) as image:
                if f"image/{(image.format or '').lower()}" != kind:
                    return 400, {"message": f"no {kind}"}
                red, green, blue = image.convert("RGB").resize((1, 1)).tobytes()
        except OSError as error:
            return 400, {"message": f"no photo: {error}"}
        self.server.asked.append((kind, len(content)))
        total = max(1, red + green + blue)
        return 200, [blue / total, green / total, red / total]

    def _answer(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs as long as the block."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()


class ColourHosting:
    """The Hosting of one endpoint, which is on `port`."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.state = EndpointState(
            self.endpoint_key(NAME), EndpointStatus.IN_SERVICE, job="colours-job", classes=CLASSES
        )

    def endpoint_key(self, name: str) -> JobKey:
        return JobKey("local", "", "", name)

    def review_deployment(self, deployment: Deployment, cancel: CancelToken) -> DeployReview:
        return DeployReview((), {})

    def deploy(
        self, deployment: Deployment, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        self.state = replace(self.state, status=EndpointStatus.IN_SERVICE)

    def endpoint(self, name: str) -> EndpointState:
        if name != NAME:
            raise NotFound(f"no endpoint {name}")
        return self.state

    def endpoints(self) -> Iterator[EndpointState]:
        yield self.state

    def describe(self, name: str) -> JobState:
        return JobState(Status.COMPLETED, "Completed", hyperparameters={"image_shape": "3,32,32"})

    def most_bytes(self, endpoint: EndpointState) -> int:
        return MOST_BYTES

    def invoke(self, name: str, photo: bytes, content_type: str) -> tuple[float, ...]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("POST", "/invocations", photo, {"Content-Type": content_type})
            answer = connection.getresponse()
            content = json.loads(answer.read())
        except OSError as error:
            raise EngineUnreachable("the endpoint does not answer", why=str(error)) from error
        finally:
            connection.close()
        if answer.status == 200:
            return tuple(content)
        if answer.status == 404:
            raise NotFound(f"no endpoint {name}")
        if answer.status == 429:
            raise Throttled("asked too often", retry_after=0.01)
        if answer.status >= 500:
            raise EngineUnreachable("the endpoint does not answer", why=content["message"])
        raise EngineError("the endpoint refuses the photo", why=content["message"])

    def undeploy(self, name: str, *, with_model_data: bool = False) -> tuple[str, ...]:
        self.state = replace(self.state, status=EndpointStatus.DELETED)
        return ("endpoint",)
