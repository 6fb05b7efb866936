"""A name that several jobs have is told apart by where they run; what is read to its end is asked for nowhere."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, JobState, Status, Transition
from tests.cli.localjob import open_book, state_folder
from tests.cli.runner import trainscope

if TYPE_CHECKING:
    from pathlib import Path

REGIONS = ("eu-west-1", "us-east-1")
NOWHERE = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def twins(home: Path) -> Path:
    """A job of the same name in two regions, both ended and read to their end."""
    state_folder(home).mkdir(parents=True)
    with closing(open_book(home)) as book:
        for number, region in enumerate(REGIONS):
            record = book.add_job(
                JobKey("sagemaker", "123456789012", region, "twin"), spec=None, created=number
            )
            ended = time.time()
            steps = (Transition("Completed", ended, ended, region),)
            state = JobState(Status.COMPLETED, "Completed", steps, ended=ended)
            book.store(record.id, old_cursor=None, cursor="{}", state=state, drained=True)
    return home


def test_which_of_several_is_asked_for_and_the_region_answers(twins: Path) -> None:
    unclear = trainscope(twins, "status", "twin")
    assert unclear.code == 2
    assert "eu-west-1" in unclear.stderr
    assert "--region" in unclear.stderr
    for region in REGIONS:
        found = trainscope(twins, "status", "twin", "--region", region, "--json", env=NOWHERE)
        assert (found.code, found.stderr) == (0, "")
        assert found.json()["region"] == region


def test_all_commands_answer_of_a_job_read_to_its_end_without_any_network(twins: Path) -> None:
    for command in ("status", "watch", "logs", "metrics"):
        found = trainscope(twins, command, "twin", "--region", "eu-west-1", env=NOWHERE)
        assert (found.code, found.stderr) == (0, ""), command


def test_without_an_answer_the_list_is_what_the_book_holds(twins: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    found = trainscope(
        twins, "jobs", "--engine", "sagemaker", "--region", "eu-west-1", "--json", env={**NOWHERE, **keys}
    )
    assert found.code == 4
    assert "only what the run book holds" in found.stderr
    assert len(found.json()) == 2
