"""A chart laid out: what is in view, what cannot be drawn, what is marked."""

from __future__ import annotations

import math
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chartview.curves import ChartData, curves
from core.chartview.figure import Figure, figure
from core.chartview.frame import frame
from core.chartview.scale import log_scale
from core.chartview.view import ChartView
from core.plot import clipped
from tests.core.chartview.points import data_of, points_of


def laid_out(data: ChartData, view: ChartView | None = None, width: int = 80, rows: int = 16) -> Figure:
    view = view or ChartView()
    shown = curves(data, view.metric)
    found = figure(shown, view, frame(data, shown, view.axis), width, rows)
    assert found is not None
    return found


def test_only_what_is_in_view_scales_the_chart() -> None:
    data = data_of(0.1, 0.8, 0.81, 0.82, 0.83, 0.84)
    whole, part = laid_out(data), laid_out(data, ChartView(span=(2.0, 5.0)))
    assert whole.y.low <= 0.1
    assert part.y.low >= 0.75
    assert (part.x.low, part.x.high) == (2.0, 5.0)


def test_the_line_runs_on_to_the_edges_of_the_view() -> None:
    assert clipped([0, 1, 4], [0.0, 1.0, 3.0], 1, 3) == ([1, 3], [1.0, pytest.approx(7 / 3)])
    assert clipped([0, 2, 4], [0.0, 1.0, 3.0], 2, 3) == ([2, 3], [1.0, 2.0])
    assert clipped([5], [1.0], 0, 4) == ([], [])
    (piece,) = laid_out(data_of(0.0, 0.2, 0.4, 0.6), ChartView(span=(0.5, 2.5))).front
    assert piece[0] == pytest.approx((0.5, 0.1))
    assert piece[-1] == pytest.approx((2.5, 0.5))


def test_a_log_scale_shows_what_it_cannot_draw_apart() -> None:
    data = data_of(0.0, 0.1, -1.0, math.nan, 1.0)
    found = laid_out(data, ChartView(log=True))
    assert found.sunk == (0.0, 2.0)
    assert found.broken == (3.0,)
    assert found.front == [[(1.0, -1.0)], [(4.0, 0.0)]]
    assert laid_out(data).sunk == ()


def test_nothing_to_draw_is_no_figure() -> None:
    for data, log in ((data_of(math.nan), False), (data_of(0.0, -1.0), True)):
        shown = curves(data)
        assert figure(shown, ChartView(log=log), frame(data, shown, "epoch"), 80, 16) is None


def test_a_view_of_what_is_no_number_keeps_its_axes() -> None:
    found = laid_out(data_of(0.5, 0.6, math.nan, math.nan, math.nan), ChartView(span=(2.0, 4.0)))
    assert found.front == []
    assert found.broken == (2.0, 3.0, 4.0)


def test_the_raw_line_is_there_beside_the_smoothed_one() -> None:
    data = data_of(0.1, 0.9, 0.1, 0.9)
    found = laid_out(data, ChartView(smoothing=0.6))
    assert [y for _, y in found.raw[0][0]] == [0.1, 0.9, 0.1, 0.9]
    assert [y for _, y in found.front[0]] != [0.1, 0.9, 0.1, 0.9]
    assert laid_out(data).raw == ([], [])


def test_no_raw_point_is_made_up_at_the_edges_of_the_view() -> None:
    found = laid_out(data_of(0.1, 0.9, 0.1, 0.9), ChartView(smoothing=0.6, span=(0.5, 2.5)))
    assert found.raw[0] == [[(1.0, 0.9), (2.0, 0.1)]]
    assert found.front[0][0][0] == 0.5


def test_the_best_point_is_the_raw_one_and_only_where_it_is_in_view() -> None:
    data = data_of(0.1, 0.9, 0.2, 0.3)
    assert laid_out(data, ChartView(smoothing=0.9)).best == (1.0, 0.9)
    assert laid_out(data, ChartView(span=(2.0, 3.0))).best is None
    loss = ChartData(points_of([0.9, 0.2, 0.5], "validation:loss"))
    assert laid_out(loss).best == (1.0, 0.2)


def test_the_level_line_is_always_in_view_where_it_can_be() -> None:
    data = data_of(0.5, 0.6)
    assert laid_out(data, ChartView(threshold=0.9)).y.high >= 0.9
    assert laid_out(data, ChartView(threshold=0.0, log=True)).level is None
    assert laid_out(data, ChartView(threshold=0.1, log=True)).level == pytest.approx(-1)


@given(
    st.lists(st.floats(width=32), min_size=1, max_size=80),
    st.sampled_from([0.0, 0.6, 0.99]),
    st.booleans(),
    st.tuples(st.integers(12, 200), st.integers(1, 50)),
)
def test_all_that_is_drawn_lies_within_the_axes(
    values: list[float], weight: float, log: bool, size: tuple[int, int]
) -> None:
    data = data_of(*values)
    shown = curves(data)
    view = ChartView(smoothing=weight, log=log)
    found = figure(shown, view, frame(data, shown, "epoch"), *size)
    if found is None:
        assert not any(math.isfinite(value) and (value > 0 or not log) for value in values)
        return
    for x, y in chain.from_iterable((*found.front, *found.back, *found.raw[0])):
        assert -1e-6 <= found.x.share(x) <= 1 + 1e-6
        assert -1e-6 <= found.y.share(y) <= 1 + 1e-6


@given(st.floats(1e-12, 1e12), st.floats(1, 1e6), st.integers(3, 50))
def test_log_labels_are_few_and_tell_values_apart(low: float, ratio: float, rows: int) -> None:
    scale = log_scale([low, low * ratio], rows)
    assert scale.low <= math.log10(low) + 1e-9
    assert scale.high >= math.log10(low * ratio) - 1e-9
    assert len(set(scale.labels)) == len(scale.labels) == len(scale.ticks)
    assert 2 <= len(scale.labels) <= max(4, (rows - 1) // 3 + 2)
