"""What must be set before Textual is imported, because it reads it once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping


def prepare(environ: MutableMapping[str, str] = os.environ) -> None:
    """No animations (moving cells cost bytes); under NO_COLOR the terminal's own colours.

    Textual picks its colour filter from the theme it starts with: under NO_COLOR any other start than an ANSI
    theme gives grey truecolor, or black on black once an ANSI theme is set.
    """
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    if "NO_COLOR" in environ:
        environ["TEXTUAL_THEME"] = "ansi-dark"
