"""A line of a training log says what it says: no more, no less, and never an exception."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.job.metrics import MetricPoint, best, only_stream_unnamed, parse_line, points_of, seconds_of

PREFIX = "[06/17/2021 23:33:59 INFO 139686210139968] "
PREFIX_TIME = 1623972839.0


@dataclass(frozen=True)
class Written:
    text: str
    stream: str = "algo-1"
    time: float = PREFIX_TIME + 0.25


def said(text: str, *, whole: bool = True) -> list[tuple[str, int, float]]:
    return [
        (point.name, point.epoch, point.value)
        for point in (event.point(None) for event in parse_line(text, whole=whole))
    ]


@pytest.mark.parametrize(
    ("line", "name", "epoch", "value"),
    [
        (PREFIX + "Epoch[3] Validation-accuracy=0.182248", "validation:accuracy", 3, 0.182248),
        (f"\x1b[34m{PREFIX}Epoch[3] Train-accuracy=0.5\x1b[0m", "train:accuracy", 3, 0.5),
        (PREFIX + "Epoch[0] Train-top_k_accuracy_5=0.9", "train:top_k_accuracy_5", 0, 0.9),
        ("INFO:root:Epoch[1] Validation-top_k_accuracy_2=0.425000", "validation:top_k_accuracy_2", 1, 0.425),
        ("2026-11-23 22:21:38,551 Node[0] Epoch[2] Time cost=0.069", "train:epoch_seconds", 2, 0.069),
        ("2019-01-30 09:09:11 Epoch[0] Time cost=4.136", "train:epoch_seconds", 0, 4.136),
        (
            PREFIX + "Epoch[9] Batch [20]#011Speed: 114.166 samples/sec#011accuracy=0.0055",
            "train:throughput",
            9,
            114.166,
        ),
        (
            "INFO:root:Epoch[0] Batch [5-10]\tSpeed: 6008.06 samples/sec\taccuracy=0.3",
            "train:throughput",
            0,
            6008.06,
        ),
        ("Epoch[0] Batch [20] Speed: 36.59 samples/sec accuracy=0.590476", "train:throughput", 0, 36.59),
        ("Ep\x1b[1moch[7] Valid\x00ation-accuracy=0.25", "validation:accuracy", 7, 0.25),
        (PREFIX + "Epoch[3] Validation-cross-entropy=1.25e-3", "validation:cross-entropy", 3, 0.00125),
    ],
)
def test_every_form_gives_its_point(line: str, name: str, epoch: int, value: float) -> None:
    assert said(line) == [(name, epoch, value)]


@pytest.mark.parametrize("word", ["nan", "NaN", "NAN", "inf", "Inf", "-inf", "-INF", "infinity"])
def test_numbers_that_are_none_are_kept(word: str) -> None:
    ((_, _, value),) = said(f"Epoch[0] Train-accuracy={word}")
    assert str(value) == str(float(word))


def test_json_has_strings_for_numbers_that_are_none() -> None:
    shown = [MetricPoint("a", 0, value).as_json()["value"] for value in (math.nan, math.inf, -math.inf, 0.5)]
    assert json.dumps(shown, allow_nan=False) == '["nan", "inf", "-inf", 0.5]'


def test_json_has_the_shape_of_the_contract() -> None:
    point = MetricPoint("validation:accuracy", 0, 0.54, None, PREFIX_TIME)
    assert point.as_json() == {
        "name": "validation:accuracy",
        "epoch": 0,
        "value": 0.54,
        "stream": None,
        "time": "2021-06-17T23:33:59.000Z",
    }


@pytest.mark.parametrize(
    "line",
    [
        PREFIX + "Epoch[3] Batch [20]#011Speed: 114.1",
        PREFIX + "Epoch[3] Batch [20]#011Speed: 114.166 samples/se",
        PREFIX + "Epoch[3] Validation-accuracy=",
        PREFIX + "Epoch[3] Validation-accur",
        PREFIX + "Epoch[3] Validation-accuracy=0.",
        PREFIX + "Epoch[3] Validation-accuracy=0.18… +17 characters",
        PREFIX + "Epoch[3] Validation-accuracy=0.18" + PREFIX + "Storing",
        "Epoch[3] Train-accuracy=0.182021-06-17 23:44:12 Uploading - Uploading generated training model",
        PREFIX + "Epoch[3] Validation-accuracy=na",
        PREFIX + "Storing the best model with validation accuracy: 0.866071",
        PREFIX + "Early stopping criteria met.",
        "Epoch[-1] Validation-accuracy=0.5",
        "Epoch[x] Validation-accuracy=0.5",
        "Epoch[3] Validation-accuracy=0.5.5",
        "Epoch[3] Speed: 5 samples/sec",
        "epoch[3] validation-accuracy=0.5",
    ],
)
def test_what_is_cut_or_is_no_metric_gives_no_point(line: str) -> None:
    assert said(line) == []


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Epoch[4] Validation-accuracy=0.182248", [0.182248]),
        ("Epoch[4] Validation-accuracy=0.18224", []),
        ("Epoch[4] Validation-accuracy=nan", [pytest.approx(math.nan, nan_ok=True)]),
        ("Epoch[4] Time cost=20.103", [20.103]),
        ("Epoch[4] Time cost=20.1", []),
        ("Epoch[4] Batch [20]#011Speed: 5.5 samples/sec#011accuracy=0.1", [5.5]),
    ],
)
def test_an_unfinished_line_counts_only_with_all_its_decimals(line: str, values: list[float]) -> None:
    assert [value for _, _, value in said(line, whole=False)] == values


def test_several_events_on_one_line_are_all_read_with_their_own_times() -> None:
    line = (
        "2021-06-17 23:44:12 Uploading - Uploading generated training model\x1b[34m[06/17/2021 23:44:07 INFO 7] "
        "Epoch[4] Train-accuracy=0.182248\x1b[0m[06/17/2021 23:44:09 INFO 8] Epoch[4] Validation-accuracy=0.200000"
        "2021-06-17 23:44:24 Completed - Training job completed"
    )
    events = parse_line(line)
    assert [(event.sender, event.label, event.value) for event in events] == [
        ("7", "Train-accuracy=", "0.182248"),
        ("8", "Validation-accuracy=", "0.200000"),
    ]
    first, second = (seconds_of(event.stamp) for event in events)
    assert first is not None
    assert second == first + 2


def test_of_a_progress_line_the_last_state_counts() -> None:
    assert said("Epoch[0] Train-accuracy=0.1\rEpoch[0] Train-accuracy=0.2\n") == [("train:accuracy", 0, 0.2)]


def test_a_point_of_an_engine_has_its_stream_and_its_finer_time() -> None:
    (point,) = points_of(Written(PREFIX + "Epoch[0] Validation-accuracy=0.5"))
    assert (point.stream, point.time) == ("algo-1", PREFIX_TIME + 0.25)


def test_a_late_delivery_does_not_move_a_point_in_time() -> None:
    (point,) = points_of(Written(PREFIX + "Epoch[0] Validation-accuracy=0.5", time=PREFIX_TIME + 600))
    assert point.time == PREFIX_TIME


def test_a_date_that_does_not_exist_is_no_time() -> None:
    (event,) = parse_line("[13/45/2021 23:33:59 INFO 1] Epoch[0] Validation-accuracy=0.5")
    assert event.point(None).time is None


def test_the_best_point_is_the_earliest_of_the_highest_numbers() -> None:
    points = [
        MetricPoint("validation:accuracy", epoch, value)
        for epoch, value in enumerate([0.1, math.nan, 0.7, 0.7, math.inf])
    ]
    assert best(points) == points[2]
    assert best(points[1:2]) is None
    assert best([]) is None


def test_a_single_stream_needs_no_name() -> None:
    points = [MetricPoint("a", 1, 0.1, "x"), MetricPoint("a", 2, 0.4, "x")]
    assert {point.stream for point in only_stream_unnamed(points)} == {None}
    other = [*points, MetricPoint("a", 2, 0.4, "y")]
    assert only_stream_unnamed(other) == other


@given(
    st.one_of(
        st.text(st.characters()),
        st.lists(
            st.sampled_from(
                [
                    *(
                        "Epoch[",
                        "3",
                        "] ",
                        "Train-accuracy=",
                        "Time cost=",
                        "Batch [",
                        "Speed: ",
                        "0.5",
                        "nan",
                        "e9",
                        "-",
                    ),
                    *(
                        PREFIX,
                        "\x1b[34m",
                        "\x1b]",
                        "\r",
                        "\n",
                        "\t",
                        "#011",
                        " samples/sec",
                        "9" * 25,
                        ".",
                        "=",
                        "\ud800",
                    ),
                ]
            ),
            max_size=25,
        ).map("".join),
    ),
    st.booleans(),
)
def test_garbage_never_raises(text: str, whole: bool) -> None:
    for event in parse_line(text, whole=whole):
        point = event.point(None)
        assert point.epoch >= 0
        json.dumps(point.as_json(), allow_nan=False)
