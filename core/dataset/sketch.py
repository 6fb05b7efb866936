"""A photo in 256 bytes, made while it is decoded anyway: enough to see that two are the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SIDE = 16
SIZE = SIDE * SIDE
"""Bytes of a sketch: shades of grey, row by row."""
ENOUGH = 64
"""Pixels a side that a photo must be decoded to: below that a JPEG decoder's rounding shows in the sketch."""


def sketch(image: Image.Image, orientation: int = 1) -> bytes:
    """The picture drawn into a square of 16 × 16 shades of grey, turned as it is shown; empty if it has none.

    Args:
        image: decoded.
        orientation: of its Exif data, 1..8.
    """
    from PIL.Image import Resampling, Transpose

    try:
        small = image.convert("L").resize((SIDE, SIDE), Resampling.BOX)
    except ValueError:
        return b""  # a kind of pixel that Pillow cannot turn into grey: the photo is compared with no other
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return (small.transpose(turns[orientation]) if orientation in turns else small).tobytes()
