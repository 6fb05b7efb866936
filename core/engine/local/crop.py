"""Which part of a photo the network sees: pure geometry.

As in the service (reference §1): `resize` brings the shortest side to so many pixels, then a piece of `image_shape` is
cut out, at random with any augmentation_type, from the centre without one; a photo that is then still smaller than
image_shape ends the job.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A piece of a photo as fractions (0..1) of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Crop:
    """How pieces are cut out; sizes in pixels."""

    height: int
    width: int
    resize: int | None

    def box(self, width: int, height: int, across: float = 0.5, down: float = 0.5) -> Box | None:
        """The piece of a photo of `width` × `height` pixels, or None if the photo is too small.

        Args:
            width: of the photo as it is shown (EXIF rotation done).
            height: likewise.
            across: where the piece lies in the room there is, 0 left to 1 right; 0.5 is the centre.
            down: likewise from top to bottom.
        """
        if self.resize is not None:
            scale = self.resize / min(width, height)
            wide, high = round(width * scale), round(height * scale)
        else:
            wide, high = width, height
        if wide < self.width or high < self.height:
            return None
        part_across, part_down = self.width / wide, self.height / high
        left, top = across * (1 - part_across), down * (1 - part_down)
        return Box(left, top, left + part_across, top + part_down)
