"""The server of one endpoint: a process of its own that outlives the cockpit, the shell and the connection.

    python -P -m core.engine.local.serving.server <endpoint's folder> <lock descriptor> <ready descriptor>

It holds the endpoint's lock for as long as it lives, loads the model, answers on the socket in its folder, and ends
when it is told to, or when its folder is gone. Of the libraries it needs numpy and Pillow only.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import sys
import time
import warnings
from typing import TYPE_CHECKING

from core.dataset.judge import MOST_PIXELS
from core.decoderoom import Room
from core.engine.hosting import EndpointStatus
from core.engine.local import lock, spawn, wakeup
from core.engine.local.features import ONE_THREAD
from core.engine.local.serving import answerer, status, web
from core.engine.local.serving.place import SOCKET, EndpointDir
from core.engine.local.serving.status import ServerStatus

if TYPE_CHECKING:
    from core.engine.local.wakeup import StopRequest

BEAT_SECONDS = 1.0
_FULL_SECONDS = 0.05
_M_MMAP_THRESHOLD = -3  # mallopt(3)
_LARGE_BLOCK = 4 << 20
_TOLD_TO_END = (
    "the system told the process that answered to end, and nobody had taken the endpoint down: the machine was shut "
    "down, or a signal was sent by hand; take it down and deploy again"
)
_TAKEN_DOWN = "it was taken down, and its folder is still there: undeploy it again"


def give_back() -> None:
    """Let glibc hand the pixels of a photo back to the system: of its own it keeps blocks of this size for later."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def serve(place: EndpointDir, lock_descriptor: int, stop: StopRequest) -> ServerStatus:
    """Load, answer until there is reason to end, and say how it ended.

    Args:
        place: the endpoint's folder; it is the current one, too, which keeps the socket's address short.
        lock_descriptor: the open lock.
        stop: whether somebody asked it to end.
    """
    pid = os.getpid()
    try:
        model = answerer.load(place.model, Room(MOST_PIXELS))
        place.socket.unlink(missing_ok=True)
        with web.Server(SOCKET, model) as server:
            web.say(f"in service, process {pid}")
            status.write(place.status, ServerStatus(EndpointStatus.IN_SERVICE, pid=pid))
            _loop(server, place, lock_descriptor, stop)
    except Exception as problem:  # noqa: BLE001 - the border: a failure is a reason, never a traceback
        return ServerStatus(EndpointStatus.FAILED, str(problem) or type(problem).__name__, pid)
    reason = _TAKEN_DOWN if place.stop.exists() else _TOLD_TO_END
    return ServerStatus(EndpointStatus.OUT_OF_SERVICE, reason, pid)


def _loop(server: web.Server, place: EndpointDir, lock_descriptor: int, stop: StopRequest) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(stop, selectors.EVENT_READ)
        selector.register(server, selectors.EVENT_READ)
        while not stop.requested and _is_ours(place, lock_descriptor):
            lock.beat(lock_descriptor)
            server.end_overdue()
            ready = {key.fileobj for key, _ in selector.select(BEAT_SECONDS)}
            stop.drain()
            if server in ready:
                if server.has_room:
                    server.handle_request()
                else:
                    time.sleep(_FULL_SECONDS)


def _is_ours(place: EndpointDir, lock_descriptor: int) -> bool:
    """Whether the folder is still there: an endpoint that nobody can list must not run."""
    try:
        return os.path.samestat(place.lock.stat(), os.fstat(lock_descriptor))
    except OSError:
        return False


def main(arguments: list[str]) -> int:
    """Detach, take over, serve."""
    handed = spawn.detach(arguments)
    place = EndpointDir(handed.folder)
    stop = wakeup.StopRequest(place.stop)
    os.environ.update(ONE_THREAD | os.environ)
    warnings.simplefilter("ignore")  # of Pillow about odd metadata
    os.umask(0o077)
    give_back()
    status.write(place.status, ServerStatus(EndpointStatus.CREATING, pid=os.getpid()))
    spawn.say_ready(handed)
    end = serve(place, handed.lock, stop)
    web.say(end.reason)
    if _is_ours(place, handed.lock):
        status.write(place.status, end)
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
