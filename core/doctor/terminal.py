"""The terminal: kind, colours, letters, size, and what a multiplexer lets through."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from core.doctor.result import Check
from core.locale_names import named_locale, speaks_unicode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SMALLEST = (60, 20)
"""Columns and lines below which the cockpit only says what size it needs."""

_NOT_ONE = ("", "dumb", "unknown")


def terminal(environ: Mapping[str, str], *, size: tuple[int, int] | None) -> Iterator[Check]:
    """The checks of the terminal.

    Args:
        environ: TERM, COLORTERM, NO_COLOR, TMUX, STY, and the locale's variables.
        size: columns and lines, None where the program has no terminal.
    """
    if size is None:
        yield Check("terminal", True, "no terminal here: the command line works, the cockpit needs one")
        return
    yield _kind(environ)
    yield _letters(environ)
    yield _size(size)
    yield from multiplexer(environ)


def _kind(environ: Mapping[str, str]) -> Check:
    term = environ.get("TERM", "")
    if term in _NOT_ONE:
        what = f"TERM is {term}" if term else "TERM is not set"
        return Check("terminal", False, what, "export TERM=xterm-256color, or use the command line")
    colours = "256 colours" if "256color" in term else "16 colours"
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        colours = "16 million colours"
    if environ.get("NO_COLOR"):
        colours = "no colours wanted (NO_COLOR)"
    return Check("terminal", True, f"{term}, {colours}")


def _letters(environ: Mapping[str, str]) -> Check:
    locale = named_locale(environ)
    if speaks_unicode(environ):
        return Check("letters", True, f"UTF-8 ({locale or 'no locale is set'})")
    fix = "export LC_ALL=C.UTF-8, if the terminal shows UTF-8"
    return Check("letters", False, f"{locale}: lines and curves are drawn in ASCII", fix)


def _size(size: tuple[int, int]) -> Check:
    detail = f"{size[0]}×{size[1]}"
    if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        return Check(
            "size", False, f"{detail} is too small", f"make it {SMALLEST[0]}×{SMALLEST[1]} or larger"
        )
    return Check("size", True, detail)


def multiplexer(environ: Mapping[str, str]) -> Iterator[Check]:
    """Whether copying and notifications get through tmux or screen; nothing if there is none."""
    if environ.get("TMUX"):
        clipboard = tmux_option("set-clipboard", environ)
        if clipboard == "off":
            yield Check(
                "tmux", False, "set-clipboard is off: nothing can be copied", "tmux set -s set-clipboard on"
            )
        else:
            yield Check("tmux", True, f"set-clipboard is {clipboard or 'not known'}: copying works")
        if tmux_option("allow-passthrough", environ) == "off":
            fix = "tmux set -g allow-passthrough on, if desktop notifications are wanted"
            yield Check(
                "tmux notifications", True, "allow-passthrough is off: only the bell gets through", fix
            )
    elif environ.get("STY"):
        yield Check(
            "screen", True, "GNU screen: whether copying and notifications get through depends on its version"
        )


def tmux_option(name: str, environ: Mapping[str, str]) -> str | None:
    """The value of a tmux option in the session around this program; None if tmux does not say."""
    program = shutil.which("tmux", path=environ.get("PATH"))
    if program is None:
        return None
    for scope in ("-sv", "-gv", "-wgv"):
        try:
            done = subprocess.run(
                [program, "show-options", scope, name],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=2,
                check=False,
                env=dict(environ),
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        if done.returncode == 0 and done.stdout.strip():
            return done.stdout.strip()
    return None
