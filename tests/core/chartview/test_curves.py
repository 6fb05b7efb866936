"""Which metrics there are to show, what they are called, and how busy hosts were."""

from __future__ import annotations

from core.chartview.curves import ChartData, curves
from core.chartview.hosts import with_usage
from core.chartview.metrics import best_of, choices, goal, number, title
from core.engine.base import InstanceMetric
from tests.core.chartview.points import points_of

VALIDATION, TRAIN = points_of([0.1], "validation:accuracy"), points_of([0.2], "train:accuracy")
TOP, SPEED = points_of([0.3], "validation:top_k_accuracy_5"), points_of([99.0], "train:throughput")


def test_what_a_job_is_judged_by_comes_first_and_its_speed_last() -> None:
    assert choices((*SPEED, *TOP, *TRAIN, *VALIDATION)) == (
        "validation:accuracy",
        "validation:top_k_accuracy_5",
        "train:accuracy",
        "train:throughput",
    )
    assert choices(()) == ("validation:accuracy",)
    assert choices(SPEED)[0] == "validation:accuracy"
    assert choices(points_of([1.0], "validation:logloss")) == ("validation:logloss",)


def test_a_metric_that_the_job_lacks_is_the_first_instead() -> None:
    shown = curves(ChartData((*VALIDATION, *TRAIN)), "validation:f1")
    assert (shown.metrics, shown.title) == (("validation:accuracy", "train:accuracy"), "Validation accuracy")
    assert curves(ChartData(SPEED), "train:throughput").title == "Throughput, samples/s"


def test_titles_are_clean() -> None:
    assert "\x1b" not in title("\x1b]0;x\x07validation:loss")


def test_the_best_of_a_loss_is_its_lowest_and_of_a_speed_there_is_none() -> None:
    assert (goal("validation:logloss"), goal("validation:top_k_accuracy_5")) == ("lowest", "highest")
    assert goal("train:throughput") is None
    values = points_of([0.3, 0.1, 0.1, float("nan")])
    lowest = best_of(values, "lowest")
    assert lowest is not None
    assert lowest.epoch == 1
    assert best_of(values, None) is None


def test_numbers_have_the_digits_that_matter() -> None:
    seen = [number(value) for value in (0.70212, 0.0, 0.00004, 171.23, 12_345.6, float("nan"))]
    assert seen == ["0.7021", "0.0000", "4.00e-05", "171.2", "12,346", "nan"]


def test_each_look_at_a_host_adds_a_point_once() -> None:
    looks = [InstanceMetric("algo-1", float(time), cpu=0.5, gpu=time / 10) for time in (1, 2, 2, 1, 3)]
    traces = with_usage((), [InstanceMetric("algo-\x1b[31m2", 1.0, cpu=0.1)])
    for look in looks:
        traces = with_usage(traces, [look])
    data = ChartData((*VALIDATION,), traces)
    assert data.choices[:3] == ("validation:accuracy", "algo-1 GPU", "algo-1 CPU")
    assert all(name.isprintable() for name in data.choices)
    shown = curves(data, "algo-1 GPU")
    assert [(point.epoch, point.value, point.time) for point in shown.front] == [
        (0, 0.1, 1.0),
        (1, 0.2, 2.0),
        (2, 0.3, 3.0),
    ]
    assert shown.clocked
