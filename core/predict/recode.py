"""A photo encoded anew: turned upright, or cut to what training sees of it. Answers with words where that fails."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from core.dataset.decode import open_as
from core.dataset.orientation import turned
from core.picture import rgb
from core.text import clean

if TYPE_CHECKING:
    from PIL import Image, JpegImagePlugin

    from core.dataset.images import ImageFacts
    from core.picture import Sight

_END_OF_IMAGE = b"\xff\xd9"
_QUALITY = 95
_SMALLER = 85


def upright(content: bytes, facts: ImageFacts, most_bytes: int) -> bytes | str:
    """A JPEG turned by its Exif orientation, without Exif, about as good as it was.

    Args:
        content: of the file.
        facts: its header.
        most_bytes: if it would become larger, some quality is given up; it may still be too large.
    """
    try:
        image = _loaded(content, facts)
        shown = turned(image, facts.geometry.orientation)
        encoded = b""
        for how in ({"quality": _QUALITY}, _as_before(image), {"quality": _SMALLER}):
            encoded = _jpeg(shown, **how)
            if len(encoded) <= most_bytes:
                break
        return encoded
    except Exception as error:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it does not decode
        return _words(error)


def cut(content: bytes, facts: ImageFacts, sight: Sight) -> bytes | str:
    """The piece that training sees without augmentation, as PNG, so that nothing more of it is lost.

    Args:
        content: of the file.
        facts: its header.
        sight: what training sees; the photo is large enough for it.
    """
    from PIL.Image import Resampling

    try:
        image = rgb(turned(_loaded(content, facts), facts.geometry.orientation))
        box = sight.crop.box(*image.size)
        if box is None:
            return f"is smaller than image_shape {sight.limits.width}×{sight.limits.height}"
        edges = (
            box.left * image.width,
            box.top * image.height,
            box.right * image.width,
            box.bottom * image.height,
        )
        piece = image.resize((sight.limits.width, sight.limits.height), Resampling.BILINEAR, box=edges)
        stream = BytesIO()
        piece.save(stream, "PNG")
        return stream.getvalue()
    except Exception as error:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it does not decode
        return _words(error)


def _loaded(content: bytes, facts: ImageFacts) -> Image.Image:
    """The pixels as they are stored; the rest of a baseline JPEG that was cut short is grey, as in training."""
    image = open_as(BytesIO(content), facts.format)
    try:
        image.load()
    except OSError:
        if facts.format != "JPEG" or facts.geometry.progressive:
            raise
        image = open_as(BytesIO(content + _END_OF_IMAGE), facts.format)
        image.load()
    return image


def _as_before(image: Image.Image) -> dict[str, Any]:
    """How a JPEG was encoded, so that it becomes about as large again."""
    tables = getattr(image, "quantization", None)
    if not tables or any(len(table) != 64 for table in tables.values()):
        return {"quality": _SMALLER}
    sampling = _sampling(image) if image.mode == "RGB" else -1
    return {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}


def _sampling(image: JpegImagePlugin.JpegImageFile | Image.Image) -> int:
    from PIL.JpegImagePlugin import JpegImageFile, get_sampling

    return get_sampling(image) if isinstance(image, JpegImageFile) else -1


def _jpeg(image: Image.Image, **how: Any) -> bytes:
    stream = BytesIO()
    profile = image.info.get("icc_profile")
    image.save(stream, "JPEG", icc_profile=profile, **how)
    return stream.getvalue()


def _words(error: Exception) -> str:
    return clean(str(error) or type(error).__name__, limit=200)
