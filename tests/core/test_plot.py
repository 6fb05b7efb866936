"""Reducing points to columns loses no peak, no end and no break."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plot import Column, polyline, reduce, sketch

VALUES = st.floats(allow_nan=True, allow_infinity=True)
POINTS = st.lists(VALUES, max_size=200).map(lambda values: [(float(x), y) for x, y in enumerate(values)])
FINITE = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=300)


def test_few_points_stay_as_they_are() -> None:
    assert reduce([(0, 0.5), (1, 0.7)], 10) == [Column(0, 0.5, 0.5, 0.5, 0.5), Column(1, 0.7, 0.7, 0.7, 0.7)]


def test_many_points_keep_every_columns_extremes_and_ends() -> None:
    points = [(float(x), float(y)) for x, y in enumerate([5, 1, 9, 4, 2, 8, 3, 7])]
    assert reduce(points, 2) == [Column(0, 1, 9, 5, 4), Column(7, 2, 8, 2, 7)]


def test_a_value_that_is_no_number_breaks_the_line() -> None:
    for broken in (math.nan, math.inf, -math.inf):
        columns = reduce([(0, 1), (1, broken), (2, 3)], 10)
        assert [column.is_gap for column in columns] == [False, True, False]
        assert polyline(columns) == [[(0, 1)], [(2, 3)]]


def test_a_sketch_has_the_last_value_of_each_column_and_the_same_breaks() -> None:
    points = [(float(x), float(y)) for x, y in enumerate([5, 1, 9, 4, 2, 8, 3, 7])]
    assert sketch(reduce(points, 2)) == [[(0, 4), (7, 7)]]
    assert sketch(reduce([(0, 1), (1, math.nan), (2, 3)], 10)) == [[(0, 1)], [(2, 3)]]


def test_a_break_inside_a_column_is_seen_too() -> None:
    points = [(float(x), math.nan if x == 51 else 1.0) for x in range(100)]
    pieces = polyline(reduce(points, 4))
    assert len(pieces) == 2


def test_order_of_the_points_does_not_matter_and_bad_places_are_left_out() -> None:
    points = [(3.0, 1.0), (math.nan, 9.0), (1.0, 2.0), (math.inf, 9.0)]
    assert [(column.x, column.first) for column in reduce(points, 5)] == [(1.0, 2.0), (3.0, 1.0)]


def test_nothing_to_draw_or_nowhere_to_draw_is_no_column() -> None:
    assert reduce([], 10) == []
    assert reduce([(0, 1)], 0) == []


@given(FINITE, st.integers(1, 60))
def test_extremes_ends_and_width_are_kept(values: list[float], columns: int) -> None:
    reduced = reduce([(float(x), y) for x, y in enumerate(values)], columns)
    assert len(reduced) <= max(columns, 1)
    assert min(column.low for column in reduced) == min(values)
    assert max(column.high for column in reduced) == max(values)
    assert (reduced[0].first, reduced[-1].last) == (values[0], values[-1])
    assert [column.x for column in reduced] == sorted(column.x for column in reduced)
    if columns > 1:
        assert (reduced[0].x, reduced[-1].x) == pytest.approx((0, len(values) - 1))


@given(POINTS, st.integers(-1, 60))
def test_any_points_can_be_reduced_and_only_numbers_are_drawn(
    points: list[tuple[float, float]], columns: int
) -> None:
    reduced = reduce(points, columns)
    finite = {y for _, y in points if math.isfinite(y)}
    for column in reduced:
        assert column.is_gap or column.low <= min(column.first, column.last) <= column.high
        assert column.is_gap or {column.low, column.high, column.first, column.last} <= finite
    for piece in polyline(reduced):
        assert all(math.isfinite(y) for _, y in piece)
    assert len(reduced) <= 3 * max(0, columns) + 3
