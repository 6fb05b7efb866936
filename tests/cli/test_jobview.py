"""What a job costs and how its hosts are used, in words and in the contract's JSON."""

from __future__ import annotations

from dataclasses import replace

from cli.jobview import cost_words, status_json, use_words
from core.engine.base import InstanceMetric
from core.job.progress import LogFacts, progress
from core.job.status import JobKey, JobState, Status, Transition
from core.runs import Record

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
