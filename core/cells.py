"""How wide text is in a terminal."""

from __future__ import annotations

import unicodedata


def cell_width(text: str) -> int:
    """Columns that the text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )
