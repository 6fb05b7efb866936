"""The command `serve`: the cockpit in a browser, for those who cannot come by SSH."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

import click

from cli.context import SCREEN_FLAGS, App, common, screen_options
from core.errors import TrainscopeError, UsageError
from core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALL = ("0.0.0.0", "::")
_FLAGS = {
    "engine": "--engine",
    "dataset.path": "--dataset",
    "sagemaker.profile": "--profile",
    "sagemaker.region": "--region",
}
"""Settings that the common options stand for."""
_OF_THIS_TERMINAL = ("TMUX", "TMUX_PANE", "STY", "SSH_TTY", "SSH_CONNECTION")
"""Variables that would have a cockpit in a browser speak to the terminal that the server was started in."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Listen here.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="Listen here; 0 takes a free one.",
)
@click.option(
    "--allow-remote", is_flag=True, help="Let --host be more than this machine: nothing is encrypted."
)
@click.option("--allow-write", is_flag=True, help="Let who has the address start and stop jobs.")
@click.option("--theme", metavar="NAME", help="Colour theme of the cockpit.")
@screen_options
@common
def serve(app: App, host: str, port: int, allow_remote: bool, allow_write: bool, theme: str | None) -> int:
    """Show the cockpit in a browser, until Ctrl-C.

    The address to open is written to standard output. It holds a key; who has it sees what you see, and no more: the
    cockpit is read-only, unless --allow-write is given. Only this machine can reach it, unless you say otherwise.
    """
    from cli.output import say

    remote = not _is_loopback(host)
    if remote and not allow_remote:
        raise UsageError(
            f"the cockpit is not served on {clean(host)}",
            why="other machines would reach it, and nothing on the way is encrypted, the key in the address included",
            fix="leave out --host and forward the port (ssh -L 8000:127.0.0.1:8000 HOST), or add --allow-remote",
        )
    read_only = app.read_only or not allow_write
    command = cockpit_command(app, read_only=read_only, theme=theme)
    try:
        from cli.webserver import WebCockpit
    except ImportError as error:
        raise TrainscopeError(
            "cannot serve the cockpit",
            why="textual-serve is not installed",
            fix="install it: pip install 'trainscope[web]'",
        ) from error
    with _listening(host, port) as door:
        key = secrets.token_urlsafe(24)
        if remote:
            say("trainscope: warning: other machines can reach this, and nothing on the way is encrypted")
        say(
            f"trainscope: serving the cockpit{', read-only' if read_only else ''}; Ctrl-C ends it; jobs go on"
        )
        click.echo(f"http://{_name_of(door)}/?key={key}")
        sys.stdout.flush()
        for name in _OF_THIS_TERMINAL:
            os.environ.pop(name, None)
        WebCockpit(command, key).run(door)
    return 0


def cockpit_command(app: App, *, read_only: bool, theme: str | None) -> list[str]:
    """The command that starts one cockpit, with all that this program was told.

    Raises:
        ConfigError: the configuration cannot be used; better told here than in a browser.
    """
    _ = app.settings
    said = [sys.executable, "-P", "-m", "cli"]
    if read_only:
        said.append("--read-only")
    if theme is not None:
        said.append(f"--theme={theme}")
    if app.config is not None:
        said.append(f"--config={app.config}")
    return said + _flags(app.overrides)


def _flags(overrides: Mapping[str, object]) -> list[str]:
    valued = [f"{_FLAGS[name]}={value}" for name, value in overrides.items() if name in _FLAGS]
    return [*valued, *(flag for flag, (name, value) in SCREEN_FLAGS.items() if overrides.get(name) == value)]


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {clean(host)}, port {port}",
            why=clean(error.strerror or str(error)),
            fix="give another with --port, or --port 0 for any that is free",
        ) from error


def _name_of(door: socket.socket) -> str:
    host, port = door.getsockname()[:2]
    name = socket.gethostname() if host in _ALL else f"[{host}]" if ":" in host else host
    return f"{name}:{port}"
