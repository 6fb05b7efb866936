"""What is said of a sweep beside one of its jobs: how far it is, and the best job so far, from the run book alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.job.status import JobKey, JobState, Status
from core.sweep.membership import Membership, membership_of, short_name, sweep_name
from tests.core.sweep.sweeps import World, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


def told(world: World, name: str) -> Membership | None:
    return membership_of(world.book, world.book.find(name), world.now)


def test_a_job_knows_how_far_its_sweep_is_and_whose_the_best_value_is(world: World) -> None:
    record = world.started()
    first = world.job(1, "0.01", Status.COMPLETED, 0.25, 0.5)
    second = world.job(2, "0.1", Status.IN_PROGRESS, 0.75, 0.6)
    world.follower(record).poll()
    assert told(world, first) == Membership("birds-1", 1, 4, 0.75, "002")
    assert told(world, second) == Membership("birds-1", 1, 4, 0.75), "empty: it is this one"


def test_before_the_first_value_there_is_no_best(world: World) -> None:
    record = world.started()
    job = world.job(1, "0.01", Status.IN_PROGRESS)
    world.follower(record).poll()
    assert told(world, job) == Membership("birds-1", 0, 4)


def test_a_sweep_that_the_book_does_not_know_has_its_name_alone(world: World) -> None:
    key = JobKey("sagemaker", "1", "eu-west-1", "birds-9-001")
    record = world.book.add_job(key, spec=None, created=world.now)
    state = JobState(Status.IN_PROGRESS, "Training", sweep="birds-9")
    world.book.store(record.id, old_cursor=None, cursor="1", state=state)
    elsewhere = key._replace(account="2", name="birds-9")
    world.book.sweeps.add(elsewhere, spec={"job": {"launch_id": "a"}, "jobs": 7}, created=world.now)
    assert told(world, "birds-9-001") == Membership("birds-9"), "that account's is another"


def test_a_job_of_no_sweep_has_none(world: World) -> None:
    record = world.book.add_job(JobKey("local", "", "", "alone"), spec={"launch_id": "a"}, created=world.now)
    assert sweep_name(record) == ""
    assert membership_of(world.book, record, world.now) is None


@pytest.mark.parametrize(("job", "short"), [("birds-1-002-aa", "002-aa"), ("wrens-002", "wrens-002")])
def test_a_name_without_that_of_its_sweep_is_short(job: str, short: str) -> None:
    assert short_name(job, "birds-1") == short
