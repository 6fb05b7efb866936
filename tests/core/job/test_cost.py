"""What a job costs, from its state alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.job.cost import STORING_SECONDS, Cost, cost_by, cost_of
from core.job.progress import Progress
from core.job.status import JobState, Stage, Status, Transition

RUNNING = JobState(
    Status.IN_PROGRESS,
    Stage.TRAINING,
    training_started=1000.0,
    instance_count=2,
    price_per_hour=1.8,
    max_runtime_seconds=86400,
)


def test_nothing_is_known_of_no_job() -> None:
    assert cost_of(None, None, 0.0) == Cost()


def test_a_running_job_is_billed_from_the_start_of_training_for_every_instance() -> None:
    cost = cost_of(RUNNING, 1800.0 - STORING_SECONDS, 1000.0 + 1800)
    assert cost.billable_seconds == 1800
    assert cost.so_far == pytest.approx(1.8)
    assert cost.at_end == pytest.approx(3.6)


def test_before_training_nothing_is_billed_and_the_end_is_not_known() -> None:
    cost = cost_of(replace(RUNNING, stage=Stage.PENDING, training_started=None), 1800.0, 5000.0)
    assert (cost.billable_seconds, cost.so_far, cost.at_end) == (0.0, 0.0, None)


def test_without_a_price_there_is_time_but_no_money() -> None:
    cost = cost_of(replace(RUNNING, price_per_hour=None), 60.0, 1060.0)
    assert (cost.billable_seconds, cost.so_far, cost.at_end) == (60.0, None, None)


def test_no_job_is_thought_to_run_longer_than_it_may() -> None:
    cost = cost_of(replace(RUNNING, max_runtime_seconds=3600), 1e6, 1000.0 + 60)
    assert cost.at_end == pytest.approx(3.6)


def test_while_uploading_only_what_has_run_counts() -> None:
    cost = cost_of(replace(RUNNING, stage=Stage.UPLOADING), None, 1000.0 + 3600)
    assert cost.at_end == cost.so_far == pytest.approx(3.6)


def test_what_the_service_bills_is_the_last_word() -> None:
    ended = replace(
        RUNNING,
        status=Status.COMPLETED,
        stage=Stage.COMPLETED,
        ended=9000.0,
        billable_seconds=900,
        training_seconds=3600,
        spot=True,
        transitions=(
            Transition(Stage.TRAINING, 1000.0, 2000.0),
            Transition(Stage.INTERRUPTED, 2000.0, 2010.0),
            Transition(Stage.TRAINING, 2100.0, 3000.0),
        ),
    )
    cost = cost_of(ended, 0.0, 1e9)
    assert cost.so_far == cost.at_end == pytest.approx(0.9)
    assert cost.savings == pytest.approx(75.0)
    assert cost.interruptions == 1


def test_a_job_that_ended_without_a_bill_is_billed_to_its_end() -> None:
    ended = replace(RUNNING, status=Status.FAILED, stage=Stage.FAILED, training_ended=1600.0, ended=1700.0)
    assert cost_of(ended, None, 1e9).billable_seconds == 600
    assert cost_of(replace(ended, training_ended=None), None, 1e9).billable_seconds == 700


def test_savings_are_told_of_spot_jobs_alone_and_only_once_they_are_known() -> None:
    assert cost_of(replace(RUNNING, billable_seconds=10, training_seconds=10), None, 2000.0).savings is None
    assert cost_of(replace(RUNNING, spot=True, billable_seconds=10), None, 2000.0).savings is None


def test_the_end_has_a_least_and_a_most() -> None:
    cost = cost_of(RUNNING, 1800.0, 2800.0, low=1800.0 - STORING_SECONDS, high=3600.0 - STORING_SECONDS)
    assert cost.at_least == pytest.approx(3.6)
    assert cost.at_most == pytest.approx(5.4)
    limited = replace(RUNNING, max_runtime_seconds=3600)
    assert cost_of(limited, 900.0, 2800.0, low=900.0, high=1e6).at_most == pytest.approx(3.6)


def test_the_cost_goes_by_the_time_left_and_a_job_on_no_instance_has_none() -> None:
    done = Progress(eta_seconds=1800.0, eta_low=1700.0, eta_high=1900.0)
    assert cost_by(RUNNING, done, 2800.0) is None
    paid = replace(RUNNING, instance_type="ml.g5.xlarge")
    assert cost_by(paid, done, 2800.0) == cost_of(paid, 1800.0, 2800.0, low=1700.0, high=1900.0)
    assert cost_by(paid, None, 2800.0) == cost_of(paid, None, 2800.0)
    assert cost_by(None, done, 2800.0) is None
