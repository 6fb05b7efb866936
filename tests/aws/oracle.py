"""What the algorithm answers about a photo: nothing learned, but always the same, and told by its colour."""

from __future__ import annotations

import colorsys
import io
import math

SHARPNESS = 24.0
"""How sure it is: large, for one class to stand out."""


def probabilities(photo: bytes, classes: int, *, multi_label: bool = False) -> list[float]:
    """A probability for each class, the largest for the one whose place on the circle of hues is nearest.

    Args:
        photo: a JPEG or PNG file.
        classes: how many there are; class n stands at hue n/classes.
        multi_label: each by itself, instead of all together 1.

    Raises:
        OSError: it cannot be decoded.
    """
    from PIL import Image, ImageStat

    with Image.open(io.BytesIO(photo), formats=("JPEG", "PNG")) as opened:
        red, green, blue = ImageStat.Stat(opened.convert("RGB").resize((32, 32))).mean
    hue = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)[0]
    far = [_apart(hue, label / classes) for label in range(classes)]
    if multi_label:
        return [1 / (1 + math.exp(SHARPNESS * (distance - 0.5 / classes))) for distance in far]
    weights = [math.exp(-SHARPNESS * distance) for distance in far]
    return [weight / sum(weights) for weight in weights]


def colour(label: int, classes: int) -> tuple[int, int, int]:
    """The colour of photos that are told to be of a class."""
    red, green, blue = colorsys.hsv_to_rgb(label / classes, 0.9, 0.9)
    return round(red * 255), round(green * 255), round(blue * 255)


def photo(label: int, classes: int, *, kind: str = "JPEG", size: int = 32) -> bytes:
    """A photo of a class: all of its colour."""
    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (size, size), colour(label, classes)).save(held, kind)
    return held.getvalue()


def _apart(one: float, other: float) -> float:
    """Between two hues, the shorter way round the circle."""
    distance = abs(one - other) % 1.0
    return min(distance, 1.0 - distance)
