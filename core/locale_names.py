"""What the names of the locale say of the terminal."""

from __future__ import annotations

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

    `sys.stdout.encoding` does not tell: Python writes UTF-8 in the C locale too.
    """
    locale = (named_locale(environ) or "").lower()
    return "utf-8" in locale or "utf8" in locale
