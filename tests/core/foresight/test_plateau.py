"""A curve that no longer grows is told, with what stopping saves; one that is merely noisy is not."""

from __future__ import annotations

from dataclasses import replace

from core.foresight.plateau import epochs_without_gain
from core.job.status import Stage, Status
from tests.core.foresight.courses import RUNNING, facts_of, found, noisy

GROWING = [0.3 + 0.4 * epoch / 19 for epoch in range(20)]
FLAT = [*GROWING[:12], *[0.53] * 20]


def test_a_flat_curve_is_told_with_its_best_epoch_and_what_stopping_saves() -> None:
    finding = found(FLAT)["plateau"]
    assert finding.level == "warning"
    assert finding.detail == (
        "validation accuracy has not grown by more than 0.1 % for 20 epochs: the best is 0.5316 at epoch 11; "
        "stopping now saves 28 minutes, $0.66"
    )


def test_without_a_price_the_time_alone_is_told() -> None:
    assert found(FLAT, state=replace(RUNNING, price_per_hour=None))["plateau"].detail.endswith(
        "saves 28 minutes"
    )


def test_a_curve_that_grows_slowly_under_noise_is_no_plateau() -> None:
    slow = noisy([0.5 + 0.005 * epoch for epoch in range(40)], 0.03)
    assert all("plateau" not in found(slow[:done]) for done in range(1, 41))


def test_a_lucky_epoch_long_ago_is_no_plateau_while_the_level_grows() -> None:
    curve = [0.3 + 0.01 * epoch for epoch in range(20)]
    curve[6] = 0.6
    assert epochs_without_gain(curve=list(enumerate(curve)), tolerance=0.001, epochs=60) is None
    assert "plateau" not in found(curve)


def test_a_drop_in_the_learning_rate_that_is_to_come_or_was_just_now_is_waited_for() -> None:
    for steps, quiet in (("40,50", True), ("25", True), ("5", False), ("5,11", False), ("x,", False)):
        state = replace(RUNNING, hyperparameters={"lr_scheduler_step": steps})
        assert ("plateau" not in found(FLAT, state=state)) is quiet, steps


def test_the_tolerance_is_the_jobs_own_where_it_has_one() -> None:
    creeping = [0.5 * 1.002**epoch for epoch in range(40)]
    assert "plateau" not in found(creeping)
    state = replace(RUNNING, hyperparameters={"early_stopping_tolerance": "0.5"})
    flat = [*creeping[:20], *[creeping[19]] * 20]
    assert "more than 50 %" in found(flat, state=state)["plateau"].detail
    for odd in ("0", "-1", "nan", "much"):
        state = replace(RUNNING, hyperparameters={"early_stopping_tolerance": odd})
        assert "more than 0.1 %" in found(flat, state=state)["plateau"].detail


def test_nothing_is_said_of_a_job_that_ends_by_itself_or_soon_or_has_ended() -> None:
    assert "plateau" not in found(FLAT, facts=replace(facts_of(len(FLAT), 60), early_stopping=True))
    assert "plateau" not in found(FLAT, epochs=len(FLAT))
    assert "plateau" not in found(
        FLAT, state=replace(RUNNING, status=Status.COMPLETED, stage=Stage.COMPLETED)
    )
    assert "plateau" not in found(FLAT, state=replace(RUNNING, status=Status.STOPPING, stage=Stage.STOPPING))


def test_a_short_job_is_judged_by_a_third_of_its_epochs() -> None:
    curve = list(enumerate([0.3, 0.6, *[0.6] * 9]))
    assert epochs_without_gain(curve, 0.001, 12) == 9
    assert epochs_without_gain(curve, 0.001, 60) is None


def test_values_that_are_no_numbers_are_left_out() -> None:
    curve = [*FLAT[:20], float("nan"), *FLAT[20:]]
    assert "for 20 epochs" in found(curve)["plateau"].detail
