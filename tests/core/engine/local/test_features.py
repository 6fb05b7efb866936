"""What the network sees of a photo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.local import features

SIDE = 32


def noise(count: int, side: int = SIDE) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize("side", [32, 64, 96])
def test_every_photo_has_the_same_number_of_features_whatever_the_side(side: int) -> None:
    values = features.features(noise(3, side))
    assert values.shape == (3, sum(features.block_sizes()))
    assert values.dtype == np.float32
    assert np.isfinite(values).all()


def test_a_photos_features_do_not_hang_on_its_batch() -> None:
    photos = noise(5)
    together = features.features(photos)
    alone = np.concatenate([features.features(photos[place : place + 1]) for place in range(5)])
    assert together == pytest.approx(alone, abs=1e-6)


def test_flat_photos_have_features_too() -> None:
    for value in (0, 255):
        assert np.isfinite(features.features(np.full((1, SIDE, SIDE, 3), value, dtype=np.uint8))).all()


@pytest.mark.parametrize(("upright", "direction"), [(True, 0), (False, 4)])
def test_edges_vote_for_the_direction_of_their_gradient(upright: bool, direction: int) -> None:
    gray = np.zeros((1, SIDE, SIDE), dtype=np.float32)
    gray[:, :, SIDE // 2 :] = 1
    values = features.edges(gray if upright else gray.transpose(0, 2, 1)).reshape(-1, features.DIRECTIONS)
    assert values.sum(axis=0).argmax() == direction
    assert np.count_nonzero(values.sum(axis=0)) == 1


def test_edges_do_not_change_with_contrast() -> None:
    gray = np.random.default_rng(0).random((2, SIDE, SIDE), dtype=np.float32)
    assert features.edges(gray * np.float32(0.5)) == pytest.approx(features.edges(gray), abs=1e-4)


def test_edges_are_histograms_of_oriented_gradients_counted_by_hand() -> None:
    gray = np.random.default_rng(1).random((1, SIDE, SIDE), dtype=np.float32)
    across, down = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
    across[:, 1:-1] = gray[0, :, 2:] - gray[0, :, :-2]
    down[1:-1] = gray[0, 2:] - gray[0, :-2]
    cell = SIDE // features.CELLS
    votes = np.zeros((features.CELLS, features.CELLS, 9))
    for row in range(SIDE):
        for column in range(SIDE):
            degrees = np.degrees(np.arctan2(down[row, column], across[row, column])) % 180
            votes[row // cell, column // cell, int(degrees // 20) % 9] += np.hypot(
                down[row, column], across[row, column]
            )
    block = votes[2:4, 3:5].reshape(-1) / cell**2
    block = np.minimum(block / np.sqrt((block**2).sum() + 1e-10), 0.2)
    block /= np.sqrt((block**2).sum() + 1e-10)
    assert features.edges(gray).reshape(7, 7, 36)[2, 3] == pytest.approx(block, abs=1e-4)


@given(colour=st.tuples(*[st.integers(0, 255)] * 3))
def test_a_photo_of_one_colour_has_one_entry_in_its_palette(colour: tuple[int, int, int]) -> None:
    photo = np.full((1, SIDE, SIDE, 3), colour, dtype=np.uint8)
    shares = features.palette(photo)[0]
    assert sorted(shares)[-2:] == [0, 1]


def test_shares_of_a_palette_make_one() -> None:
    assert (features.palette(noise(4)) ** 2).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_layout_tells_where_a_colour_is() -> None:
    photo = np.zeros((1, SIDE, SIDE, 3), dtype=np.float32)
    photo[:, : SIDE // 2] = (0, 1, 0)
    means, deviations = features.layout(photo)
    opponent = means.reshape(features.CELLS, features.CELLS, 3)[..., 1]
    assert (opponent[:4] == -1).all()
    assert (opponent[4:] == 0).all()
    assert deviations == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "side"), [((224, 224), 96), ((32, 32), 32), ((50, 90), 48), ((8, 8), 32), ((1000, 40), 40)]
)
def test_small_image_shapes_get_small_arrays(shape: tuple[int, int], side: int) -> None:
    assert features.side_for(*shape) == side
    assert side % features.CELLS == 0
