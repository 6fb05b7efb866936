"""What augmentation_type does to a photo, beyond the random crop (reference §1, hyperparameter table).

crop: mirrored half of the time. crop_color: hue, saturation and lightness shifted by up to 36 (of 180), 50 and 50
(of 255); lightness is the V of HSV here.
crop_color_transform: also turned by up to 10 degrees, sheared by up to 0.1, its aspect changed by up to 0.25.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image as Picture

HUE, SATURATION, LIGHTNESS = 36 / 180 * 255, 50.0, 50.0
DEGREES, SHEAR, ASPECT = 10.0, 0.1, 0.25
_WHITE = (255, 255, 255)  # what MXNet's augmenter fills corners with


def augment(picture: Picture, kind: str, rng: np.random.Generator) -> Picture:
    """One random variant of a square RGB picture; `kind` is the augmentation_type."""
    from PIL import Image

    if rng.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if kind == "crop_color_transform":
        angle, shear, aspect = rng.uniform((-DEGREES, -SHEAR, -ASPECT), (DEGREES, SHEAR, ASPECT))
        matrix = affine(picture.width, math.radians(angle), shear, 1 + aspect)
        picture = picture.transform(
            picture.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=_WHITE
        )
    if kind in ("crop_color", "crop_color_transform"):
        hue, saturation, lightness = rng.uniform(
            (-HUE, -SATURATION, -LIGHTNESS), (HUE, SATURATION, LIGHTNESS)
        )
        picture = shift_colours(picture, hue, saturation, lightness)
    return picture


def affine(
    side: int, angle: float, shear: float, aspect: float
) -> tuple[float, float, float, float, float, float]:
    """The matrix, output to input, that turns (radians), shears and stretches a picture about its centre."""
    cos, sin = math.cos(angle), math.sin(angle)
    stretch = math.sqrt(aspect)
    a, b = cos * stretch, (-sin + shear * cos) * stretch
    d, e = sin / stretch, (cos + shear * sin) / stretch
    middle = side / 2
    return a, b, middle - a * middle - b * middle, d, e, middle - d * middle - e * middle


def shift_colours(picture: Picture, hue: float, saturation: float, lightness: float) -> Picture:
    """Shift hue (a circle of 255), saturation and lightness (0..255, clipped)."""
    import numpy as np
    from PIL import Image

    bands = np.asarray(picture.convert("HSV")).astype(np.float32)
    bands[..., 0] = (bands[..., 0] + hue) % 256
    bands[..., 1:] = np.clip(bands[..., 1:] + (saturation, lightness), 0, 255)
    return Image.fromarray(bands.astype(np.uint8), "HSV").convert("RGB")
