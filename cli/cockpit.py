"""Opening the cockpit, where there is a terminal for it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.config import Settings
    from core.recording import Replay


def missing(environ: Mapping[str, str] = os.environ) -> str | None:
    """What the cockpit lacks to be shown here, or None if nothing; in a browser it lacks nothing."""
    if environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver"):
        return None
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        return f"TERM is {term}" if term else "TERM is not set"
    if not sys.stdin.isatty():
        return "standard input is not a terminal"
    if not sys.stdout.isatty():
        return "standard output is not a terminal"
    return None


def require_terminal() -> None:
    """Refuse, with a way out, where the cockpit cannot be shown.

    Raises:
        UsageError: there is no terminal that could show it.
    """
    lack = missing()
    if lack is not None:
        raise UsageError(
            "the cockpit needs a terminal",
            why=lack,
            fix="the command line does the same: trainscope jobs, trainscope watch JOB "
            "(trainscope --help lists all)",
        )


def open_cockpit(
    settings: Settings,
    *,
    theme: str | None = None,
    read_only: bool = False,
    start: str | None = None,
    replay: Replay | None = None,
) -> int:
    """Show the cockpit until the user quits; returns the exit code.

    Args:
        settings: as loaded.
        theme: name of a colour theme, stronger than the settings.
        read_only: start and stop nothing.
        start: ``demo`` starts the demo's job at once.
        replay: a recorded run to show.
    """
    from tui import environment

    environment.prepare()
    from cli.output import say
    from tui import app

    code, note = app.run(settings, theme=theme, read_only=read_only, start=start, replay=replay)
    if note:
        say(note)
    return code
