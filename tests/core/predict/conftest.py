"""The endpoint that tests ask, and photos to ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.core.predict.colours import CLASSES, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.core.predict.colours import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Four photos of each class, in a folder that has its name."""
    for name in CLASSES:
        folder = tmp_path / "photos" / name
        folder.mkdir(parents=True)
        for number in range(4):
            Image.new("RGB", (24, 20), name).save(folder / f"{number}.png")
    return tmp_path / "photos"
