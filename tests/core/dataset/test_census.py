"""What photos measure is counted in memory that does not grow with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.dataset.census import Counting, Spread
from core.dataset.formats import Geometry
from core.dataset.images import ImageFacts
from core.dataset.model import Row
from tests.memory import peak_of

if TYPE_CHECKING:
    from pathlib import Path

ROW = Row(0, (0.0,), "a/1.jpg")


def counted(*sizes: tuple[int, int], file_bytes: int = 1000) -> Counting:
    counting = Counting()
    for width, height in sizes:
        counting.add(ROW, ImageFacts("JPEG", Geometry(width, height, "RGB"), file_bytes, 0))
    return counting


def test_before_the_first_photo_there_is_nothing_to_tell() -> None:
    assert Counting().census() is None


def test_sides_are_counted_whichever_way_a_photo_lies() -> None:
    census = counted((300, 200), (200, 300), (640, 480), (100, 100)).census()
    assert census is not None
    assert census.photos == 4
    assert census.shortest == Spread(100, 200, 480)
    assert (census.longest.least, census.longest.most) == (100, 640)


def test_photos_between_lengths() -> None:
    census = counted((10, 10), (31, 99), (32, 32), (63, 64), (64, 64), (5000, 4000)).census()
    assert census is not None
    assert census.between([32, 64]) == [2, 2, 2]
    assert census.between([]) == [6]


def test_bytes_and_formats() -> None:
    counting = Counting()
    for size, kind in ((100, "JPEG"), (300, "PNG"), (200, "JPEG")):
        counting.add(ROW, ImageFacts(kind, Geometry(9, 9, "RGB"), size, 0))
    census = counting.census()
    assert census is not None
    assert census.bytes == Spread(100, 200, 300)
    assert census.total == 600
    assert census.formats == (("JPEG", 2), ("PNG", 1))


SETUP = """
from core.dataset.census import Counting
from core.dataset.formats import Geometry
from core.dataset.images import ImageFacts
facts = [ImageFacts("JPEG", Geometry(500 + n, 400 + n, "RGB"), 1000 + n, n) for n in range(200)]
counting = Counting()
"""
COUNT = """
for number in range(100_000):
    counting.add(None, facts[number % 200])
assert counting.census().photos == 100_000
"""


def test_memory_does_not_grow_with_the_photos(tmp_path: Path) -> None:
    assert peak_of(SETUP, COUNT, tmp_path) < 100_000


def test_sides_longer_than_any_jpeg_are_counted_together() -> None:
    census = counted((70_000, 80_000), (90_000, 100_000)).census()
    assert census is not None
    assert census.sides == ((65_535, 2),)
    assert census.longest.most == 100_000
