"""Where a photo and the text of its answer stand: side by side, unless the screen is too narrow for both. Pure."""

from __future__ import annotations

from tui.widgets.photo_layout import GAP, Alone, Tile

_NARROW = 56
"""Cells across below which the text stands under the photo."""
_LEAST_TEXT = 28
_MOST_TEXT = 52
_MOST_PHOTO = 80
"""A larger one tells no more, and each of its cells is up to 40 bytes."""


def beside(width: int, height: int, *, rows: int) -> Alone:
    """The photo to the left of the text, the text as wide as half of the screen at most; or above it.

    Args:
        width: cells across.
        height: cells down.
        rows: of the text, if it stands below: it gets two thirds of the height at most.
    """
    if width >= _NARROW:
        text = min(_MOST_TEXT, max(_LEAST_TEXT, width // 2))
        photo = min(_MOST_PHOTO, width - text - GAP)
        return Alone((Tile(0, 0, 0, photo, height),), photo + GAP, 0, text)
    down = max(1, height - min(rows, 2 * height // 3))
    return Alone((Tile(0, 0, 0, width, down),), 0, down, width)
