"""Copying to the clipboard of the machine the user sits at, over SSH, tmux and screen."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from core import paths
from core.text import clean_path
from tui.background import start
from tui.passthrough import inside_tmux, send, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from textual.app import App
    from textual.screen import Screen
    from textual.widget import Widget

LARGEST = 74_994
"""Bytes of text: more than 100,000 bytes of base64 are dropped by common terminals (reference/what-users-ask.md 11)."""
_TMUX_SECONDS = 2.0


def osc52(text: str) -> str:
    """The sequence that sets the terminal's clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode('utf-8', 'replace')).decode('ascii')}\x07"


def copy_from(
    node: Widget | Screen[Any], text: str, *, label: str = "", nothing: str = "Nothing to copy here yet."
) -> None:
    """Copy what a pane or page offers; a message says what happened.

    Args:
        node: where it was copied.
        text: what is copied.
        label: stands before what happened.
        nothing: what is said if there is no text.
    """

    def tell(said: str) -> None:
        node.app.notify(f"{label}{said}", markup=False)

    if text:
        copy(node.app, text, tell)
    else:
        node.app.notify(nothing, markup=False)


def copy(
    app: App[Any], text: str, tell: Callable[[str], object], environ: Mapping[str, str] = os.environ
) -> None:
    """Copy, and tell in one sentence what happened; never raises, and waits for no other program.

    Inside tmux its own buffer is loaded and handed on (``load-buffer -w``), which works with tmux's default
    settings, but only where the program can reach that tmux: one on this side of SSH is another. Elsewhere the
    terminal, or the page in a browser, is asked by OSC 52. Too much for it goes to a file.

    Args:
        app: owns the terminal.
        text: what is copied.
        tell: called in the thread of the screen: at once, or when tmux or the file system has answered.
        environ: tells which terminal it is.
    """
    what = _what(text)

    def by_tmux() -> None:
        if _load_tmux(text):
            app.call_later(tell, f"{what} copied (tmux buffer, and the clipboard if the terminal allows it)")
        else:
            app.call_later(lambda: tell(_ask_terminal(app, text, environ)))

    def by_file() -> None:
        app.call_later(tell, _to_file(text, f"{what}: too much for a terminal's clipboard"))

    if len(text.encode("utf-8", "replace")) > LARGEST:
        start(app.screen, by_file, name="copy to a file")
    elif environ.get("TMUX") and not app.is_web:
        start(app.screen, by_tmux, name="copy to tmux")
    else:
        tell(_ask_terminal(app, text, environ))


def _ask_terminal(app: App[Any], text: str, environ: Mapping[str, str]) -> str:
    """Ask the terminal or the browser; returns what happened."""
    what = _what(text)
    if app.is_web:
        app.copy_to_clipboard(text)
        return f"{what} copied (if the browser allows it)"
    if send(app, _asking(text, environ)):
        return f"{what} copied (if the terminal allows it: OSC 52)"
    return _to_file(text, f"{what}: no terminal to copy to")


def _asking(text: str, environ: Mapping[str, str]) -> str:
    """The sequence for the terminal; for a tmux at the other end of SSH both forms, as it takes one or the other."""
    sequence = osc52(text)
    return sequence + wrap(sequence, environ) if inside_tmux(environ) else wrap(sequence, environ)


def _what(text: str) -> str:
    lines = text.count("\n") + 1
    return f"{lines:,} lines" if lines > 1 else f"{len(text):,} characters"


def _load_tmux(text: str) -> bool:
    tmux = shutil.which("tmux")
    if tmux is None:
        return False
    try:
        done = subprocess.run(
            [tmux, "load-buffer", "-w", "-"],
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_TMUX_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _to_file(text: str, why: str) -> str:
    try:
        file = _write(paths.state_dir() / "copied.txt", text)
    except OSError as error:
        return f"{why}; saving it failed, too: {error.strerror}"
    return f"{why}; saved to {clean_path(file)}"


def _write(file: Path, text: str) -> Path:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(text.encode("utf-8", "replace"))
    return file
