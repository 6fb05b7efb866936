"""Lending the terminal to another process, and having it back as it was, however that process ends."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
from contextlib import suppress
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from core.errors import TrainscopeError
from core.text import clean
from tui.background import sentence
from tui.graphics.order import TOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App

    from tui.graphics.order import Order

_LIBRARY = "textual_image"
_ENTER = b"\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l"
"""A screen of its own, empty, without a cursor: nothing is left of it in the shell."""
_LEAVE = b"\x1b\\\x1b[0m\x1b[2J\x1b[?25h\x1b[?1049l"
"""The end of a picture that was broken off comes first, else the terminal would wait for it."""


def show(app: App[Any], order: Order) -> str:
    """Show a photo in the terminal's graphics until a key is pressed; the cockpit waits, its threads go on.

    Returns:
        What the user is told; empty if the photo was shown.
    """
    if find_spec(_LIBRARY) is None:
        return sentence(
            TrainscopeError(
                "cannot show graphics",
                why="textual-image is not installed",
                fix="install it: pip install 'trainscope[graphics]', or look at the photo in half-cells",
            )
        )
    try:
        with app.suspend():
            return lend(order.command())
    except SuspendNotSupported:
        return "There is no terminal here that could show graphics."


def lend(command: Sequence[str]) -> str:
    """Run a process that has the terminal for itself, each key as it is typed and Ctrl-C one of them. Never raises.

    Returns:
        What the process says, or how it died; empty if all went well.
    """
    keyboard, screen = sys.__stdin__, sys.__stdout__
    if keyboard is None or screen is None:
        return "There is no terminal here that could show graphics."
    try:
        before = termios.tcgetattr(keyboard)
    except termios.error as error:
        return f"The terminal cannot be lent: {error.args[-1]}."
    try:
        os.write(screen.fileno(), _ENTER)
        termios.tcsetattr(keyboard, termios.TCSANOW, _each_key(before))
        with TemporaryFile() as said:
            code = subprocess.run(command, stderr=said, check=False).returncode
            said.seek(0)
            return _told(code, said.read().decode(errors="replace"))
    except OSError as error:
        return f"The photo cannot be shown: {error.strerror or error}."
    finally:
        with suppress(OSError, termios.error):  # a terminal that is gone has no modes
            os.write(screen.fileno(), _LEAVE)
            termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)


def _each_key(before: list[Any]) -> list[Any]:
    """The modes with keys as they come, signals among them, and line feeds that go back to the left."""
    modes = list(before)
    modes[0] &= ~(termios.IXON | termios.ICRNL)
    modes[1] |= termios.OPOST | termios.ONLCR
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    modes[6] = [*modes[6]]
    modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
    return modes


def _told(code: int, said: str) -> str:
    last = clean(said.strip().rpartition("\n")[2], limit=300)
    if code == 0:
        return ""
    if code == TOLD:
        return last
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return f"The process that shows the photo {how}{f': {last}' if last else ''}."
