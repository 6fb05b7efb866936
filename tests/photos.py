"""Photos that tests draw themselves: small, seeded, told apart by colour and shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

COLOURS = ("gold", "firebrick", "orchid", "seagreen", "steelblue")


def draw_classes(root: Path, *, classes: int = 3, images: int = 12, size: int = 40) -> Path:
    """A folder of class folders `class-0` … with JPEG discs, each class in its own colour; returns `root`."""
    for label in range(classes):
        folder = root / f"class-{label}"
        folder.mkdir(parents=True)
        for number in range(images):
            image = Image.new("RGB", (size, size), "white")
            edge = 4 + (number * 3) % (size // 3)
            ImageDraw.Draw(image).ellipse(
                (edge, edge, size - 4, size - 4 - number % 5), fill=COLOURS[label % 5]
            )
            image.save(folder / f"{number}.jpg", quality=90)
    return root
