"""A run-book record as a row of the list of jobs: pure, so a table of cases."""

from __future__ import annotations

import pytest

from core.job.metrics import MetricPoint
from core.job.status import JobKey, Status
from core.joblist import Listed
from tui.widgets.job_table import COLUMNS, job_cells

KEY = JobKey("local", "", "", "ic-flowers-1")


def row(
    status: Status | None,
    stage: str | None = None,
    *,
    created: float = 100.0,
    ended: float | None = None,
    best: MetricPoint | None = None,
    key: JobKey = KEY,
) -> Listed:
    return Listed(key, status, stage, created, ended, best)


def cells(row: Listed, now: float = 1000.0) -> dict[str, str]:
    return dict(zip(COLUMNS, job_cells(row, now), strict=True))


def test_a_running_job_shows_its_stage_and_how_long_it_has_run() -> None:
    shown = cells(row(Status.IN_PROGRESS, "Training", created=910.0))
    assert shown["status"] == "● Training"
    assert shown["took"] == "1 min"


@pytest.mark.parametrize(
    ("status", "mark"), [(Status.COMPLETED, "✓"), (Status.FAILED, "✗"), (Status.STOPPED, "■")]
)
def test_an_ended_job_shows_its_status_in_words_and_what_it_took(status: Status, mark: str) -> None:
    shown = cells(row(status, "whatever", ended=160.0))
    assert shown["status"] == f"{mark} {status.value}"
    assert shown["took"] == "01:00"


def test_the_best_epoch_is_shown_with_its_value() -> None:
    best = MetricPoint("validation:accuracy", 8, 0.70213, None, None)
    assert cells(row(Status.COMPLETED, best=best))["best"] == "0.7021 @ 8"


def test_a_job_that_never_started_says_so() -> None:
    shown = cells(row(None))
    assert "not started" in shown["status"]
    assert shown["took"] == ""


def test_a_job_elsewhere_shows_where() -> None:
    shown = cells(row(None, key=JobKey("sagemaker", "123456789012", "eu-west-1", "a[b]c")))
    assert shown["where"] == "sagemaker eu-west-1"
    assert shown["job"] == "a[b]c"
