"""Photos learned by heart are told once it is no accident."""

from __future__ import annotations

from dataclasses import replace

from core.job.status import MetricDefinition, Stage, Status
from tests.core.foresight.courses import RUNNING, found, noisy

RISE = [0.4 + 0.03 * epoch for epoch in range(10)]
UP = [*RISE, *[0.7 + 0.015 * epoch for epoch in range(15)]]
DOWN = [*RISE, *[0.7 - 0.01 * epoch for epoch in range(15)]]


def test_training_up_and_validation_down_is_told_with_both() -> None:
    finding = found(noisy(DOWN, 0.01), UP)["overfitting"]
    assert finding.detail == (
        "since epoch 12 validation accuracy has fallen by 0.12, while training accuracy has grown by 0.18 to 0.91"
    )
    assert finding.fix.startswith("stop the job and ")


def test_it_takes_ten_epochs_to_be_sure() -> None:
    first = next(done for done in range(1, 26) if "overfitting" in found(DOWN[:done], UP[:done]))
    # Three epochs are one level: the best is that of epoch 10 to 12.
    assert first == 22


def test_both_up_both_down_or_validation_level_is_no_overfitting() -> None:
    level = noisy([*RISE, *[0.7] * 15], 0.03)
    for validation, training in ((UP, UP), (DOWN, DOWN), (level, UP)):
        assert all("overfitting" not in found(validation[:n], training[:n]) for n in range(1, 26))


def test_validation_that_never_learned_anything_is_told() -> None:
    training = [min(0.99, 0.5 + 0.03 * epoch) for epoch in range(20)]
    finding = found(noisy([0.5] * 20, 0.03), training)["overfitting"]
    assert "no better than in the first epochs" in finding.detail
    assert "the same classes" in finding.fix


def test_of_a_job_that_ended_it_is_not_said_to_stop_it() -> None:
    ended = replace(RUNNING, status=Status.COMPLETED, stage=Stage.COMPLETED)
    assert found(DOWN, UP, state=ended)["overfitting"].fix.startswith("try augmentation_type")


def test_nothing_is_said_of_other_algorithms_and_of_numbers_that_are_none() -> None:
    other = replace(RUNNING, metrics=(MetricDefinition("validation:accuracy", "a=(.*)"),))
    assert "overfitting" not in found(DOWN, UP, state=other)
    assert "overfitting" not in found([float("nan")] * 25, UP)
    assert "overfitting" not in found(DOWN, [])
