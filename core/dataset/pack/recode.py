"""A photo decoded, cut, resized and encoded anew, as im2rec does it with OpenCV (reference/lst-recordio.md §2)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from core.dataset.decode import END_OF_IMAGE, open_as
from core.dataset.formats import Geometry, jpeg_geometry, png_geometry, true_format
from core.dataset.judge import MOST_PIXELS
from core.dataset.orientation import SIDEWAYS, turned
from core.dataset.pack.options import JPEG, PackOptions
from core.errors import DatasetError
from core.finding import Finding
from core.text import clean, clean_path

if TYPE_CHECKING:
    from PIL.Image import Image

_OPAQUE = {"RGBA": "RGB", "LA": "L"}


def recode(data: bytes, name: str, options: PackOptions) -> tuple[bytes, Finding | None]:
    """The photo anew, and a finding if it was cut short.

    Args:
        data: a JPEG or PNG file.
        name: its path in the data set, for errors.
        options: what is done with it.

    Raises:
        DatasetError: it does not decode, or would become too large.
    """
    kind, geometry = _header(data, name)
    orientation = 1 if options.color == -1 else geometry.orientation
    width, height = geometry.width, geometry.height
    if orientation in SIDEWAYS:
        width, height = height, width
    box = _box(width, height, options.center_crop)
    size = _size(box[2] - box[0], box[3] - box[1], options.resize)
    if max(width * height, size[0] * size[1]) > MOST_PIXELS:
        most = f"more than {MOST_PIXELS // 10**6} million pixels"
        raise DatasetError(
            f"cannot resize the photo {clean_path(name)}",
            why=f"{width}×{height} becomes {size[0]}×{size[1]}: {most}",
            fix="save it smaller, or take it out",
        )
    finding = None
    try:
        try:
            image = _decode(data, kind, options)
        except OSError:
            if kind != "JPEG" or geometry.progressive:
                raise
            image = _decode(data + END_OF_IMAGE, kind, options)
            finding = _cut_short(name)
        image = turned(_in_colour(image, options), orientation)
        if (*box, *size) != (0, 0, *image.size, *image.size):
            across, down = image.width / width, image.height / height
            edges = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
            image = _cut(image, size, edges)
        return _encode(image, options), finding
    except Exception as error:  # the file is hostile: whatever Pillow raises, it does not decode
        raise DatasetError(
            f"cannot decode the photo {clean_path(name)}",
            why=clean(str(error) or type(error).__name__, limit=200),
        ) from error


def _header(data: bytes, name: str) -> tuple[str, Geometry]:
    kind = true_format(data[:64])
    if kind == "JPEG":
        found = jpeg_geometry(data, lambda at, count: data[at : at + count])
    elif kind == "PNG":
        found = png_geometry(data)
    else:
        found = f"it is {kind or 'no image'}, not JPEG or PNG" if data else "it has 0 bytes"
    if kind in ("JPEG", "PNG") and isinstance(found, str):
        found = _second_opinion(data, kind) or found
    if kind is None or isinstance(found, str):
        raise DatasetError(f"cannot decode the photo {clean_path(name)}", why=str(found))
    return kind, found


def _second_opinion(data: bytes, kind: str) -> Geometry | None:
    """The geometry as Pillow reads it, which skips some junk in headers."""
    try:
        image = open_as(BytesIO(data), kind)
    except Exception:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it is no photo
        return None
    return Geometry(*image.size, image.mode, progressive=bool(image.info.get("progressive")))


def _box(width: int, height: int, crop: bool) -> tuple[int, int, int, int]:
    """What is kept of a photo: left, top, right, bottom."""
    if not crop:
        return 0, 0, width, height
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def _size(width: int, height: int, shorter: int) -> tuple[int, int]:
    """Width and height once the shorter edge is as long as asked; the other edge is rounded down."""
    if not shorter:
        return width, height
    if height > width:
        return shorter, height * shorter // width
    return width * shorter // height, shorter


def _decode(data: bytes, kind: str, options: PackOptions) -> Image:
    """The pixels; of a JPEG that becomes much smaller, at a fraction of its size that is still twice as large."""
    image = open_as(BytesIO(data), kind)
    if kind == "JPEG":
        enough = 2 * options.resize or max(image.size)
        image.draft("L" if options.color == 0 else None, (enough, enough))
    image.load()
    return image


def _in_colour(image: Image, options: PackOptions) -> Image:
    """In the colours that are asked for, of those the encoding has."""
    if image.mode.startswith("I"):
        if options.color == -1 and options.kind != JPEG:
            return image
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if options.color == 0:
        return image.convert("L")
    if options.color != -1:
        return image.convert("RGB")
    if image.mode == "LA" or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode in ("P", "CMYK"):
        image = image.convert("RGB")
    elif image.mode == "1":
        image = image.convert("L")
    return image.convert(_OPAQUE[image.mode]) if options.kind == JPEG and image.mode in _OPAQUE else image


def _cut(image: Image, size: tuple[int, int], edges: tuple[float, float, float, float]) -> Image:
    from PIL.Image import Resampling

    if (edges[2] - edges[0], edges[3] - edges[1]) == size:
        left, top, right, bottom = map(round, edges)
        return image.crop((left, top, right, bottom))
    return image.resize(size, Resampling.BILINEAR, box=edges)


def _encode(image: Image, options: PackOptions) -> bytes:
    image.info = {}  # no colour profile, comment or transparency goes with the pixels
    buffer = BytesIO()
    if options.kind == JPEG:
        image.save(buffer, "JPEG", quality=options.level)
    else:
        image.save(buffer, "PNG", compress_level=options.level)
    return buffer.getvalue()


def _cut_short(name: str) -> Finding:
    return Finding(
        "warning",
        "cut-short",
        "is cut short: the rest of the picture is grey",
        name,
        why="It is packed, but as a picture that is partly missing.",
        fix="Get the photo anew, or remove it.",
    )
