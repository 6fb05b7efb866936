"""The cockpit in a browser: each page that is opened runs one of its own, shown over a websocket (textual-serve).

Textual-serve's own page fetches a font from another host, holds an absolute address that breaks behind a tunnel, and
lets in whoever asks, pages of other sites in the same browser included. This one does none of that.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from contextlib import redirect_stdout, suppress
from importlib.resources import files
from sys import stderr
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from socket import socket

_GOODBYE_SECONDS = 6.0
"""That open pages have when the server ends: more than their cockpits need."""
_COCKPIT_SECONDS = 5.0
"""That a cockpit has to end when its page is closed."""
_HEARTBEAT_SECONDS = 15.0
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Cache-Control": "no-store"}


class PageCockpit(AppService):
    """One cockpit, the process behind one page: each ends with the other, also where the cockpit could not start."""

    async def run(self) -> None:
        """Pass on what it draws; the page is closed when it has ended."""
        await super().run()
        with suppress(ConnectionError):
            await self.remote_close()

    async def stop(self) -> None:
        """End it, and leave nothing of it behind."""
        await super().stop()
        process = self._process
        if process is None:
            return
        try:
            await asyncio.wait_for(process.wait(), _COCKPIT_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


class WebCockpit(Server):
    """Serves cockpits to whoever has the key.

    Args:
        command: starts one cockpit.
        key: the secret in the address that is told at the start; the browser keeps it as a cookie.
    """

    def __init__(self, command: Sequence[str], key: str) -> None:
        super().__init__(f"exec {shlex.join(command)}", title="trainscope")
        self._key = key
        self._pages: set[web.WebSocketResponse] = set()
        self._cookie = f"trainscope-{secrets.token_hex(4)}"

    def run(self, listening: socket) -> None:
        """Serve until SIGINT or SIGTERM.

        Args:
            listening: bound, and closed at the end.
        """
        with redirect_stdout(stderr):
            web.run_app(
                self._guarded(),
                sock=listening,
                print=None,
                access_log=None,
                shutdown_timeout=_GOODBYE_SECONDS,
            )

    async def _guarded(self) -> web.Application:
        app = await self._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Let in who has the key, and no other site's page."""
        if request.path == "/" and self._is_key(request.query.get("key", "")):
            entered = web.HTTPSeeOther("./")
            entered.set_cookie(self._cookie, self._key, httponly=True, samesite="Strict")
            raise entered
        if not self._is_key(request.cookies.get(self._cookie, "")):
            raise web.HTTPForbidden(text="Open the whole address that trainscope serve has printed.\n")
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden(text="This page may not be used from another site.\n")
        return await handler(request)

    def _is_key(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._key.encode())

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, the same for everybody."""
        page = files("cli").joinpath("webpage.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html", headers=_HEADERS)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A cockpit for as long as the page is open."""
        page = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
        await page.prepare(request)

        async def close() -> None:
            await page.close()

        cockpit = PageCockpit(
            self.command,
            write_bytes=page.send_bytes,
            write_str=page.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self._pages.add(page)
        try:
            width, height = (to_int(request.query.get(name, ""), 80) for name in ("width", "height"))
            await cockpit.start(width, height)
            await self._process_messages(page, cockpit)
        finally:
            self._pages.discard(page)
            await cockpit.stop()
        return page

    async def on_shutdown(self, app: web.Application) -> None:
        """Close the pages that are open; their cockpits end with them."""
        await asyncio.gather(*(page.close(code=WSCloseCode.GOING_AWAY) for page in self._pages))

    async def on_startup(self, app: web.Application) -> None:
        """The command has said where the page is."""
