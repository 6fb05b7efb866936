"""The curves of several runs on one axis: places, smoothing, and the part in view."""

from __future__ import annotations

from dataclasses import replace

from core.chartview.view import ChartView
from core.compare.look import look
from core.job.logfacts import LogFacts
from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from tests.core.compare.runs import BEGAN, run, state

STEPPED = {"num_training_samples": "100", "mini_batch_size": "10"}
FAST = run("a", [0.1, 0.2, 0.3, 0.4, 0.5], known=state(STEPPED, training_started=BEGAN - 240))
SLOW = run("b", [0.5, 0.4], known=state({**STEPPED, "mini_batch_size": "50"}))


def test_epochs_steps_and_minutes_are_places_of_the_same_points() -> None:
    places = {}
    view = ChartView()
    for _ in range(3):
        seen = look([FAST, SLOW], VALIDATION_ACCURACY, view, None)
        assert seen is not None
        places[view.axis] = [[round(place, 2) for place, _ in curve[:2]] for curve in seen.curves]
        view = seen.next_axis()
    assert places == {
        "epoch": [[0, 1], [0, 1]],
        "step": [[10, 20], [2, 4]],
        "minutes": [[4, 4.02], [0, 0.02]],
    }
    assert view.axis == "epoch"


def test_runs_that_all_are_short_are_drawn_by_seconds_and_by_minutes_once_one_is_longer() -> None:
    for chosen in (ChartView(axis="seconds"), ChartView(axis="minutes")):
        short, longer = (look([run, SLOW], VALIDATION_ACCURACY, chosen, None) for run in (SLOW, FAST))
        assert short is not None
        assert longer is not None
        assert (short.frame.axis, longer.frame.axis) == ("seconds", "minutes")
        assert [place for place, _ in short.curves[0]] == [0, 1]


def test_an_axis_on_which_a_run_has_no_place_is_not_offered() -> None:
    timeless = replace(
        SLOW, record=replace(SLOW.record, state=state({})), points=(MetricPoint(VALIDATION_ACCURACY, 0, 0.1),)
    )
    seen = look([FAST, timeless], VALIDATION_ACCURACY, ChartView(axis="minutes"), None)
    assert seen is not None
    assert (seen.frame.axis, seen.next_axis().axis) == ("epoch", "epoch")


def test_each_curve_is_smoothed_by_itself_and_starts_at_its_own_value() -> None:
    seen = look([FAST, SLOW], VALIDATION_ACCURACY, ChartView(smoothing=0.6), None)
    assert seen is not None
    assert [round(curve[0][1], 6) for curve in seen.curves] == [0.1, 0.5]
    assert seen.curves[0][4][1] < 0.5
    assert seen.words == "smooth 0.6"


def test_the_view_is_closed_in_on_the_newest_and_moved() -> None:
    long = run("c", [0.1] * 41)
    view = ChartView()
    seen = look([long, SLOW], VALIDATION_ACCURACY, view, None)
    assert seen is not None
    closer = replace(seen, view=seen.zoomed(1))
    assert closer.view.span == (20, 40)
    assert closer.panned(-1).span == (15, 35)
    assert closer.zoomed(-1).span is None
    assert closer.whole().span is None


def test_planned_epochs_are_on_the_axis_and_without_points_there_is_nothing_to_see() -> None:
    seen = look([SLOW], VALIDATION_ACCURACY, ChartView(), 10)
    assert seen is not None
    assert seen.frame.whole == (0.0, 9.0)
    assert look([replace(SLOW, points=(), facts=LogFacts())], VALIDATION_ACCURACY, ChartView(), 10) is None
