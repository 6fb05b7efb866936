"""The crosshair goes from point to point, keeps its point in view, and reads what is there."""

from __future__ import annotations

import math

from core.chartview.crosshair import on_point, reading, stepped, toggled
from core.chartview.curves import ChartData, curves
from core.chartview.frame import frame
from core.chartview.view import ChartView
from core.job.metrics import TRAIN_ACCURACY
from tests.core.chartview.points import data_of, points_of

DATA = ChartData((*points_of([0.1, 0.2, math.nan, 0.4, 0.5]), *points_of([0.3, 0.4], TRAIN_ACCURACY)))
SHOWN = curves(DATA)
FRAME = frame(DATA, SHOWN, "epoch")


def test_it_begins_at_the_last_point_in_view_and_goes_away_again() -> None:
    assert toggled(ChartView(), SHOWN, FRAME).mark == 4
    assert toggled(ChartView(span=(0.0, 2.0)), SHOWN, FRAME).mark == 2
    assert toggled(ChartView(mark=2), SHOWN, FRAME).mark is None
    assert toggled(ChartView(), curves(ChartData()), FRAME).mark is None


def test_it_steps_over_every_point_also_those_that_are_no_numbers() -> None:
    view, seen = ChartView(mark=0), []
    for _ in range(6):
        seen.append(view.mark)
        view = stepped(view, SHOWN, FRAME, 1)
    assert seen == [0, 1, 2, 3, 4, 4]
    assert stepped(view, SHOWN, FRAME, -99).mark == 0


def test_the_view_follows_it() -> None:
    data = data_of(*[0.5] * 40)
    shown = curves(data)
    view = stepped(ChartView(mark=12, span=(4.0, 12.0)), shown, frame(data, shown, "epoch"), 1)
    assert view.span is not None
    assert view.span[0] <= 13 <= view.span[1]


def test_it_reads_the_point_its_twin_and_the_smoothed_line() -> None:
    found = reading(ChartView(mark=1, smoothing=0.6), SHOWN, FRAME)
    assert found is not None
    assert (found.point.value, found.place) == (0.2, 1.0)
    assert found.beside is not None
    assert found.beside.value == 0.4
    assert found.average is not None
    assert 0.1 < found.average < 0.2
    assert reading(ChartView(), SHOWN, FRAME) is None
    assert reading(ChartView(mark=77), SHOWN, FRAME) is None


def test_it_stays_on_its_point_when_others_come() -> None:
    view = on_point(ChartView(), SHOWN, FRAME, 3)
    more = ChartData((*DATA.points, *points_of([0.0] * 9)[5:]))
    later = reading(view, curves(more), frame(more, curves(more), "epoch"))
    assert later is not None
    assert later.point.value == 0.4


def test_training_alone_can_be_read_too() -> None:
    data = ChartData(points_of([0.3, 0.4], TRAIN_ACCURACY))
    found = reading(ChartView(mark=1), curves(data), frame(data, curves(data), "epoch"))
    assert found is not None
    assert (found.point.value, found.beside) == (0.4, None)
