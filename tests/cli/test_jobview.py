"""What a job costs and how its hosts are used, in words and in the contract's JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cli.jobview import cost_words, epoch_words, print_status, status_json, use_words
from core.engine.base import InstanceMetric
from core.job.progress import LogFacts, Progress, progress
from core.job.status import JobKey, JobState, Status, TransformFacts, Transition
from core.runs import Record

if TYPE_CHECKING:
    import pytest

RUNNING = JobState(
    Status.IN_PROGRESS,
    "Training",
    (Transition("Training", 1000.0),),
    created=900.0,
    training_started=1000.0,
    instance_type="ml.g5.xlarge",
    instance_count=2,
    price_per_hour=1.8,
)
RECORD = Record(1, JobKey("far", "1", "r", "ic-birds-1"), 900.0)


def words(state: JobState, now: float) -> list[str]:
    return cost_words(state, progress(state, LogFacts(), [], now), now)


def answer(state: JobState | None, now: float) -> dict[str, object]:
    return status_json(RECORD, state, LogFacts(), [], now)


def test_the_cost_grows_while_the_job_runs() -> None:
    assert words(RUNNING, 2000.0)[0] == "cost so far $1.00"
    assert "2 × ml.g5.xlarge, billable 16:40 each" in words(RUNNING, 2000.0)[1]
    found = answer(RUNNING, 2000.0)
    assert (found["cost"], found["billable_seconds"]) == (1.0, 1000)


def test_the_cost_at_the_end_has_a_least_and_a_most_where_they_differ_in_cents() -> None:
    done = Progress(eta_seconds=1000.0, eta_low=900.0, eta_high=1200.0)
    assert (
        cost_words(RUNNING, done, 2000.0)[0] == "cost so far $1.00, about $2.03 at the end ($1.93 to $2.23)"
    )
    sure = replace(done, eta_low=1000.0, eta_high=1000.1)
    assert cost_words(RUNNING, sure, 2000.0)[0].endswith("about $2.03 at the end")


def test_the_time_left_has_a_margin_or_a_least_and_a_most() -> None:
    done = Progress(3, 10, eta_seconds=600.0, eta_basis="3 epochs of 85.7 s", eta_low=570.0, eta_high=630.0)
    assert "about 10:00 left, 09:30 to 10:30 (by 3 epochs of 85.7 s)" in epoch_words(done)
    assert "about 10:00 left ± 5 % (by 3 epochs of 85.7 s)" in epoch_words(replace(done, eta_margin=0.05))


def test_at_the_end_the_service_says_what_is_billed_and_what_spot_has_saved() -> None:
    ended = replace(
        RUNNING,
        status=Status.COMPLETED,
        stage="Completed",
        spot=True,
        transitions=(Transition("Interrupted", 1100.0, 1200.0), *RUNNING.transitions),
        ended=3000.0,
        training_ended=2900.0,
        training_seconds=1900,
        billable_seconds=950,
    )
    assert words(ended, 9000.0) == [
        "cost $0.95",
        "2 × ml.g5.xlarge spot, billable 15:50 each, spot saved 50 %, 1 interruption",
    ]
    assert answer(ended, 9000.0)["billable_seconds"] == 950


def test_an_unknown_price_is_said_and_a_free_job_has_none() -> None:
    assert words(replace(RUNNING, price_per_hour=None), 2000.0)[0].startswith("cost unknown")
    free = replace(RUNNING, instance_type=None)
    assert words(free, 2000.0) == []
    assert (answer(free, 2000.0)["cost"], answer(None, 2000.0)["cost"]) == (None, None)
    assert answer(free, 2000.0)["billable_seconds"] is None


def test_each_host_has_a_line_of_what_is_known() -> None:
    use = (
        InstanceMetric("algo-1", 5.0, cpu=0.123, gpu=0.97, gpu_memory=0.4),
        InstanceMetric("algo-2", 5.0),
    )
    assert use_words(use) == ["algo-1: CPU 12 %, GPU 97 %, GPU memory 40 %"]


BATCH = replace(
    RUNNING,
    stage="Transforming",
    instance_type="ml.m5.large",
    instance_count=1,
    hyperparameters={"epochs": "30"},
    transform=TransformFacts("ic-birds-1", "s3://b/out", photos=3670, answered=1200),
)


def test_a_batch_transform_counts_photos_and_no_epochs() -> None:
    found = answer(BATCH, 1600.0)
    assert (found["epoch"], found["epochs"], found["best"]) == (None, None, None)
    assert (found["eta_seconds"], found["billable_seconds"], found["cost"]) == (1235.0, 600, 0.3)
    assert found["transform"] == {
        "job": "ic-birds-1",
        "photos": 3670,
        "answered": 1200,
        "output": "s3://b/out",
    }
    assert "transform" not in answer(RUNNING, 1600.0)


def test_a_batch_transform_is_shown_with_its_photos(capsys: pytest.CaptureFixture[str]) -> None:
    print_status(RECORD, BATCH, None, [], 1600.0)
    running = capsys.readouterr().out
    assert "  asks the model of ic-birds-1\n" in running
    assert "  answered 1,200 of 3,670 photos, 2.0/s, about 20:35 left (by 1,200 photos)\n" in running
    assert "  answers in s3://b/out\n" in running
    assert "  cost so far $0.30, about $0.92 at the end\n" in running
    assert "epoch" not in running
    assert "results" not in running
    print_status(RECORD, replace(BATCH, status=Status.STOPPED, ended=1700.0), None, [], 1800.0)
    assert "see the answers with: trainscope results ic-birds-1" in capsys.readouterr().out
