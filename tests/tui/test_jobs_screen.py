"""A run-book record as a row of the list of jobs: pure, so a table of cases."""

from __future__ import annotations

import pytest

from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Status
from core.runs import Record
from tui.screens.jobs import COLUMNS, STATUS_MARKS, job_cells

KEY = JobKey("local", "", "", "ic-flowers-1")


def cells(record: Record, now: float = 1000.0) -> dict[str, str]:
    return dict(zip(COLUMNS, job_cells(record, now), strict=True))


def test_a_running_job_shows_its_stage_and_how_long_it_has_run() -> None:
    row = cells(Record(1, KEY, 910.0, None, JobState(Status.IN_PROGRESS, "Training")))
    assert row["status"] == "● Training"
    assert row["took"] == "01:30"


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.STOPPED])
def test_an_ended_job_shows_its_status_in_words_and_what_it_took(status: Status) -> None:
    row = cells(Record(1, KEY, 100.0, None, JobState(status, "whatever", ended=160.0)))
    assert row["status"] == f"{STATUS_MARKS[status.value]} {status.value}"
    assert row["took"] == "01:00"


def test_the_best_epoch_is_shown_with_its_value() -> None:
    best = MetricPoint("validation:accuracy", 8, 0.70213, None, None)
    row = cells(Record(1, KEY, 100.0, None, JobState(Status.COMPLETED, "Completed"), best))
    assert row["best"] == "0.7021 @ 8"


def test_a_job_that_never_started_says_so() -> None:
    assert cells(Record(1, KEY, 100.0))["status"] == "? not started"


def test_a_job_elsewhere_shows_where() -> None:
    key = JobKey("sagemaker", "123456789012", "eu-west-1", "a[b]c")
    row = cells(Record(1, key, 100.0))
    assert row["where"] == "sagemaker eu-west-1"
    assert row["job"] == "a[b]c"
