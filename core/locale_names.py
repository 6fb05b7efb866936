"""What the names of the locale say of the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG")
"""Where the locale of letters stands, the strongest first; an empty one counts as not set (POSIX, 8.2)."""


def named_locale(environ: Mapping[str, str]) -> str | None:
    """The variable that decides and its value, such as ``LANG=C.UTF-8``; None if none is set."""
    for variable in VARIABLES:
        if value := environ.get(variable):
            return f"{variable}={value}"
    return None


def speaks_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the terminal takes more than ASCII, as far as its user's locale says.

    `sys.stdout.encoding` does not tell: Python writes UTF-8 in the C locale too. Where no locale is set at all, as in
    most containers, the terminal outside is nearly always a UTF-8 one.

    Args:
        environ: as the program was started with (`as_started`).
    """
    locale = named_locale(environ)
    return locale is None or "utf-8" in locale.lower() or "utf8" in locale.lower()


def as_started(environ: Mapping[str, str], file: Path = Path("/proc/self/environ")) -> dict[str, str]:
    """The environment with the locale as the user has it.

    Where that is the C locale, Python sets LC_CTYPE to UTF-8 before any of our code runs (PEP 538), and only the system
    still knows what was there. Where it does not say (macOS), LC_CTYPE stays as it is.

    Args:
        environ: of this process.
        file: holds what it was started with, as Linux gives it.
    """
    given = dict(environ)
    try:
        started = file.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return given
    given.pop("LC_CTYPE", None)
    for word in started:
        name, _, value = word.partition("=")
        if name == "LC_CTYPE":
            given[name] = value
    return given
