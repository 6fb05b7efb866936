"""Which photos an epoch trains on."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.engine.local import parameters
from core.engine.local.epoch import order


def read(samples: int, batch: int) -> parameters.Parameters:
    return parameters.read({"num_classes": 2, "num_training_samples": samples, "mini_batch_size": batch})


@given(photos=st.integers(1, 60), samples=st.integers(1, 200), batch=st.integers(1, 40))
def test_an_epoch_is_whole_batches_and_every_photo_comes_before_any_comes_again(
    photos: int, samples: int, batch: int
) -> None:
    places = order(photos, read(samples, batch), 0, 3)
    assert len(places) == max(1, samples // batch) * batch
    times = np.bincount(places, minlength=photos)
    assert len(times) == photos
    assert times.max() - times.min() <= 1


def test_each_epoch_has_its_own_order_and_each_seed_too() -> None:
    wanted = read(50, 10)
    orders = [order(50, wanted, seed, epoch) for seed, epoch in ((0, 0), (0, 1), (1, 0))]
    assert len({tuple(places) for places in orders}) == 3
    assert order(50, wanted, 0, 1) == orders[1]
