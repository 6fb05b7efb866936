"""Escape sequences for the terminal the user sits at, also from inside tmux or GNU screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

_SCREEN_CHUNK = 240
"""GNU screen drops string sequences longer than 256 bytes in old versions, 768 in new ones."""


def inside_tmux(environ: Mapping[str, str]) -> bool:
    """Whether tmux stands between the program and the terminal."""
    return bool(environ.get("TMUX")) or environ.get("TERM", "").startswith("tmux")


def inside_screen(environ: Mapping[str, str]) -> bool:
    """Whether GNU screen does."""
    return bool(environ.get("STY")) and not inside_tmux(environ)


def wrap(sequence: str, environ: Mapping[str, str]) -> str:
    """The sequence as it must be written so that the outer terminal gets it.

    tmux hands on what is wrapped in ``ESC P tmux;`` with every ESC doubled, if `allow-passthrough` is on; screen
    hands on the contents of any ``ESC P`` string, in pieces.
    """
    if inside_tmux(environ):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if inside_screen(environ):
        pieces = (sequence[at : at + _SCREEN_CHUNK] for at in range(0, len(sequence), _SCREEN_CHUNK))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def send(app: App[Any], sequence: str) -> bool:
    """Write to the terminal between two repaints; False where there is none (tests, a browser).

    Textual offers no public way to write a sequence of one's own; its clipboard and bell use the driver so, too.
    """
    driver = app._driver
    if driver is None or app.is_headless or app.is_web:
        return False
    driver.write(sequence)
    driver.flush()
    return True
