"""What SageMaker says of a sweep that it does not start comes with what to do."""

from __future__ import annotations

import pytest

from core.engine.sagemaker.sweep.advice import advised
from core.errors import EngineError, EngineRefused, EngineUnreachable, QuotaExceeded

REQUEST = {"TrainingJobDefinition": {"ResourceConfig": {"InstanceType": "ml.g5.xlarge"}, "RoleArn": "role"}}


@pytest.mark.parametrize(
    ("why", "what"),
    [
        ("MaxParallelTrainingJobs must be less than or equal to MaxNumberOfTrainingJobs", "number of jobs"),
        ("The parameter ranges of learning_rate are not allowed", "the ranges"),
        ("Could not assume role", "cannot use the role role"),
        ("only GPU instances are supported", "ml.g5.xlarge cannot run"),
        ("something new", "does not take the request"),
    ],
)
def test_by_its_words(why: str, what: str) -> None:
    told = advised(EngineError("refused", why=why, fix="mend it"), REQUEST)
    assert what in told.what
    assert told.why == why
    assert told.fix


def test_a_quota_of_instances_and_one_of_sweeps_are_told_apart() -> None:
    machines = "The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances"
    assert "ml.g5.xlarge" in advised(QuotaExceeded("x", why=machines), REQUEST).what
    sweeps = advised(QuotaExceeded("x", why="limit 'Number of hyperparameter tuning jobs' is 100"), REQUEST)
    assert "sweeps" in sweeps.what
    assert "Service Quotas" in sweeps.fix


@pytest.mark.parametrize(
    "error",
    [
        EngineUnreachable("no answer"),
        EngineRefused("no", why="not authorized: CreateHyperParameterTuningJob"),
    ],
)
def test_what_says_enough_stays_as_it_is(error: EngineError) -> None:
    assert advised(error, REQUEST) is error
