"""Opens photos and turns them into small arrays, as the container would see them."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.engine.local import augment
from core.engine.local.parse import CustomerError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

    from core.engine.local.crop import Box, Crop

FORMATS = ("JPEG", "PNG", "WEBP")
"""What the container's decoder (OpenCV) reads among the files that end in .jpg or .png (data/messy/SOURCES.md)."""

RECORD_FORMATS = ("JPEG", "PNG")
"""What it reads in a record: anything else ends its process (reference/lst-recordio.md §2)."""


class Photo(Protocol):
    """A photo in a file or in a record (`core.engine.local.records`)."""

    def read_bytes(self) -> bytes:
        """The bytes of its file."""


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

    def plain(self, photo: Photo) -> NDArray[np.uint8]:
        """The centre piece of a photo: ``(side, side, 3)``.

        Raises:
            CustomerError: there is no such photo, it cannot be decoded, or it is smaller than image_shape.
        """
        return self._array(self._cut(photo, 0.5, 0.5))

    def augmented(self, photo: Photo, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Another piece each time, flipped or not, with the colours shifted, as augmentation_type says.

        Raises:
            CustomerError: as for `plain`.
        """
        if self.augmentation is None:
            return self.plain(photo)
        across, down = rng.random(2)
        picture = self._cut(photo, float(across), float(down))
        return self._array(augment.augment(picture, self.augmentation, rng))

    def _cut(self, photo: Photo, across: float, down: float) -> Picture:
        from PIL import Image, UnidentifiedImageError

        formats = FORMATS if isinstance(photo, Path) else RECORD_FORMATS
        try:
            data = photo.read_bytes()
        except OSError as problem:
            raise CustomerError(f"The photo {_named(photo)} cannot be read: {problem.strerror}.") from problem
        try:
            picture = Image.open(io.BytesIO(data), formats=formats)
            width, height = _shown_size(picture)
            box = self.crop.box(width, height, across, down)
            if box is None:
                raise CustomerError(
                    f"The photo {_named(photo)} ({width}x{height}) is smaller than image_shape "
                    f"({self.crop.width}x{self.crop.height})."
                )
            shown = _decode(picture, data, _enough(self.side, box))
        except UnidentifiedImageError as problem:
            raise CustomerError(f"The photo {_named(photo)} is none of {', '.join(formats)}.") from problem
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
            raise CustomerError(f"The photo {_named(photo)} cannot be decoded: {problem}.") from problem
        edges = (
            box.left * shown.width,
            box.top * shown.height,
            box.right * shown.width,
            box.bottom * shown.height,
        )
        return shown.resize((self.side, self.side), Image.Resampling.BILINEAR, box=edges, reducing_gap=2.0)

    def _array(self, picture: Picture) -> NDArray[np.uint8]:
        import numpy as np

        if self.gray:
            picture = picture.convert("L").convert("RGB")
        return np.asarray(picture, dtype=np.uint8)


def _named(photo: Photo) -> str:
    """Enough to find the photo: names of files repeat from class to class."""
    return f"{photo.parent.name}/{photo.name}" if isinstance(photo, Path) else str(photo)


def _is_turned(picture: Picture) -> bool:
    """Whether EXIF says that the photo is shown on its side (orientations 5 to 8)."""
    from PIL import ExifTags

    return picture.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)


def _shown_size(picture: Picture) -> tuple[int, int]:
    """Width and height as the photo is shown."""
    return (picture.height, picture.width) if _is_turned(picture) else picture.size


def _enough(side: int, box: Box) -> tuple[int, int]:
    """Width and height of the whole photo at which the piece in `box` has twice the pixels that are needed."""
    return math.ceil(2 * side / (box.right - box.left)), math.ceil(2 * side / (box.bottom - box.top))


def _decode(picture: Picture, data: bytes, enough: tuple[int, int]) -> Picture:
    """The photo the way it is shown, in RGB; a JPEG at a fraction of its size if that is no smaller than `enough`."""
    from PIL import Image, ImageOps

    if picture.format == "JPEG":
        picture.draft("RGB", enough[::-1] if _is_turned(picture) else enough)
    try:
        picture.load()
    except OSError:
        if picture.format != "JPEG" or picture.info.get("progressive"):
            raise
        # A baseline JPEG cut short trains in the service (gray rest, data/messy/SOURCES.md): with an end marker it
        # does here too.
        picture = Image.open(io.BytesIO(data + b"\xff\xd9"), formats=("JPEG",))
        picture.load()
    ImageOps.exif_transpose(
        picture, in_place=True
    )  # a large photo takes half a gigabyte, and no copy is needed
    return _to_rgb(picture)


def _to_rgb(picture: Picture) -> Picture:
    import numpy as np
    from PIL import Image

    if picture.mode.startswith("I"):  # 16-bit gray; Pillow's own conversion would clip instead of scale
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")
