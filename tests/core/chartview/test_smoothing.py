"""Smoothing is TensorBoard's: it stays within the values, follows its definition, and invents nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chartview.smoothing import LARGEST, WEIGHTS, next_weight, smoothed

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)
ANY = st.lists(st.floats(), max_size=60)
WEIGHT = st.floats(0, LARGEST)


@given(VALUES, WEIGHT)
def test_it_stays_between_the_lowest_and_the_highest_value(values: list[float], weight: float) -> None:
    room = 1e-6 * max(1.0, *map(abs, values))
    kept = smoothed(values, weight)
    assert len(kept) == len(values)
    assert all(min(values) - room <= value <= max(values) + room for value in kept)


@given(VALUES, st.floats(0.01, LARGEST))
def test_it_is_the_mean_of_the_values_so_far_weighed_by_their_age(values: list[float], weight: float) -> None:
    for at, value in enumerate(smoothed(values, weight)):
        weights = [weight**age for age in range(at, -1, -1)]
        mean = math.fsum(w * v for w, v in zip(weights, values, strict=False)) / math.fsum(weights)
        assert value == pytest.approx(mean, rel=1e-6, abs=1e-6 * max(1.0, *map(abs, values)))


@given(ANY, WEIGHT)
def test_what_is_not_finite_stays_and_weighs_nothing(values: list[float], weight: float) -> None:
    kept = smoothed(values, weight)
    assert [repr(v) for v in kept if not math.isfinite(v)] == [
        repr(v) for v in values if not math.isfinite(v)
    ]
    finite = [value for value in values if math.isfinite(value)]
    assert [value for value in kept if math.isfinite(value)] == smoothed(finite, weight)


@given(st.floats(-1e9, 1e9), st.integers(1, 30), WEIGHT)
def test_a_constant_curve_is_untouched(value: float, count: int, weight: float) -> None:
    assert smoothed([value] * count, weight) == [value] * count
    assert smoothed([value, math.inf, value], weight) == [value, math.inf, value]


def test_a_weight_of_one_does_not_flatten_the_curve() -> None:
    assert smoothed([0.0, 1.0, 2.0], 1.0) == smoothed([0.0, 1.0, 2.0], LARGEST)
    assert smoothed([0.0, 1.0, 2.0], 1.0)[-1] > 0.9


def test_a_key_goes_round_the_weights() -> None:
    seen = [WEIGHTS[0]]
    for _ in WEIGHTS:
        seen.append(next_weight(seen[-1]))
    assert seen == [0.0, 0.3, 0.6, 0.9, 0.0]
