"""A photo decoded to its last pixel. Whatever is in the file, the answer is a value and never an exception."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.dataset.images import header, header_of
from core.dataset.sketch import ENOUGH, MODE, sketch
from core.finding import Finding
from core.text import clean

if TYPE_CHECKING:
    from PIL import ImageFile

END_OF_IMAGE = b"\xff\xd9"
"""What a JPEG ends with; put behind one that was cut short it lets a decoder give what there is."""


class Decoded(NamedTuple):
    """What came of decoding a photo.

    Args:
        finding: what is wrong with it, or None.
        sketch: its picture in `core.dataset.sketch`'s few bytes; empty where there is none.
    """

    finding: Finding | None
    sketch: bytes = b""


def decode(file: str | Path | bytes, name: str) -> Finding | None:
    """Decode a photo to its last pixel, as training will; None if that works."""
    return look(file, name).finding


def look(file: str | Path | bytes, name: str) -> Decoded:
    """Decode a photo to its last pixel, as training will, and keep a sketch of it.

    A JPEG is decoded at a part of its size and without turning its colours into RGB, which still reads every bit of
    it. A baseline JPEG that was cut short trains with a grey rest (reference/lst-recordio.md §2), so that is a warning;
    anything else is an error.

    Args:
        file: where it is, or its bytes.
        name: its path in the data set, for the finding.
    """
    facts = header_of(file, name) if isinstance(file, bytes) else header(file, name)
    if isinstance(facts, Finding):
        return Decoded(facts)
    picture = _picture(file, facts.format, b"")
    if isinstance(
        picture, str
    ):  # a JPEG may hold RGB itself, which its decoder cannot turn into other colours
        picture = _picture(file, facts.format, b"", mode=None)
    if not isinstance(picture, str):
        return Decoded(None, sketch(picture, facts.geometry.orientation))
    baseline = facts.format == "JPEG" and not facts.geometry.progressive
    # libjpeg ends a file that was cut short by itself; if that gives a picture, training gets one too.
    if baseline and not isinstance(_picture(file, "JPEG", END_OF_IMAGE, mode=None), str):
        return Decoded(_cut_short(name))
    return Decoded(does_not_decode(name, picture))


def does_not_decode(name: str, reason: str) -> Finding:
    """The error of a photo that gives no picture.

    Args:
        name: its path in the data set.
        reason: what the decoder said.
    """
    return Finding(
        "error",
        "broken-image",
        f"does not decode: {reason}",
        name,
        why="One photo that does not decode ends the whole job.",
        fix="Get the photo anew, save it again with an image program, or remove it.",
    )


def _cut_short(name: str) -> Finding:
    return Finding(
        "warning",
        "cut-short",
        "is cut short: the rest of the picture is grey",
        name,
        why="It trains, but on a picture that is partly missing.",
        fix="Get the photo anew, or remove it.",
    )


def open_as(stream: object, image_format: str) -> ImageFile.ImageFile:
    """Pillow's reader of the format, called directly: `Image.open` would load forty others to guess among.

    That also skips Pillow's limit on pixels, which `core.dataset.judge` applies to the header.

    Args:
        stream: an open binary file.
        image_format: ``JPEG`` or ``PNG``, as `core.dataset.formats.true_format` found.
    """
    # Pillow warns of damaged Exif on stderr, in the middle of the cockpit; what matters of it is a finding anyway.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    if image_format == "JPEG":
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(stream)  # type: ignore[arg-type]
    from PIL.PngImagePlugin import PngImageFile

    return PngImageFile(stream)  # type: ignore[arg-type]


def _picture(
    file: str | Path | bytes, image_format: str, tail: bytes, mode: str | None = MODE
) -> ImageFile.ImageFile | str:
    """The photo decoded (with `tail` put behind it), or why it does not decode."""
    try:
        with BytesIO(file) if isinstance(file, bytes) else Path(file).open("rb") as plain:
            stream = BytesIO(plain.read() + tail) if tail else plain
            if image_format == "PNG":
                # Pillow's `load` takes picture data whose checksum is wrong; the trainer's decoder gives up there.
                open_as(stream, image_format).verify()
                stream.seek(0)
            image = open_as(stream, image_format)
            image.draft(mode, (max(ENOUGH, image.width // 8), max(ENOUGH, image.height // 8)))
            image.load()
    except Exception as error:  # noqa: BLE001 - the file is hostile: whatever Pillow raises, it does not decode
        return clean(str(error) or type(error).__name__, limit=200)
    return image
