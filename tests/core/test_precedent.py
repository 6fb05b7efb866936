"""What a job will probably cost is judged by the newest earlier job of its kind, and only by such a one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.dataset.model import DataSet
from core.engine.base import Review
from core.job.spec import JobSpec
from core.job.status import JobKey, JobState, MetricDefinition, Status, Transition
from core.precedent import expect
from core.runs import Record

PRICE = 3.6
"""USD per hour: a second costs a tenth of a cent."""
REVIEW = Review((), {}, price_per_hour=PRICE, instance_type="ml.g5.xlarge")
BEFORE = JobState(
    Status.COMPLETED,
    "Completed",
    (Transition("Downloading", 0, 100), Transition("Training", 100, 500), Transition("Uploading", 500, 520)),
    hyperparameters={"epochs": "10", "num_training_samples": "1000", "num_layers": "18"},
    instance_type="ml.g5.xlarge",
    billable_seconds=460,
)


def spec(**changes: str) -> JobSpec:
    values = {**BEFORE.hyperparameters, **changes}
    return JobSpec("ic-new", "id", DataSet(Path("flowers"), (), (), ()), values, values)


def record(number: int, state: JobState | None) -> Record:
    return Record(number, JobKey("sagemaker", "1", "us-east-1", f"ic-{number}"), 0.0, state=state)


def test_the_same_job_again_costs_the_same() -> None:
    found = expect(REVIEW, spec(), "sagemaker", [record(1, BEFORE)])
    assert found.expected == pytest.approx(0.46)
    assert found.expected_basis == "07:40 by ic-1, which took 07:40 on the same instances"


def test_training_grows_with_epochs_and_images_and_the_rest_stays() -> None:
    found = expect(REVIEW, spec(epochs="20", num_training_samples="2000"), "sagemaker", [record(1, BEFORE)])
    assert found.expected == pytest.approx((60 + 4 * 400) / 1000)


def test_the_newest_job_of_its_kind_tells() -> None:
    slower = replace(BEFORE, billable_seconds=920)
    found = expect(REVIEW, spec(), "sagemaker", [record(2, None), record(3, slower), record(1, BEFORE)])
    assert found.expected == pytest.approx(0.92)


@pytest.mark.parametrize(
    "other",
    [
        replace(BEFORE, status=Status.FAILED),
        replace(BEFORE, instance_type="ml.p3.2xlarge"),
        replace(BEFORE, instance_count=2),
        replace(BEFORE, billable_seconds=None),
        replace(BEFORE, spot=True),
        replace(BEFORE, metrics=(MetricDefinition("loss", "loss=(.*)"),)),
        replace(BEFORE, hyperparameters={**BEFORE.hyperparameters, "num_layers": "152"}),
        replace(BEFORE, hyperparameters={**BEFORE.hyperparameters, "epochs": "many"}),
    ],
)
def test_a_job_of_another_kind_tells_nothing(other: JobState) -> None:
    assert expect(REVIEW, spec(), "sagemaker", [record(1, other)]) is REVIEW


def test_without_a_price_or_of_another_engine_nothing_is_expected() -> None:
    unknown = replace(REVIEW, price_per_hour=None)
    assert expect(unknown, spec(), "sagemaker", [record(1, BEFORE)]) is unknown
    assert expect(REVIEW, spec(), "local", [record(1, BEFORE)]) is REVIEW
