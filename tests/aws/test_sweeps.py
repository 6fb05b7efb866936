"""A sweep on SageMaker reviewed, started, followed to its best job, stopped and listed, over HTTP."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from core.cancel import CancelToken
from core.errors import (
    CredentialsExpired,
    EngineError,
    EngineRefused,
    JobNotFound,
    NameTaken,
    NotFound,
    QuotaExceeded,
    Throttled,
    UsageError,
)
from core.job.status import Status
from core.sweep.ranges import parse_range
from tests.aws.sweeping import NAME, OURS, engine_of, go, look, reviewed, wanted
from tests.aws.tuningjob import NAMED, NONE_SUCCEEDED, quickly

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.base import Review
    from core.engine.sagemaker.engine import SageMakerEngine
    from tests.aws.account import Account

MARK = {"Key": "trainscope:launch-id", "Value": OURS}


@pytest.fixture(autouse=True)
def _environment(aws: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    aws.clock.freeze()
    aws.tunings.life = quickly


@pytest.fixture
def engine(aws: Account) -> SageMakerEngine:
    return engine_of(aws)


def kinds(found: Review, level: str = "error") -> list[str]:
    return [finding.kind for finding in found.findings if finding.level == level]


def of(found: Review, member: str) -> dict[str, Any]:
    value = found.request[member]
    assert isinstance(value, dict)
    return value


def test_the_review_shows_the_ceiling_of_all_jobs(engine: SageMakerEngine, tmp_path: Path) -> None:
    found = look(engine, wanted(tmp_path, jobs=5, parallel=2))
    assert kinds(found) == []
    one = engine.review(wanted(tmp_path / "other").job, lambda progress: None, CancelToken())
    assert one.price_per_hour
    assert one.estimate
    assert found.price_per_hour == pytest.approx(2 * one.price_per_hour)
    assert found.estimate == pytest.approx(5 * one.estimate)
    assert found.estimate_basis.startswith("each on 1 × ")
    assert {
        "jobs": "5, 2 at a time",
        "learning_rate": "0.001..0.1 log",
        "time limit": "24:00:00, for each job",
    }.items() <= dict(found.facts).items()
    assert found.upload_bytes > 0


def test_the_request_is_that_of_a_job_for_all_of_them(engine: SageMakerEngine, tmp_path: Path) -> None:
    sweep = wanted(
        tmp_path,
        early_stopping=True,
        optimizer="sgd, adam",
        mini_batch_size="8..16",
        learning_rate="0.001..0.1 log",
    )
    found = look(engine, sweep)
    assert set(found.request) == {
        "HyperParameterTuningJobName",
        "HyperParameterTuningJobConfig",
        "TrainingJobDefinition",
        "Tags",
    }
    assert of(found, "HyperParameterTuningJobConfig") == {
        "Strategy": "Bayesian",
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:accuracy"},
        "ResourceLimits": {"MaxNumberOfTrainingJobs": 5, "MaxParallelTrainingJobs": 2},
        "ParameterRanges": {
            "CategoricalParameterRanges": [{"Name": "optimizer", "Values": ["sgd", "adam"]}],
            "IntegerParameterRanges": [
                {"Name": "mini_batch_size", "MinValue": "8", "MaxValue": "16", "ScalingType": "Auto"}
            ],
            "ContinuousParameterRanges": [
                {
                    "Name": "learning_rate",
                    "MinValue": "0.001",
                    "MaxValue": "0.1",
                    "ScalingType": "Logarithmic",
                }
            ],
        },
        "TrainingJobEarlyStoppingType": "Auto",
    }
    definition = of(found, "TrainingJobDefinition")
    assert set(definition["StaticHyperParameters"]) == {
        "num_classes",
        "num_training_samples",
        "epochs",
        "image_shape",
    }
    assert "MetricDefinitions" not in definition["AlgorithmSpecification"]
    assert len(definition["InputDataConfig"]) == 4


def test_the_whole_way(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    sweep = reviewed(engine, wanted(tmp_path))
    told = go(engine, sweep)
    assert told[-1].step == "creating the sweep"
    assert engine.has_started_sweep(NAME, OURS)
    assert engine.sweep_jobs(NAME) == ()

    state = engine.sweep(NAME)
    assert (state.key, state.status, state.jobs, state.parallel, state.best) == (
        engine.key(NAME),
        Status.IN_PROGRESS,
        5,
        2,
        None,
    )
    assert (state.launch_id, state.ranges, state.strategy) == (OURS, sweep.ranges, "Bayesian")

    aws.clock.advance(6)
    assert engine.sweep(NAME).counts == {Status.IN_PROGRESS: 2}
    first, second = engine.sweep_jobs(NAME)
    assert (first.status, first.objective, first.ended) == (Status.IN_PROGRESS, None, None)
    assert 0.001 <= float(first.values["learning_rate"]) <= 0.1
    assert first.values != second.values

    aws.clock.advance(600)
    state = engine.sweep(NAME)
    assert (state.status, state.counts, state.failure_reason) == (
        Status.COMPLETED,
        {Status.COMPLETED: 5},
        None,
    )
    jobs = engine.sweep_jobs(NAME)
    assert [job.name[:14] for job in jobs] == [f"{NAME}-{number:03d}-" for number in range(1, 6)]
    assert all(job.ended for job in jobs)
    assert state.best == max(jobs, key=lambda job: job.objective or 0.0)
    assert state.ended == max(job.ended or 0.0 for job in jobs)


def test_its_jobs_are_jobs_that_know_their_sweep(
    aws: Account, engine: SageMakerEngine, tmp_path: Path
) -> None:
    go(engine, reviewed(engine, wanted(tmp_path)))
    aws.clock.advance(600)
    job = engine.sweep_jobs(NAME)[0]
    state = engine.describe(job.name)
    assert (state.status, state.sweep) == (Status.COMPLETED, NAME)
    assert state.hyperparameters["learning_rate"] == job.values["learning_rate"]
    assert "_tuning_objective_metric" not in state.hyperparameters
    assert aws.jobs[job.name].request["HyperParameters"]["_tuning_objective_metric"] == "validation:accuracy"
    assert any("Validation-accuracy" in line.text for line in engine.read_log(job.name, None).lines)


def test_a_look_is_one_call(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    go(engine, reviewed(engine, wanted(tmp_path)))
    engine.sweep(NAME)
    aws.requests.clear()
    for _ in range(2):
        engine.sweep(NAME)
    assert aws.requests.counts() == {"DescribeHyperParameterTuningJob": 2}


def test_stopped_it_stops_its_jobs(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    go(engine, reviewed(engine, wanted(tmp_path)))
    aws.clock.advance(6)
    assert engine.stop_sweep(NAME) is Status.STOPPING
    assert engine.stop_sweep(NAME) is Status.STOPPING
    aws.clock.advance(60)
    state = engine.sweep(NAME)
    assert (state.status, state.counts) == (Status.STOPPED, {Status.STOPPED: 2})
    assert state.ended
    assert engine.stop_sweep(NAME) is Status.STOPPED


def test_one_whose_jobs_all_fail_says_why(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    aws.tunings.next_life = NAMED["failed"]
    go(engine, reviewed(engine, wanted(tmp_path)))
    aws.clock.advance(600)
    state = engine.sweep(NAME)
    assert (state.status, state.counts, state.best) == (Status.FAILED, {Status.FAILED: 5}, None)
    assert state.failure_reason == NONE_SUCCEEDED
    assert "its jobs failed" in state.advice
    assert engine.sweep_jobs(NAME)[0].failure_reason == "AlgorithmError: no"


def test_many_jobs_and_sweeps_come_in_pages(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    go(engine, reviewed(engine, wanted(tmp_path, jobs=120, parallel=8)))
    aws.clock.advance(3600)
    assert len(engine.sweep_jobs(NAME)) == 120
    assert aws.requests.count("ListTrainingJobsForHyperParameterTuningJob") == 2
    request = dict(aws.tunings[NAME].request)
    for number in range(100):
        aws.clock.advance(1)
        aws.tunings.create(request | {"HyperParameterTuningJobName": f"other-{number}"})
    listed = list(engine.sweeps())
    assert [state.key.name for state in listed[:2]] == ["other-99", "other-98"]
    assert listed[-1].key == engine.key(NAME)
    assert (listed[-1].status, listed[-1].jobs, listed[-1].counts) == (
        Status.COMPLETED,
        120,
        {Status.COMPLETED: 120},
    )


@pytest.mark.parametrize("fault", ["reset_after", "half", "reset_before", "throttle"])
def test_an_answer_that_is_lost_makes_no_second_sweep(
    aws: Account, engine: SageMakerEngine, tmp_path: Path, fault: str
) -> None:
    sweep = reviewed(engine, wanted(tmp_path))
    aws.faults.next("CreateHyperParameterTuningJob", fault)
    told = go(engine, sweep)
    assert any(step.trouble for step in told)
    go(engine_of(aws), sweep)
    assert len(aws.tunings) == 1


def test_killed_after_the_call_arrived_it_is_found(
    aws: Account, engine: SageMakerEngine, tmp_path: Path
) -> None:
    sweep = reviewed(engine, wanted(tmp_path))
    gate = aws.faults.hold("CreateHyperParameterTuningJob", after=True)
    thread = threading.Thread(target=go, args=(engine, sweep))
    thread.start()
    assert gate.arrived.wait(30)
    del aws.faults.gates["CreateHyperParameterTuningJob"]
    later = engine_of(aws)
    assert later.has_started_sweep(NAME, OURS)
    go(later, sweep)
    gate.open()
    thread.join(30)
    assert len(aws.tunings) == 1


def test_whose_it_is_its_tag_tells(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    sweep = reviewed(engine, wanted(tmp_path))
    assert not engine.has_started_sweep(NAME, OURS)
    go(engine, sweep)
    aws.tunings[NAME].tags["trainscope:launch-id"] = "another"
    with pytest.raises(NameTaken, match=f"{NAME} is the name of another sweep"):
        engine.has_started_sweep(NAME, OURS)
    with pytest.raises(NameTaken, match="another sweep"):
        go(engine, sweep)
    assert kinds(look(engine, sweep)) == ["name-taken"]


def test_what_is_not_there_is_not_found(engine: SageMakerEngine) -> None:
    for ask in (engine.sweep, engine.sweep_jobs, engine.stop_sweep):
        with pytest.raises(NotFound, match="no such sweep"):
            ask("nobody")
        with pytest.raises(JobNotFound, match="no sweep can be called"):
            ask("no_name")


def test_throttled_and_expired_are_told_apart(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    go(engine, reviewed(engine, wanted(tmp_path)))
    aws.faults.next("DescribeHyperParameterTuningJob", "throttle")
    with pytest.raises(Throttled):
        engine.sweep(NAME)
    aws.faults.expired_until = aws.clock() + 60
    with pytest.raises(CredentialsExpired):
        engine_of(aws).sweep_jobs(NAME)


def test_who_may_not_see_the_tags_sees_the_sweep(
    aws: Account, engine: SageMakerEngine, tmp_path: Path
) -> None:
    go(engine, reviewed(engine, wanted(tmp_path)))
    aws.faults.denied.add("sagemaker:ListTags")
    assert (engine.sweep(NAME).launch_id, engine.sweep(NAME).jobs) == ("", 5)


def test_a_permission_that_is_missing_is_named(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    sweep = reviewed(engine, wanted(tmp_path))
    aws.faults.denied.add("sagemaker:CreateHyperParameterTuningJob")
    with pytest.raises(EngineRefused, match="sagemaker:CreateHyperParameterTuningJob"):
        go(engine, sweep)


def test_the_quota_is_held_against_all_jobs_at_a_time(
    aws: Account, engine: SageMakerEngine, tmp_path: Path
) -> None:
    sweep = wanted(tmp_path, parallel=3)
    ready = reviewed(engine, sweep)
    aws.quotas.set("ml.g5.xlarge", 2)
    [finding] = [one for one in look(engine, sweep).findings if one.level == "error"]
    assert finding.kind == "quota"
    assert "this sweep wants 3" in finding.detail
    assert "fewer jobs at a time" in finding.fix
    with pytest.raises(QuotaExceeded, match=r"ml\.g5\.xlarge"):
        go(engine, ready)


def test_what_is_refused_comes_with_a_remedy(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    for sweep, what in (
        (wanted(tmp_path / "1", jobs=2, parallel=3), "number of jobs"),
        (wanted(tmp_path / "2", strategy="Grid"), "number of jobs"),
        (wanted(tmp_path / "3", strategy="Grid", optimizer="sgd, adam"), "number of jobs"),
    ):
        with pytest.raises(EngineError, match=what) as caught:
            go(engine, reviewed(engine, sweep))
        assert caught.value.fix
    assert len(aws.tunings) == 0


def test_what_was_not_reviewed_is_not_started(engine: SageMakerEngine, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="was not reviewed"):
        go(engine, wanted(tmp_path))


def test_checkpoints_are_not_shared_by_the_jobs(aws: Account, tmp_path: Path) -> None:
    engine = engine_of(aws, checkpoints=f"s3://{aws.bucket}/checkpoints", spot=True, max_runtime_minutes=60)
    found = look(engine, wanted(tmp_path))
    assert "CheckpointConfig" not in of(found, "TrainingJobDefinition")
    assert "sweep-checkpoints" in kinds(found, "info")
    assert kinds(found, "warning") == ["spot-checkpoints"]
    longer = engine_of(aws, spot=True, max_runtime_minutes=90)
    assert kinds(look(longer, wanted(tmp_path / "other"))) == ["spot-checkpoints"]


def test_a_grid_tries_every_combination(aws: Account, engine: SageMakerEngine, tmp_path: Path) -> None:
    go(engine, reviewed(engine, wanted(tmp_path, strategy="Grid", jobs=2, optimizer="sgd, adam")))
    aws.clock.advance(600)
    assert [job.values for job in engine.sweep_jobs(NAME)] == [{"optimizer": "sgd"}, {"optimizer": "adam"}]
    assert engine.sweep(NAME).ranges == (parse_range("optimizer", "sgd, adam"),)
