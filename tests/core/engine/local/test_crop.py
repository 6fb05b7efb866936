"""Which piece of a photo is used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.local.crop import Crop


def test_without_resize_the_piece_has_image_shape_in_the_photos_own_pixels() -> None:
    assert Crop(50, 100, None).box(400, 200) == pytest.approx((0.375, 0.375, 0.625, 0.625))


def test_resize_counts_for_the_shortest_side() -> None:
    box = Crop(224, 224, 224).box(640, 320)
    assert box == pytest.approx((0.25, 0, 0.75, 1))


def test_a_photo_smaller_than_image_shape_has_no_piece_unless_resize_brings_it_there() -> None:
    assert Crop(64, 64, None).box(200, 63) is None
    assert Crop(64, 64, 64).box(200, 63) is not None
    assert Crop(64, 64, 32).box(200, 200) is None


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    resize=st.none() | st.integers(1, 600),
    across=st.floats(0, 1),
    down=st.floats(0, 1),
)
def test_a_piece_lies_within_the_photo(
    width: int, height: int, resize: int | None, across: float, down: float
) -> None:
    box = Crop(48, 32, resize).box(width, height, across, down)
    if box is not None:
        assert -1e-9 <= box.left < box.right <= 1 + 1e-9
        assert -1e-9 <= box.top < box.bottom <= 1 + 1e-9
