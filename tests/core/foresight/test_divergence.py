"""Values that are no numbers, and curves that lost what they had gained."""

from __future__ import annotations

import pytest

from core.foresight.foresee import foresee
from core.job.metrics import MetricPoint
from core.job.status import JobState
from tests.core.foresight.courses import RUNNING, T0, facts_of, found

NAN, INF = float("nan"), float("inf")
GOOD = [0.3, 0.5, 0.7, 0.75, 0.8]


def of_metric(name: str, values: list[float], state: JobState = RUNNING) -> dict[str, str]:
    points = [MetricPoint(name, epoch, value) for epoch, value in enumerate(values)]
    seen = foresee(state, facts_of(len(values), 60), points, T0)
    return {finding.kind: finding.detail for finding in seen.findings}


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        ([0.5, NAN, NAN, NAN], "train:loss is not a number since epoch 1"),
        ([NAN, 0.5, NAN], "train:loss is not a number since epoch 2"),
        ([0.5, INF], "train:loss is infinite since epoch 1"),
    ],
)
def test_a_metric_that_is_no_number_is_an_error_from_where_on(values: list[float], detail: str) -> None:
    assert of_metric("train:loss", values) == {"not-a-number": detail}


def test_a_number_that_came_back_is_no_trouble_and_speeds_are_no_curves() -> None:
    assert of_metric("train:loss", [0.5, NAN, 0.4]) == {}
    assert of_metric("train:throughput", [INF]) == {}
    assert found([*GOOD, NAN])["not-a-number"].level == "error"


def test_accuracy_that_collapses_for_three_epochs_is_told_with_its_best() -> None:
    detail = found([*GOOD, 0.2, 0.25, 0.2])["diverging"].detail
    assert (
        detail
        == "validation:accuracy has been at most 0.2500 for 3 epochs or more; its best was 0.8000 at epoch 4"
    )
    assert found(GOOD, [*GOOD[:-1], 0.1, 0.1, 0.1])["diverging"].detail.startswith("train:accuracy")


def test_one_or_two_bad_epochs_and_small_losses_are_no_divergence() -> None:
    for rest in ([0.2], [0.2, 0.2], [0.2, 0.2, 0.7], [0.6, 0.6, 0.6], []):
        assert "diverging" not in found([*GOOD, *rest]), rest
    assert "diverging" not in found([0.5, 0.54, 0.5, 0.5, 0.5, 0.5])


def test_a_loss_diverges_upwards() -> None:
    falling = [2.3, 1.2, 0.5, 0.4]
    assert of_metric("train:loss", [*falling, 3.0, 5.0, 9.0]) == {
        "diverging": "train:loss has been at least 3.0000 for 3 epochs or more; its best was 0.4000 at epoch 3"
    }
    assert of_metric("train:loss", [*falling, 0.6, 0.5, 0.7]) == {}
