"""The fingerprint of a data set beside reading the same bytes, and again beside walk and stat (design §5)."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Row, best_of, show
from benchmarks.photos import many_photos

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.dataset.model import DataSet

PHOTOS = (10_000, 100_000)
FIRST = 1.5
AGAIN = 2.0
TIMES = 5
_GRAIN = 2.5


def run() -> bool:
    """Measure and print; returns whether the budgets are kept."""
    kept = True
    for count in PHOTOS:
        with many_photos(count) as root, _own_cache() as cache:
            kept &= _measure(count, root, cache)
    return kept


def _measure(count: int, root: Path, cache: Path) -> bool:
    from core.dataset.fingerprint import fingerprint

    dataset = _loaded(root)
    time.sleep(_GRAIN)  # a file that has only just changed is not remembered
    paths = [f"{root}/{row.path}" for row in (*dataset.train, *dataset.validation)]
    reading = best_of(TIMES, lambda: _read(paths))
    walking = best_of(TIMES, lambda: _walk(root))

    def first() -> None:
        for file in cache.rglob("*"):
            if file.is_file():
                file.unlink()
        fingerprint(dataset)

    once = best_of(TIMES, first)
    again = best_of(TIMES, lambda: fingerprint(dataset))
    what = f"fingerprint of {count:,} photos"
    kept = show(Row(f"{what}, first time", "reading the bytes", reading, once, FIRST))
    return show(Row(f"{what}, again", "walk and stat", walking, again, AGAIN)) and kept


def _loaded(root: Path) -> DataSet:
    from core.config import DatasetSettings
    from core.dataset.load import load

    return load(DatasetSettings(path=root))


def _read(paths: list[str]) -> None:
    for path in paths:
        with open(path, "rb") as file:  # noqa: PTH123 - the floor is the plain loop
            file.read()


def _walk(root: Path) -> None:
    for folder, _, files in os.walk(root):
        for name in files:
            os.stat(f"{folder}/{name}")  # noqa: PTH116 - the floor is the plain call


@contextmanager
def _own_cache() -> Iterator[Path]:
    before = os.environ.get("XDG_CACHE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("XDG_CACHE_HOME")
            if before is not None:
                os.environ["XDG_CACHE_HOME"] = before


if __name__ == "__main__":
    sys.exit(not run())
