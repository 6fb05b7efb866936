"""Level, noise and trend of a curve."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.foresight.curve import noise, smoothed, trend
from tests.core.foresight.courses import noisy

VALUES = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=40)


def test_a_line_without_noise_is_sure_and_a_level_one_is_none() -> None:
    assert trend([0.1, 0.2, 0.3, 0.4]).change == pytest.approx(0.3)
    assert trend([1.0, 2.0, 3.0]).sure == 99
    assert trend([3.0, 2.0, 1.0]).sure == -99
    assert trend([0.5, 0.5, 0.5]) == (0, 0)


def test_noise_alone_has_no_sure_trend() -> None:
    assert abs(trend(noisy([0.8] * 30, 0.03)).sure) < 2
    assert trend(noisy([0.8 - 0.005 * epoch for epoch in range(30)], 0.03)).sure < -5


def test_noise_is_that_of_the_steps_and_not_of_the_slope() -> None:
    level, rising = noisy([0.5] * 200, 0.03), noisy([0.5 + 0.001 * epoch for epoch in range(200)], 0.03)
    spread = 0.03 / math.sqrt(3)
    assert noise(level) == pytest.approx(spread, rel=0.3)
    assert noise(rising) == pytest.approx(noise(level), rel=0.1)


def test_a_smoothed_curve_is_the_mean_up_to_each_place() -> None:
    assert smoothed([1.0, 3.0, 5.0, 7.0], 2) == [1, 2, 4, 6]


@given(VALUES)
def test_whatever_the_values_the_trend_is_finite(values: list[float]) -> None:
    found = trend(values)
    assert math.isfinite(found.change)
    assert -99 <= found.sure <= 99
