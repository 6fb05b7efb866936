"""What an endpoint's server takes and refuses, over a real socket."""

from __future__ import annotations

import io
import json
import os
import socket
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.cancel import CancelToken
from core.dataset.judge import MOST_PIXELS
from core.decoderoom import Room
from core.engine.local import model
from core.engine.local.crop import Crop
from core.engine.local.serving import answerer, client, limits, making
from core.engine.local.serving.web import Server
from core.errors import EngineError
from tests.conftest import wait_until
from tests.core.engine.local import serving_support as support
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.local.engine import LocalEngine

SECONDS = 60.0


def png(kind: str = "discs", number: int = 1, size: tuple[int, int] = (80, 70)) -> bytes:
    buffer = io.BytesIO()
    draw(kind, number, size).save(buffer, "PNG")
    return buffer.getvalue()


def huge_png(side: int) -> bytes:
    """A PNG whose header tells `side` × `side` pixels; there is next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


class Running:
    """A server that answers in a thread of this process until the test is over."""

    def __init__(self, folder: Path, *, seconds: float = SECONDS) -> None:
        self.address = folder / "socket"
        saved = support.save(folder / "model", support.random_model(crop=Crop(32, 32, None)))
        self.model = model.load(saved)
        self.server = Server(str(self.address), answerer.load(saved, Room(MOST_PIXELS)), seconds=seconds)
        self.server.timeout = 0.05
        self._over = CancelToken()
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        while not self._over.cancelled:
            self.server.handle_request()
            self.server.end_overdue()

    def close(self) -> None:
        self._over.cancel()
        self._thread.join()
        self.server.server_close()

    def post(self, body: bytes, kind: str = "image/png", path: str = "/invocations") -> client.Answer:
        return client.ask(self.address, "POST", path, body, kind)

    def raw(self, request: bytes) -> bytes:
        """What comes back for bytes as they are."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(SECONDS)
            connection.connect(str(self.address))
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    server = Running(tmp_path)
    yield server
    server.close()


def test_a_ping_is_answered(running: Running) -> None:
    assert client.ask(running.address, "GET", "/ping").status == 200


@pytest.mark.parametrize("kind", limits.CONTENT_TYPES)
def test_a_photo_gets_a_json_list_of_probabilities(running: Running, kind: str, tmp_path: Path) -> None:
    answer = running.post(png(), kind)
    assert answer.status == 200
    (tmp_path / "photo.png").write_bytes(png())
    assert json.loads(answer.body) == pytest.approx(running.model.predict(tmp_path / "photo.png").tolist())


