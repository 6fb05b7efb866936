"""The terminal's title: job and status while the cockpit runs, what it was before when it ends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from core.text import clean
from tui.passthrough import send

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

_KEEP, _BRING_BACK = "\x1b[22;2t", "\x1b[23;2t"
"""xterm's stack of titles; terminals without one ignore both, and have an empty title in the end."""
_NONE = ("linux", "dumb")
"""Terminals without a title, some of which would show the text instead."""


class Title:
    """Written only when it changes: each is sent over the line.

    Inside tmux it is the pane's title, which tmux shows, and hands on where it is told to (`set-titles`).

    Args:
        screen: of the program that owns the terminal.
        wanted: by the configuration.
        environ: tells whether the terminal has a title.
    """

    def __init__(self, screen: Screen[Any], *, wanted: bool, environ: Mapping[str, str] = os.environ) -> None:
        self._screen = screen
        self._wanted = wanted and environ.get("TERM", "") not in _NONE
        self._shown = ""

    def show(self, job: str, status: str) -> None:
        """Say this of the job that is shown.

        Args:
            job: its name; empty without one.
            status: its stage or status.
        """
        text = clean(f"{job}: {status}" if job else "trainscope")
        if self._wanted and text != self._shown:
            kept = "" if self._shown else _KEEP
            if send(self._screen.app, f"{kept}\x1b]2;{text}\x07"):
                self._shown = text

    def restore(self) -> None:
        """Bring back the title that was there."""
        if self._shown:
            send(self._screen.app, f"\x1b]2;\x07{_BRING_BACK}")
            self._shown = ""
