"""moto behind the front: called in this process as the WSGI application it is, bodies streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.backends import get_backend
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from tests.aws.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import BinaryIO

    from tests.aws.call import Call

ACCOUNT_ID = "123456789012"  # moto's own


class MotoDoor:
    """The services that moto plays: S3, IAM, STS, CloudWatch and the rest. Its state is the process's."""

    def __init__(self) -> None:
        self._dispatcher = DomainDispatcherApplication(create_backend_app)
        self._applications: dict[str, Any] = {}  # by service: finding it takes longer than asking it

    @staticmethod
    def reset() -> None:
        """An empty account again."""
        BackendDict.reset()

    @staticmethod
    def backend(service: Any, region: str = "aws") -> Any:
        """moto's own object of a service in a region (``aws`` for those that have none)."""
        return get_backend(service)[ACCOUNT_ID][region]

    def ask(self, call: Call, body: BinaryIO, length: int) -> Answer:
        """Hand the request on and wait for the whole answer."""
        environ = {
            "REQUEST_METHOD": call.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(call.path).encode().decode("latin-1"),
            "QUERY_STRING": call.query,
            "RAW_URI": call.path + (f"?{call.query}" if call.query else ""),
            "REQUEST_URI": call.path + (f"?{call.query}" if call.query else ""),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": call.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(length),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": body,
            "wsgi.input_terminated": True,
            "wsgi.errors": None,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in call.headers.items():
            if name.lower() not in {"content-type", "content-length", "transfer-encoding", "expect"}:
                environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        started: list[Any] = []

        def start(
            status: str, headers: list[tuple[str, str]], error: Any = None, /
        ) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return _written

        application = self._applications.get(call.service)
        if application is None:
            application = self._applications[call.service] = self._dispatcher.get_application(environ)
        chunks: Iterable[bytes] = application(environ, start)
        content = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close:
            close()
        status, headers = started
        kept = {
            name: value for name, value in headers if name.lower() not in {"connection", "server", "date"}
        }
        code = "" if status < "400" else status.partition(" ")[0]
        return Answer(int(status.split()[0]), kept, content, code)


def _written(data: bytes) -> None:
    raise NotImplementedError("moto returns its answers, it does not write them")
