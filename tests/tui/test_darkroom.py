"""Photos are decoded beside the screen: newest wishes only, each once, and what is old is forgotten."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from core.dataset.locate import Locator
from core.finding import Finding
from tests.conftest import wait_until
from tests.photos import draw_classes
from tui.darkroom import Darkroom, Wish
from tui.widgets.photo_cells import Drawn, Look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOK = Look("truecolor")


def wish(number: int, *, cells: int = 2) -> Wish:
    return Wish(f"class-0/{number}.jpg", (2 * cells, cells), LOOK)


class Shop:
    """A darkroom with one thread that begins when told to."""

    def __init__(self, root: Path) -> None:
        self.told = 0
        self.room = Darkroom(Locator(root), self._post, most_cells=100)
        self._thread = threading.Thread(target=self.room.work, daemon=True)

    def _post(self, _: object) -> None:
        self.told += 1

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self.room.close()
        if self._thread.ident is not None:
            self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(draw_classes(tmp_path / "photos", classes=2, images=12))
    yield made
    made.end()


def test_what_is_wished_for_is_drawn_and_told_of(shop: Shop) -> None:
    shop.begin()
    wishes = [wish(number) for number in range(12)]
    shop.room.want(wishes)
    wait_until(lambda: all(isinstance(shop.room.ready(one), Drawn) for one in wishes), what="all photos")
    wait_until(lambda: shop.told > 0, what="the word of it")
    assert shop.told < 12, "a burst is told of together"


def test_wishes_that_were_replaced_are_given_up(shop: Shop) -> None:
    first, second = wish(0), wish(1)
    shop.room.want([first])
    shop.room.want([second])
    shop.begin()
    wait_until(lambda: shop.room.ready(second) is not None, what="the newer wish")
    assert shop.room.ready(first) is None


def test_why_a_photo_cannot_be_drawn_is_the_answer(shop: Shop) -> None:
    gone = wish(99)
    shop.room.want([gone])
    shop.begin()
    wait_until(lambda: shop.room.ready(gone) is not None, what="the answer")
    found = shop.room.ready(gone)
    assert isinstance(found, Finding)
    assert found.kind == "missing-file"


def test_the_oldest_are_forgotten_beyond_the_limit(shop: Shop) -> None:
    shop.begin()
    wishes = [wish(number, cells=4) for number in range(12)]
    for one in wishes:
        shop.room.want([one])
        wait_until(lambda one=one: shop.room.ready(one) is not None, what="a photo")  # type: ignore[misc]
    kept = [one for one in wishes if shop.room.ready(one) is not None]
    assert kept == wishes[-len(kept) :]
    assert 1 <= len(kept) <= 3, "each is 8 by 4 cells, and 100 are kept"


def test_what_is_in_view_is_kept_even_if_it_is_more_than_the_limit(shop: Shop) -> None:
    shop.begin()
    wishes = [wish(number, cells=4) for number in range(12)]
    shop.room.want(wishes)
    wait_until(lambda: all(shop.room.ready(one) is not None for one in wishes), what="all that is in view")


def test_a_photo_that_is_listed_twice_counts_once(shop: Shop) -> None:
    shop.begin()
    for number in range(11):
        shop.room.want([wish(number, cells=4)] * 2)
        wait_until(lambda number=number: shop.room.ready(wish(number, cells=4)) is not None, what="a photo")  # type: ignore[misc]
    last = wish(11)
    shop.room.want([last])
    wait_until(lambda: shop.room.ready(last) is not None, what="the last photo")
    kept = [number for number in range(11) if shop.room.ready(wish(number, cells=4)) is not None]
    assert kept == [9, 10], "each is 8 by 4 cells, the last 4 by 2, and 100 are kept"


def test_close_ends_threads_that_wait(shop: Shop) -> None:
    shop.begin()
    shop.end()
