"""Folders of many small photos for the benchmarks, on a memory file system where there is one."""

from __future__ import annotations

import random
import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

CLASSES = 100


@contextmanager
def many_photos(count: int, *, alike: bool = True) -> Iterator[Path]:
    """A folder of `CLASSES` class folders with `count` JPEG files of 64 × 64 pixels; deleted at the end.

    Args:
        count: of photos.
        alike: whether all are the same; else no two look like each other, which takes a quarter of a minute to draw.
    """
    from PIL import Image

    photo = _jpeg(Image.radial_gradient("L").resize((64, 64)).convert("RGB"))
    chance = random.Random(0)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder)
        for label in range(CLASSES):
            (root / f"class_{label:03}").mkdir()
        for number in range(count):
            (root / f"class_{number % CLASSES:03}" / f"photo_{number:06}.jpg").write_bytes(
                photo if alike else _patches(chance)
            )
        yield root


def _patches(chance: random.Random) -> bytes:
    from PIL import Image

    patches = Image.frombytes("RGB", (12, 12), chance.randbytes(12 * 12 * 3))
    return _jpeg(patches.resize((64, 64), Image.Resampling.BILINEAR))


def _jpeg(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()
