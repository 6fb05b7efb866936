"""Where photos stand: nothing overlaps, nothing is outside, the marked one is in view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.photo_layout import OTHER, SIZES, alone, grid

WIDTHS = st.integers(1, 300)
HEIGHTS = st.integers(2, 120)


@given(WIDTHS, HEIGHTS, st.integers(0, len(SIZES) - 1), st.integers(0, 500))
def test_tiles_lie_inside_and_apart(width: int, height: int, size: int, count: int) -> None:
    shape = grid(width, height, size)
    cells = set()
    for tile in shape.tiles(count, 0):
        for x in (tile.x, tile.x + tile.width - 1):
            for y in range(tile.y, tile.y + tile.height + 1):
                assert (x, y) not in cells
                cells.add((x, y))
        assert tile.y + tile.height < height
        assert tile.x + tile.width <= max(width, 4)


@given(WIDTHS, HEIGHTS, st.integers(0, 499), st.integers(0, 100))
def test_the_marked_photo_is_brought_into_view_and_no_further(
    width: int, height: int, place: int, top: int
) -> None:
    shape = grid(width, height)
    new = shape.top_for(place, top)
    assert place in [tile.place for tile in shape.tiles(500, new)]
    if place in [tile.place for tile in shape.tiles(500, top)]:
        assert new == top


@given(WIDTHS, HEIGHTS, st.integers(0, 60), st.booleans())
def test_one_alone_or_two_to_compare_and_the_text_do_not_overlap(
    width: int, height: int, rows: int, compare: bool
) -> None:
    place = alone(width, height, 7, rows=rows, compare=compare)
    assert [tile.place for tile in place.tiles] == ([7, OTHER] if compare else [7])
    for tile in place.tiles:
        caption = 1 if compare else 0
        beside = place.text_x >= tile.x + tile.width
        below = place.text_y >= tile.y + tile.height + caption
        assert beside or below
    if compare:
        first, second = place.tiles
        assert second.x >= first.x + first.width


@pytest.mark.parametrize(
    ("width", "height", "least"), [(58, 16, 6), (78, 20, 8), (118, 36, 15), (198, 56, 24)]
)
def test_a_usual_screen_shows_enough_photos_to_compare(width: int, height: int, least: int) -> None:
    shape = grid(width, height)
    assert shape.columns * shape.rows >= least
    assert shape.width >= 12


def test_larger_means_fewer() -> None:
    counts = [grid(118, 36, size).columns * grid(118, 36, size).rows for size in range(len(SIZES))]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 2 * counts[-1]