@pytest.mark.parametrize(
    ("request_head", "status", "words"),
    [
        ("GET / HTTP/1.1\r\n\r\n", 404, "There is no /"),
        ("POST /ping HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404, "photos go to /invocations"),
        ("POST /invocations HTTP/1.1\r\n\r\n", 411, "length of the photo is not told"),
        ("POST /invocations HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 411, "is not told"),
        ("POST /invocations HTTP/1.1\r\nContent-Length: 6291457\r\n\r\n", 413, "at most 6,291,456 are taken"),
        (f"POST /invocations HTTP/1.1\r\nContent-Length: {'9' * 5000}\r\n\r\n", 413, "at most"),
        ("POST /invocations HTTP/1.1\r\nContent-Length: 2\r\n\r\nab", 415, "text/plain is none of"),
        (
            "POST /invocations HTTP/1.1\r\nContent-Type: img/jpeg\r\nContent-Length: 2\r\n\r\nab",
            415,
            "The content type img/jpeg is none of image/jpeg",
        ),
        (
            "POST /invocations HTTP/1.1\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n",
            400,
            "is none of JPEG, PNG",
        ),
        ("DELETE / HTTP/1.1\r\n\r\n", 501, "Unsupported method"),
        ("hello\r\n\r\n", 400, "Bad request syntax"),
    ],
)
def test_what_is_no_question_about_a_photo_is_refused_with_a_sentence(
    running: Running, request_head: str, status: int, words: str
) -> None:
    answer = running.raw(request_head.encode()).decode()
    assert str(status) in answer.splitlines()[0] or f"Error code: {status}" in answer
    assert words in answer
    assert running.post(png()).status == 200


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"GIF89a", "is none of JPEG, PNG"),
        (png()[:200], "cannot be decoded"),
        (png(size=(31, 40)), "(31x40) is smaller than image_shape (32x32)"),
        (huge_png(20_000), "has 400,000,000 pixels, more than 178 million"),
        (huge_png(13_000), "cannot be decoded"),
    ],
    ids=["gif", "cut short", "too small", "huge", "huge and empty"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_photo_that_cannot_be_used_is_refused_in_the_trainers_words(
    running: Running, photo: bytes, words: str
) -> None:
    answer = running.post(photo)
    assert answer.status == 400
    assert words in answer.body.decode()


def test_a_body_too_large_is_refused_before_all_of_it_was_sent(running: Running) -> None:
    answer = running.post(b"x" * (limits.MOST_BYTES + 1))
    assert answer.status == 413


def test_many_ask_at_once_and_each_gets_its_own_answer(running: Running, tmp_path: Path) -> None:
    expected = []
    for number in range(40):
        file = tmp_path / f"{number}.png"
        file.write_bytes(png(("discs", "stripes")[number % 2], number))
        expected.append(running.model.predict(file).tolist())
    with ThreadPoolExecutor(16) as pool:
        photos = [png(("discs", "stripes")[number % 2], number) for number in range(40)]
        answers = [json.loads(answer.body) for answer in pool.map(running.post, photos)]
    assert answers == [pytest.approx(values) for values in expected]


def test_a_slow_client_keeps_nobody_waiting(running: Running) -> None:
    with socket.socket(socket.AF_UNIX) as slow:
        slow.connect(str(running.address))
        slow.sendall(
            b"POST /invocations HTTP/1.1\r\nContent-Type: image/png\r\nContent-Length: 100\r\n\r\nhalf"
        )
        assert running.post(png()).status == 200


@pytest.mark.parametrize("sent", [b"", b"POST /invocations HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf"])
def test_a_connection_that_has_had_its_time_is_ended(tmp_path: Path, sent: bytes) -> None:
    server = Running(tmp_path, seconds=0.1)
    try:
        assert server.raw(sent) == b""
        wait_until(lambda: not server.server.open_connections, what="the connection's end")
    finally:
        server.close()


def test_a_client_that_goes_away_does_no_harm(running: Running) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(running.address))
        connection.sendall(b"POST /invocations HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
    wait_until(lambda: not running.server.open_connections, what="the connection's end")
    assert running.post(png()).status == 200


def test_there_is_room_for_only_so_many_connections(running: Running) -> None:
    assert running.server.has_room
    connections = [socket.socket(socket.AF_UNIX) for _ in range(limits.MOST_CONNECTIONS)]
    try:
        for connection in connections:
            connection.connect(str(running.address))
        wait_until(lambda: not running.server.has_room, what="a full server")
    finally:
        for connection in connections:
            connection.close()
    wait_until(lambda: running.server.has_room, what="room again")


def test_the_engine_says_what_was_wrong_with_a_photo_and_what_to_do(
    engine: LocalEngine, tmp_path: Path
) -> None:
    source = support.save(tmp_path / "model", support.random_model())
    state = support.in_service(engine, support.deployment(engine, "roses", source))
    for photo, kind, why, fix in (
        (b"nothing", "image/png", "is none of JPEG, PNG", "send another photo"),
        (png()[:200], "image/png", "cannot be decoded", "send another photo"),
        (png(), "img/png", "img/png is none of", "send a JPEG or PNG file"),
    ):
        with pytest.raises(EngineError, match="roses cannot answer about the photo") as problem:
            engine.invoke("roses", photo, kind)
        assert why in problem.value.why
        assert fix in problem.value.fix
    assert engine.most_bytes(state) == 6_291_456
    with pytest.raises(EngineError, match=r"has 7,000,000 bytes, and an endpoint takes at most 6,291,456"):
        engine.invoke("roses", b"x" * 7_000_000, "image/png")


def test_a_model_that_diverged_gives_no_numbers_and_says_so(engine: LocalEngine, tmp_path: Path) -> None:
    trained = support.random_model()
    trained.biases[-1][:] = np.nan
    source = support.save(tmp_path / "model", trained)
    support.in_service(engine, support.deployment(engine, "roses", source))
    with pytest.raises(EngineError, match="no number") as problem:
        engine.invoke("roses", png(), "image/png")
    assert "learning_rate" in problem.value.fix


def test_an_endpoint_still_being_created_says_so(engine: LocalEngine, tmp_path: Path, jobs: Path) -> None:
    source = support.save(tmp_path / "model", support.random_model())
    asked = support.deployment(engine, "roses", source)
    claimed = making.claim(jobs.with_name("endpoints"), asked, 0.0)
    assert claimed is not None
    with pytest.raises(EngineError, match="roses is still being created") as problem:
        engine.invoke("roses", png(), "image/png")
    assert "InService" in problem.value.fix
    os.close(claimed[1])
