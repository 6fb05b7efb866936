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
