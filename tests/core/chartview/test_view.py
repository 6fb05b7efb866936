"""The user's view: closer, wider, sideways, on another axis; and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chartview.curves import ChartData, Curves, curves
from core.chartview.frame import Frame, axes, frame
from core.chartview.view import ChartView, panned, reaching, switched, words, zoomed
from tests.core.chartview.points import T0, data_of, points_of

LONG = data_of(*[0.5] * 40, epochs=40, steps=10)


def framed(data: ChartData = LONG, axis: str = "epoch") -> tuple[Curves, Frame]:
    shown = curves(data)
    return shown, frame(data, shown, axis)  # type: ignore[arg-type]


def test_closer_keeps_the_anchor_where_it_is() -> None:
    _, place = framed()
    near = zoomed(ChartView(), place, 30.0, 1)
    assert near.span == (15.0, 35.0), "0..39 halved around 30, in whole epochs"
    assert zoomed(near, place, 30.0, 1).span == (22.0, 32.0)


def test_wider_ends_at_the_whole_chart_and_closer_at_two_epochs() -> None:
    _, place = framed()
    view = ChartView()
    for _ in range(10):
        view = zoomed(view, place, 5.0, 1)
    assert view.span is not None
    assert view.span[1] - view.span[0] == 2
    for _ in range(10):
        view = zoomed(view, place, 5.0, -1)
    assert view.span is None


@given(st.lists(st.sampled_from(["in", "out", "left", "right"]), max_size=30), st.floats(0, 39))
def test_no_key_leaves_the_chart(keys: list[str], anchor: float) -> None:
    for axis in ("epoch", "step", "time"):
        _, place = framed(axis=axis)
        view = ChartView()
        for key in keys:
            if key in ("in", "out"):
                view = zoomed(view, place, anchor, 1 if key == "in" else -1)
            else:
                view = panned(view, place, 1 if key == "right" else -1)
            if view.span is not None:
                low, high = view.span
                assert place.whole[0] <= low < high <= place.whole[1]


def test_sideways_moves_only_what_is_zoomed() -> None:
    _, place = framed()
    assert panned(ChartView(), place, 1) == ChartView()
    view = ChartView(span=(10.0, 18.0))
    assert panned(view, place, 1).span == (12.0, 20.0)
    assert panned(view, place, -9).span == (0.0, 8.0)


def test_new_points_leave_the_view_as_it_is() -> None:
    view = ChartView(span=(3.0, 9.0), smoothing=0.6, log=True, mark=4)
    _, before = framed(data_of(*[0.5] * 12))
    _, after = framed(data_of(*[0.5] * 30))
    assert before.scale(view.span, 60) == after.scale(view.span, 60)


def test_a_place_out_of_view_is_brought_into_it() -> None:
    _, place = framed()
    view = ChartView(span=(10.0, 18.0))
    assert reaching(view, place, 12.0) is view
    for target in (0.0, 25.0, 39.0):
        span = reaching(view, place, target).span
        assert span is not None
        assert span[0] <= target <= span[1]
        assert span[1] - span[0] == 8


def test_another_axis_shows_the_same_points() -> None:
    _, epochs = framed()
    _, steps = framed(axis="step")
    _, times = framed(axis="time")
    view = ChartView(span=(10.0, 20.0))
    by_step = switched(view, epochs, steps)
    assert (by_step.axis, by_step.span) == ("step", (110.0, 210.0))
    by_time = switched(view, epochs, times)
    assert by_time.span == pytest.approx((T0 + 600, T0 + 1200))
    assert switched(by_time, times, epochs).span == (10.0, 20.0)
    assert switched(ChartView(), epochs, times).span is None


def test_axes_are_those_that_the_points_have_a_place_on() -> None:
    assert axes(LONG, curves(LONG)) == ("epoch", "step", "time")
    untimed = ChartData(points_of([0.1, 0.2], seconds=None))
    assert axes(untimed, curves(untimed)) == ("epoch",)
    assert frame(untimed, curves(untimed), "time").axis == "epoch"


def test_the_title_says_what_is_switched() -> None:
    assert words(ChartView(), "epoch") == ""
    view = ChartView(smoothing=0.6, log=True, span=(3.0, 9.0))
    assert words(view, "epoch") == "smooth 0.6 · log · zoom 3–9"
    view = replace(view, span=None, threshold=0.75)
    assert words(view, "step") == "smooth 0.6 · log · by step · line 0.7500"


def test_the_axis_of_time_moves_only_now_and_then() -> None:
    ends = {frame(data, curves(data), "time").whole for data in (data_of(*[0.5] * n) for n in range(60, 70))}
    assert len(ends) <= 3
    for low, high in ends:
        assert low <= T0
        assert high >= T0 + 60 * 59


def test_a_few_minutes_in_view_are_told_to_the_second() -> None:
    short, longer = ((T0, T0 + seconds) for seconds in (30.0, 600.0))
    assert words(ChartView(span=short), "time").count(":") == 4
    assert words(ChartView(span=longer), "time").count(":") == 2
