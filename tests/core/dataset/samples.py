"""Photos and folders that the tests draw themselves."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def picture(width: int = 48, height: int = 40, *, seed: int = 0, mode: str = "RGB") -> Image.Image:
    """Noise, so that a photo has some kilobytes and no two seeds give the same."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    noise = random.Random(seed).randbytes(width * height * bands)
    return Image.frombytes(mode, (width, height), noise)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The image as a file's bytes."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(width: int = 48, height: int = 40, *, seed: int = 0, **options: object) -> bytes:
    """A JPEG of noise."""
    return encoded(picture(width, height, seed=seed), "JPEG", **options)


def lossless_jpeg(grey: Image.Image) -> bytes:
    """A JPEG that loses nothing (ITU T.81 annex H), each pixel predicted by the one before; Pillow only reads such."""
    pixels, width = grey.tobytes(), grey.width
    bits = ""
    for at, value in enumerate(pixels):
        before = pixels[at - 1] if at % width else pixels[at - width] if at else 128
        off = value - before
        size = abs(off).bit_length()
        bits += f"{size:04b}" + (f"{off if off > 0 else off + (1 << size) - 1:0{size}b}" if size else "")
    bits += "1" * (-len(bits) % 8)
    table = b"\xff\xc4\0\x1c\0\0\0\0\x09" + bytes(12) + bytes(range(9))
    frame = b"\xff\xc3\0\x0b\x08" + grey.height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\1\1\x11\0"
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"\xff\xd8" + table + frame + b"\xff\xda\0\x08\1\1\0\1\0\0" + scan + b"\xff\xd9"


def rotated(orientation: int, width: int = 48, height: int = 40) -> bytes:
    """A JPEG with an Exif orientation."""
    image = picture(width, height)
    exif = image.getexif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif)


def folder(root: Path, photos: Mapping[str, bytes]) -> Path:
    """A folder with these files (path -> content)."""
    for path, content in photos.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


def named(root: Path, *paths: str) -> Path:
    """A folder with files of these names, whose content does not matter."""
    return folder(root, dict.fromkeys(paths, b"x"))
