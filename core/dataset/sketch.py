"""A photo in 288 bytes, made while it is decoded anyway: enough to see that two are the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.orientation import turned

if TYPE_CHECKING:
    from PIL import Image

SIDE = 16
SHADES = SIDE * SIDE
_CELL = 4
SIZE = SHADES + 2 * (SIDE // _CELL) ** 2
"""Bytes of a sketch: 16 × 16 shades, row by row, then 4 × 4 of each of the two colour channels (Cb, Cr)."""
MODE = "YCbCr"
"""Pillow's word for the pixels a sketch is made of, which are also those that most JPEG files hold."""
ENOUGH = 64
"""Pixels a side that a photo must be decoded to: below that a JPEG decoder's rounding shows in the sketch."""


def sketch(image: Image.Image, orientation: int = 1) -> bytes:
    """The picture drawn into a square of 16 × 16, turned as it is shown; empty if it cannot be drawn.

    Args:
        image: decoded.
        orientation: of its Exif data, 1..8.
    """
    from PIL.Image import Resampling

    try:
        plain = image if image.mode in ("L", "RGB", MODE) else image.convert("RGB")
        small = plain.resize((SIDE, SIDE), Resampling.BOX)
        small = small if small.mode == MODE else small.convert(MODE)
    except ValueError:
        return (
            b""  # a kind of pixel that Pillow cannot turn into colours: the photo is compared with no other
        )
    small = turned(small, orientation)
    cells = small.reduce(_CELL).tobytes()
    return small.tobytes()[::3] + cells[1::3] + cells[2::3]
