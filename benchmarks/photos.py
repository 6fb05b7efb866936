"""Folders of many small photos for the benchmarks, on a memory file system where there is one."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES = 100


@contextmanager
def many_photos(count: int) -> Iterator[Path]:
    """A folder of `CLASSES` class folders with `count` JPEG files of 64 × 64 pixels; deleted at the end."""
    from PIL import Image

    buffer = BytesIO()
    Image.radial_gradient("L").resize((64, 64)).convert("RGB").save(buffer, "JPEG")
    photo = buffer.getvalue()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder)
        for label in range(CLASSES):
            (root / f"class_{label:03}").mkdir()
        for number in range(count):
            (root / f"class_{number % CLASSES:03}" / f"photo_{number:06}.jpg").write_bytes(photo)
        yield root
