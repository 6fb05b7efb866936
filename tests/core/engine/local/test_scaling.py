"""Features become inputs of a known length."""

from __future__ import annotations

import numpy as np
import pytest

from core.engine.local import features, scaling


def values(count: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    spreads = np.repeat([0.01, 1, 5, 100], features.block_sizes())
    numbers: np.ndarray = 7 + rng.standard_normal((count, sum(features.block_sizes()))) * spreads
    return numbers.astype(np.float32)


def test_inputs_have_mean_nought_and_the_wanted_length_and_no_kind_drowns_another() -> None:
    known = values(40)
    inputs = scaling.learn([known]).apply(known)
    assert inputs.mean(axis=0) == pytest.approx(0, abs=1e-4)
    kinds = np.split(inputs, np.cumsum(features.block_sizes())[:-1], axis=1)
    squares = [(kind**2).sum(axis=1).mean() for kind in kinds]
    assert squares == pytest.approx([scaling.INPUT_LENGTH**2 / 4] * 4, rel=1e-3)


def test_batches_of_any_size_give_the_same_scaling() -> None:
    known = values(10)
    whole, parts = scaling.learn([known]), scaling.learn([known[:3], known[3:4], known[4:]])
    assert parts.mean == pytest.approx(whole.mean)
    assert parts.scale == pytest.approx(whole.scale)


def test_features_that_never_change_do_no_harm() -> None:
    constant = np.ones((5, sum(features.block_sizes())), dtype=np.float32)
    assert scaling.learn([constant]).apply(constant) == pytest.approx(0)
