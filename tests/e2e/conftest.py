"""A home with drawn photos, and no job left running behind a test."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def draw_photos(root: Path, *, each: int, side: int = 48) -> Path:
    """Two classes of drawn photos that can be told apart: discs on green, bars on blue, never twice the same."""
    from PIL import Image, ImageDraw

    chance = random.Random(7)
    for name, ground in (("bars", (40, 60, 170)), ("discs", (50, 150, 60))):
        (root / name).mkdir(parents=True)
        for number in range(each):
            noise = tuple(value + chance.randrange(-25, 25) for value in ground)
            image = Image.new("RGB", (side, side), noise)
            pencil = ImageDraw.Draw(image)
            left, top = chance.randrange(side // 3), chance.randrange(side // 3)
            box = (left, top, left + side // 2, top + side // (2 if name == "discs" else 6))
            (pencil.ellipse if name == "discs" else pencil.rectangle)(box, fill=(230, 210, 90))
            image.save(root / name / f"{number:03}.jpg", quality=90)
    return root


@pytest.fixture
def photos(home: Path) -> Path:
    """40 drawn photos in two classes."""
    return draw_photos(home / "photos", each=20)


@pytest.fixture
def configured(home: Path, photos: Path) -> None:
    """A configuration in the current folder with which the cockpit is ready to train on the drawn photos."""
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: {photos.name}}}\nhyperparameters: {{mini_batch_size: 8}}\n"
    )


@pytest.fixture(autouse=True)
def no_job_left_behind(home: Path) -> Iterator[None]:
    """Stop what a test has started: jobs outlive the program by design."""
    yield
    if (home / ".local" / "state").exists():
        for job in trainscope(home, "jobs", "--json").json():
            if job["status"] in ("InProgress", "Stopping"):
                trainscope(home, "stop", job["name"])
