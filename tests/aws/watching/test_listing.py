"""The account's jobs are listed newest first, page by page, filtered by the service."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from core.engine.base import JobFilter
from core.errors import EngineRefused, JobNotFound
from core.job.status import Status
from tests.aws.life import failed, quick

if TYPE_CHECKING:
    from tests.aws.watching.seat import Seat


def put(seat: Seat, count: int) -> None:
    now = seat.account.clock()
    for number in range(count):
        seat.account.jobs.put(f"job-{number:03d}", life=quick(), created=now - 10_000 + number)


def test_all_pages_are_listed_newest_first_and_only_as_they_are_taken(seat: Seat) -> None:
    put(seat, 250)
    listed = seat.engine.list(JobFilter())
    first = [row.key.name for row in islice(listed, 100)]
    assert seat.account.requests.count("ListTrainingJobs") == 1
    names = first + [row.key.name for row in listed]
    assert names == [f"job-{number:03d}" for number in reversed(range(250))]
    assert seat.account.requests.count("ListTrainingJobs") == 3
    assert seat.account.requests.peak("ListTrainingJobs") == 1


def test_a_row_says_where_the_job_is_and_how_it_stands(seat: Seat) -> None:
    put(seat, 1)
    [row] = seat.engine.list(JobFilter())
    assert row.key == ("sagemaker", seat.account.id, "us-east-1", "job-000")
    assert (row.status, row.stage) == (Status.COMPLETED, "Completed")
    assert row.created is not None
    assert row.ended is not None
    assert row.ended > row.created


def test_the_service_filters_by_name_and_status(seat: Seat) -> None:
    put(seat, 30)
    seat.account.jobs.put("broken", life=failed(), created=seat.account.clock() - 500)
    seat.account.jobs.put("running")
    assert [row.key.name for row in seat.engine.list(JobFilter(name_contains="job-01"))] == [
        f"job-{number:03d}" for number in reversed(range(10, 20))
    ]
    assert [row.key.name for row in seat.engine.list(JobFilter(status=Status.FAILED))] == ["broken"]
    [running] = seat.engine.list(JobFilter(status=Status.IN_PROGRESS))
    assert (running.key.name, running.ended) == ("running", None)
    assert len(list(seat.engine.list(JobFilter(limit=3)))) == 3
    asked = [seen.parameters for seen in seat.account.requests.of("ListTrainingJobs")]
    assert [request.get("NameContains") for request in asked] == ["job-01", None, None, None]
    assert asked[-1]["MaxResults"] == 3


def test_a_name_that_no_job_can_have_is_not_asked_for(seat: Seat) -> None:
    put(seat, 2)
    assert list(seat.engine.list(JobFilter(name_contains="a b/c"))) == []
    assert seat.account.requests.count("ListTrainingJobs") == 0


def test_a_missing_permission_is_said(seat: Seat) -> None:
    seat.account.faults.denied = {"sagemaker:ListTrainingJobs"}
    with pytest.raises(EngineRefused, match="sagemaker:ListTrainingJobs"):
        list(seat.engine.list(JobFilter()))


def test_stopping_is_done_also_where_it_was_done_before(seat: Seat) -> None:
    seat.account.jobs.put("job")
    seat.account.clock.advance(5)
    assert seat.engine.stop("job") is Status.STOPPING
    assert seat.engine.stop("job") is Status.STOPPING
    seat.account.clock.advance(600)
    assert seat.engine.stop("job") is Status.STOPPED
    with pytest.raises(JobNotFound):
        seat.engine.stop("nobody")


def test_a_job_that_has_ended_needs_no_stop(seat: Seat) -> None:
    put(seat, 1)
    assert seat.engine.stop("job-000") is Status.COMPLETED


def test_a_stop_is_asked_for_until_it_is_delivered(seat: Seat) -> None:
    seat.account.jobs.put("job")
    seat.account.clock.advance(5)
    seat.account.faults.next("StopTrainingJob", "server_error", "reset_before")
    assert seat.engine.stop("job") is Status.STOPPING
    assert seat.account.requests.count("StopTrainingJob") == 3


def test_a_page_that_was_lost_once_is_asked_for_again(seat: Seat) -> None:
    put(seat, 2)
    seat.account.faults.next("ListTrainingJobs", "server_error")
    assert [row.key.name for row in seat.engine.list(JobFilter())] == ["job-001", "job-000"]
