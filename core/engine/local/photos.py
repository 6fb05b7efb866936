"""Opens photos and turns them into small arrays, as the container would see them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.local import augment
from core.engine.local.parameters import CustomerError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

    from core.engine.local.crop import Crop

FORMATS = ("JPEG", "PNG", "WEBP")
"""What the container's decoder (OpenCV) reads among the files that end in .jpg or .png (data/messy/SOURCES.md)."""


@dataclass(frozen=True, slots=True)
class PhotoReader:
    """Reads photos for one job.

    Args:
        crop: which piece is used.
        side: pixels per side of the arrays that come out.
        gray: whether colour is thrown away (image_shape with one channel).
        augmentation: the hyperparameter augmentation_type.
    """

    crop: Crop
    side: int
    gray: bool = False
    augmentation: str | None = None

    def plain(self, path: Path) -> NDArray[np.uint8]:
        """The centre piece of a photo: ``(side, side, 3)``.

        Raises:
            CustomerError: there is no such photo, it cannot be decoded, or it is smaller than image_shape.
        """
        return self._array(self._cut(path, 0.5, 0.5))

    def augmented(self, path: Path, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Another piece each time, flipped or not, with the colours shifted, as augmentation_type says.

        Raises:
            CustomerError: as for `plain`.
        """
        if self.augmentation is None:
            return self.plain(path)
        across, down = rng.random(2)
        picture = self._cut(path, float(across), float(down))
        return self._array(augment.augment(picture, self.augmentation, rng))

    def _cut(self, path: Path, across: float, down: float) -> Picture:
        from PIL import Image

        try:
            data = path.read_bytes()
        except OSError as problem:
            raise CustomerError(f"The photo {path.name} cannot be read: {problem.strerror}.") from problem
        try:
            picture = _decode(data, self.side)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
            raise CustomerError(f"The photo {path.name} cannot be decoded: {problem}.") from problem
        turned, (width, height) = picture
        box = self.crop.box(width, height, across, down)
        if box is None:
            raise CustomerError(
                f"The photo {path.name} ({width}x{height}) is smaller than image_shape "
                f"({self.crop.width}x{self.crop.height})."
            )
        edges = (
            box.left * turned.width,
            box.top * turned.height,
            box.right * turned.width,
            box.bottom * turned.height,
        )
        return turned.resize((self.side, self.side), Image.Resampling.BILINEAR, box=edges, reducing_gap=2.0)

    def _array(self, picture: Picture) -> NDArray[np.uint8]:
        import numpy as np

        if self.gray:
            picture = picture.convert("L").convert("RGB")
        return np.asarray(picture, dtype=np.uint8)


def _decode(data: bytes, side: int) -> tuple[Picture, tuple[int, int]]:
    """A photo the way it is shown, in RGB, and its full size; JPEG is decoded at half size where that is enough."""
    from PIL import Image, ImageOps

    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    full = picture.size
    if picture.format == "JPEG":
        picture.draft("RGB", (2 * side, 2 * side))
    try:
        picture.load()
    except OSError:
        if picture.format != "JPEG" or picture.info.get("progressive"):
            raise
        # A baseline JPEG cut short trains in the service (gray rest, data/messy/SOURCES.md): with an end marker it
        # does here too.
        picture = Image.open(io.BytesIO(data + b"\xff\xd9"), formats=("JPEG",))
        picture.load()
    shown = ImageOps.exif_transpose(picture)
    if (shown.width > shown.height) != (picture.width > picture.height):
        full = (full[1], full[0])
    return _to_rgb(shown), full


def _to_rgb(picture: Picture) -> Picture:
    import numpy as np
    from PIL import Image

    if picture.mode.startswith("I"):  # 16-bit gray; Pillow's own conversion would clip instead of scale
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    return picture.convert("RGB")
