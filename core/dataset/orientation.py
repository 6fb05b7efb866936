"""Exif orientations 1 to 8: how a photo is turned as the camera was held (Exif 2.3 §4.6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations that swap width and height."""


def turned(image: Image, orientation: int) -> Image:
    """The picture as it is shown.

    Args:
        image: as it is stored.
        orientation: 1 to 8; 1 leaves it as it is, as does what is none.
    """
    if not 2 <= orientation <= 8:
        return image
    from PIL.Image import Transpose

    methods = (
        Transpose.FLIP_LEFT_RIGHT,
        Transpose.ROTATE_180,
        Transpose.FLIP_TOP_BOTTOM,
        Transpose.TRANSPOSE,
        Transpose.ROTATE_270,
        Transpose.TRANSVERSE,
        Transpose.ROTATE_90,
    )
    return image.transpose(methods[orientation - 2])
