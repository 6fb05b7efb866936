"""The cockpit in a browser: the page, the first frame over its websocket, and who is not let in."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError

from tests.cli.runner import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiohttp import ClientWebSocketResponse

SECONDS = 60


class Served:
    """A server of cockpits, and the address it has told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.address = process.stdout.readline().strip()
        self.root = self.address.partition("?")[0]


@contextmanager
def served(home: Path, *args: str) -> Iterator[Served]:
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        env=environment(home, TMUX="/nowhere,1,0"),
    ) as process:
        try:
            yield Served(process)
        finally:
            process.kill()


def browser() -> ClientSession:
    """Keeps cookies, of plain addresses too."""
    return ClientSession(cookie_jar=CookieJar(unsafe=True))


async def received(page: ClientWebSocketResponse, wanted: bytes) -> bytes:
    """What the cockpit has drawn until these bytes came."""
    drawn = b""
    while wanted not in drawn:
        message = await page.receive(timeout=SECONDS)
        assert message.type is WSMsgType.BINARY, message
        drawn += message.data
    return drawn


async def test_the_cockpit_comes_read_only_and_ends(home: Path, configured: None) -> None:
    with served(home) as server:
        async with browser() as session:
            async with session.get(server.address) as page:
                assert page.status == 200
                assert page.url.query_string == ""
                text = await page.text()
            assert "static/js/textual.js" in text
            assert "https:" not in text.replace('"https:" ?', "")
            async with session.get(f"{server.root}static/js/textual.js") as script:
                assert script.status == 200
            async with session.ws_connect(f"{server.root}ws?width=100&height=30") as cockpit:
                await received(cockpit, b"read-only")
                await cockpit.send_json(["stdin", "q"])
                while (message := await cockpit.receive(timeout=SECONDS)).type is WSMsgType.BINARY:
                    pass
                assert message.type is WSMsgType.CLOSE
        server.process.send_signal(signal.SIGTERM)
        code = await asyncio.to_thread(server.process.wait, SECONDS)
        assert code == 0


async def test_a_cockpit_that_cannot_start_ends_its_page_and_is_explained(home: Path) -> None:
    with served(home, "--theme", "nowhere") as server:
        async with browser() as session:
            await (await session.get(server.address)).read()
            async with session.ws_connect(f"{server.root}ws") as cockpit:
                assert (await cockpit.receive(timeout=SECONDS)).type is WSMsgType.CLOSE
        server.process.send_signal(signal.SIGTERM)
        _, said = await asyncio.to_thread(server.process.communicate, timeout=SECONDS)
        assert "no theme is named nowhere" in said


async def test_the_server_takes_open_pages_along(home: Path) -> None:
    with served(home) as server:
        async with browser() as session:
            await (await session.get(server.address)).read()
            async with session.ws_connect(f"{server.root}ws") as cockpit:
                await received(cockpit, b"read-only")
                server.process.send_signal(signal.SIGTERM)
                while (await cockpit.receive(timeout=SECONDS)).type is WSMsgType.BINARY:
                    pass
        _, said = await asyncio.to_thread(server.process.communicate, timeout=SECONDS)
        assert server.process.returncode == 0
        assert "Traceback" not in said


async def test_who_lacks_the_key_or_comes_from_another_site_is_turned_away(home: Path) -> None:
    with served(home) as server:
        async with browser() as stranger:
            for path in ("", "static/js/textual.js", "?key=guessed", "ws"):
                async with stranger.get(f"{server.root}{path}") as answer:
                    assert answer.status == 403
        async with browser() as session:
            await (await session.get(server.address)).read()
            with pytest.raises(WSServerHandshakeError) as refused:
                await session.ws_connect(f"{server.root}ws", origin="http://127.0.0.1:1")
            assert refused.value.status == 403
