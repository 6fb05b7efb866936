"""Images that training cannot read made into JPEG, or into PNG where nothing was lost so far.

They are of other formats, or JPEG files coded in a rare way. Which becomes what, and why, is in
docs/decisions/0015-mending.md.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.formats import LOSSLESS, Geometry, jpeg_geometry, true_format
from core.text import clean

if TYPE_CHECKING:
    from PIL import Image

_READERS = {
    "WebP": "WEBP",
    "GIF": "GIF",
    "BMP": "BMP",
    "TIFF": "TIFF",
    "AVIF": "AVIF",
    "HEIF": "AVIF",
    "JPEG 2000": "JPEG2000",
    "JPEG": "JPEG",
}
"""Format by content -> Pillow's reader; a HEIF file may hold AVIF. No others are tried: some start programs."""
_BEYOND = frozenset({"HEIC", "JPEG XL", "Photoshop"})
"""Formats of photos that Pillow does not read, or not safely."""

_QUALITY = 95
_LOSSY_TIFF = frozenset({"jpeg", "tiff_jpeg", "webp"})


class Converted(NamedTuple):
    """An image as a JPEG or PNG file.

    Args:
        content: of the new file.
        ending: ``.jpg`` or ``.png``.
        was: its format before, for people.
    """

    content: bytes
    ending: str
    was: str


def convert(content: bytes, otherwise: str) -> Converted | str:
    """The image as JPEG or PNG, upright and without transparency; why not, if it cannot be.

    Args:
        content: of the whole file, which may be anything.
        otherwise: what is said of a file that is no image in a format known here.
    """
    was = true_format(content[:64])
    reader = _READERS.get(was or "")
    if was in _BEYOND:
        return f"is {was}, which is not read here: save it as JPEG with another program"
    coding = _coding(content) if was == "JPEG" else ""
    if was is None or reader is None or (was == "JPEG" and not coding):
        return otherwise
    was = f"a JPEG with {coding}" if coding else was
    try:
        return _converted(content, was, reader)
    except Exception as error:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it is no photo
        words = clean(str(error) or type(error).__name__, limit=200)
        return f"is {was}, and cannot be converted: {words}"


def _converted(content: bytes, was: str, reader: str) -> Converted | str:
    from PIL import Image

    # `open` itself refuses decompression bombs, by the limit of `core.dataset.judge`.
    # Pillow warns of damaged files on stderr, in the middle of a progress line; they are told as dropped, or are whole.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    with Image.open(BytesIO(content), formats=[reader]) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > 1:
            return f"is {was} with {frames} pictures, and which is the photo is not told"
        image.load()
        lossless = _lossless(content, was, image)
        flat = _flat(image)
        profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA", "P") else None
    stream = BytesIO()
    if lossless:
        flat.save(stream, "PNG", icc_profile=profile)
    else:
        flat.save(stream, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=profile)
    return Converted(stream.getvalue(), ".png" if lossless else ".jpg", was)


def _lossless(content: bytes, was: str, image: Image.Image) -> bool:
    """Whether the file keeps every pixel as it once was, so that a JPEG would be its first loss."""
    if was.endswith(LOSSLESS):
        return True
    if was == "WebP":
        return _has_lossless_chunk(content)
    if was == "TIFF":
        return image.info.get("compression") not in _LOSSY_TIFF
    return was in ("GIF", "BMP")


def _coding(content: bytes) -> str:
    """What makes a JPEG one that training cannot read, empty if nothing does."""
    found = jpeg_geometry(content, lambda at, count: content[at : at + count])
    return found.coding if isinstance(found, Geometry) else ""


def _has_lossless_chunk(content: bytes) -> bool:
    """Whether a WebP file holds a VP8L chunk rather than a VP8 one (RIFF: name, length, data, padded to even)."""
    at = 12
    while at + 8 <= len(content):
        if content[at : at + 4] == b"VP8L":
            return True
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return False


def _upright(image: Image.Image) -> Image.Image:
    """The image turned by its Exif orientation; as it is where its Exif is damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, nothing tells how it is turned
        return image


def _flat(image: Image.Image) -> Image.Image:
    """Upright RGB: turned by its Exif orientation, what is transparent on white, the upper 8 of 16 bits.

    Raises:
        ValueError: its numbers are no colours.
    """
    from PIL import Image

    upright = _upright(image)
    if upright.mode.startswith("I;16"):
        import numpy as np

        return Image.fromarray((np.asarray(upright) // 256).astype(np.uint8)).convert("RGB")
    if upright.mode in ("I", "F"):
        raise ValueError("its pixels are numbers of 32 bits, and no rule makes colours of them")
    if upright.has_transparency_data:
        white = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(white, upright.convert("RGBA")).convert("RGB")
    return upright.convert("RGB")
