"""Headers of 100,000 photos beside Pillow's `open` in a loop (design §5)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, compile_bytecode, show
from benchmarks.photos import many_photos

if TYPE_CHECKING:
    from pathlib import Path

PHOTOS = 100_000
BUDGET = 0.7
TIMES = 3
_HYPERPARAMETERS = {"image_shape": "3,64,64"}


def run() -> bool:
    """Measure and print; returns whether the budget is kept."""
    compile_bytecode("PIL")
    with many_photos(PHOTOS) as root:
        from core.dataset.folder import scan

        paths = [path for path, _ in scan(root).photos]
        pillow = best_of(TIMES, lambda: _open_all(root, paths))
        ours = best_of(TIMES, lambda: _header_all(root, paths))
    return show(Row(f"headers of {PHOTOS:,} photos", "Pillow open", pillow, ours, BUDGET))


def _open_all(root: Path, paths: list[str]) -> None:
    from PIL import Image

    for path in paths:
        with Image.open(f"{root}/{path}") as image:
            assert image.size == (64, 64)


def _header_all(root: Path, paths: list[str]) -> None:
    """What a check does with a header: found inside the root, read, judged."""
    from core.dataset.images import ImageFacts
    from core.dataset.judge import Limits, judge
    from core.dataset.locate import Locator

    locator, limits = Locator(root), Limits.of(_HYPERPARAMETERS)
    for path in paths:
        facts = locator.look(path)
        assert isinstance(facts, ImageFacts)
        assert not judge(facts, path, limits)


if __name__ == "__main__":
    sys.exit(not run())
