"""Which jobs have a model that can be deployed, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import UsageError
from core.job.status import JobKey, JobState, MetricDefinition, Status
from core.runs import Record
from core.trained import trained_model

KEY = JobKey("sagemaker", "1", "eu-west-1", "ic-flowers")
SPEC = {"classes": ["daisy", "rose"], "hyperparameters": {"image_shape": "3,224,224", "multi_label": "0"}}
RECORD = Record(7, KEY, 1000.0, spec=SPEC)
DONE = JobState(Status.COMPLETED, "Completed", hyperparameters={"epochs": "3"}, model="s3://b/model.tar.gz")


def test_a_completed_job_and_a_stopped_one_with_a_model_can_be_deployed() -> None:
    model = trained_model(RECORD, DONE)
    assert (model.job, model.classes, model.model) == (KEY, ("daisy", "rose"), "s3://b/model.tar.gz")
    assert (model.multi_label, model.hyperparameters["image_shape"]) == (False, "3,224,224")
    assert trained_model(RECORD, replace(DONE, status=Status.STOPPED)) == model


def test_a_job_that_was_attached_to_tells_its_hyperparameters_and_no_classes() -> None:
    several = replace(DONE, hyperparameters={"multi_label": "1"})
    model = trained_model(replace(RECORD, spec=None), several)
    assert (model.classes, model.multi_label) == ((), True)


@pytest.mark.parametrize(
    ("state", "what", "fix"),
    [
        (replace(DONE, status=Status.IN_PROGRESS), "no model yet: it is InProgress", "trainscope watch"),
        (replace(DONE, status=Status.STOPPING), "no model yet: it is Stopping", "trainscope watch"),
        (
            replace(DONE, status=Status.FAILED, failure_reason="out of\x1b[2J memory"),
            "it failed: out of memory",
            "launch --from",
        ),
        (replace(DONE, status=Status.STOPPED, model=None), "its engine tells of none", "launch --from"),
        (
            replace(DONE, metrics=(MetricDefinition("loss", "x"),), algorithm="xgboost"),
            "another algorithm: xgboost",
            "built-in image classification",
        ),
    ],
)
def test_any_other_job_is_refused_with_what_to_do(state: JobState, what: str, fix: str) -> None:
    with pytest.raises(UsageError) as refused:
        trained_model(RECORD, state)
    assert what in str(refused.value)
    assert fix in refused.value.fix
