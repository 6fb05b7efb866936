"""A sweep is followed into the run book, its jobs as ordinary jobs with their curves; without a storm of calls."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.job.status import Status
from core.launch import given_from
from core.sweep.standing import Standing, of_book
from tests.core.filesweeps import end_sweep
from tests.core.sweep.sweeps import GIVEN, World, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.sweep.follow import SweepFollower, SweepLook


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path, cloud=True) as made:
        yield made


def polled(world: World, follower: SweepFollower, *, most: int = 200) -> SweepLook:
    """Polls as often as the follower wants, until the sweep has ended and all is read."""
    for _ in range(most):
        look = follower.poll()
        if look.ended:
            return look
        world.now += max(look.next_seconds, 0.05)
    raise AssertionError(f"not ended after {most} polls: {look}")


def test_its_jobs_become_ordinary_jobs_of_the_run_book(world: World) -> None:
    record = world.started()
    first = world.job(1, "0.01", Status.COMPLETED, 0.25, 0.75)
    world.job(2, "0.1", Status.IN_PROGRESS, 0.5)
    look = world.follower(record).poll()
    assert look.record.state is not None
    assert look.record.state.counts == {Status.COMPLETED: 1, Status.IN_PROGRESS: 1}
    assert (look.ended, look.trouble, look.interrupted) == (False, None, False)
    job = world.book.find(first)
    assert job.spec is not None
    assert (job.spec["sweep"], job.spec["request"]) == ("birds-1", None)
    assert job.spec["hyperparameters"]["learning_rate"] == "0.01"
    assert job.spec["hyperparameters"]["num_classes"] == "2"
    assert given_from(job) == {**GIVEN, "learning_rate": "0.01"}
    assert job.launched is not None
    assert job.best is not None
    assert (job.best.value, job.best.epoch) == (0.75, 1)


def test_it_has_ended_when_all_its_jobs_are_read_to_the_end(world: World) -> None:
    record = world.started()
    world.job(1, "0.01", Status.IN_PROGRESS, 0.25)
    follower = world.follower(record)
    assert not follower.poll().ended
    world.job(1, "0.01", Status.COMPLETED, 0.25, 0.75, 0.5)
    world.job(2, "0.1", Status.STOPPED)
    end_sweep(world.files / "birds-1", Status.COMPLETED)
    look = polled(world, follower)
    assert look.record.ended is not None
    assert all(world.book.find(name).drained for name in ("birds-1-001", "birds-1-002"))
    asked = len(world.engine.asked)
    again = world.follower(world.book.sweeps.get(record.id)).poll()
    assert again.ended
    assert len(world.engine.asked) == asked


def test_a_job_that_was_attached_to_before_gets_its_values(world: World) -> None:
    record = world.started()
    name = world.job(1, "0.01", Status.IN_PROGRESS)
    before = world.book.add_job(world.engine.key(name), spec=None, created=5.0)
    world.follower(record).poll()
    after = world.book.job(before.id)
    assert after.spec is not None
    assert after.spec["given"]["learning_rate"] == "0.01"


def test_without_an_answer_it_is_asked_again_and_what_is_known_stays(world: World) -> None:
    record = world.started()
    world.job(1, "0.01", Status.IN_PROGRESS, 0.25)
    follower = world.follower(record)
    follower.poll()
    (world.files / "unreachable").touch()
    world.now += 60
    look = follower.poll()
    assert look.trouble is not None
    assert "no answer" in look.trouble.what
    assert [job.name for job in look.record.jobs] == ["birds-1-001"]
    (world.files / "unreachable").unlink()
    world.now += 60
    assert follower.poll().trouble is None


def test_one_that_was_never_started_is_interrupted_and_one_that_vanishes_has_failed(world: World) -> None:
    draft = world.draft()
    saved = world.book.sweeps.add(world.engine.key("birds-1"), spec=draft.sweep.as_json(), created=world.now)
    follower = world.follower(saved)
    assert not follower.poll().interrupted
    world.now += 5
    assert follower.poll().interrupted
    world.engine.start_sweep(draft.sweep, lambda progress: None, CancelToken())
    world.now += 5
    assert not follower.poll().interrupted
    shutil.rmtree(world.files / "birds-1")
    world.now += 5
    assert follower.poll().trouble is not None
    look = polled(world, follower)
    assert look.record.state is not None
    assert look.record.state.failure_reason == "the sweep is gone: these files does not know it any more"


def test_twenty_jobs_of_which_four_run_are_less_than_a_call_a_second(cloud: World) -> None:
    record = cloud.started()
    for number in range(16):
        cloud.job(number, "0.01", Status.COMPLETED, 0.5)
    for number in range(16, 20):
        cloud.job(number, "0.01", Status.IN_PROGRESS, 0.5)
    follower = cloud.follower(record)
    begun = cloud.now
    while cloud.now < begun + 600:
        cloud.now += max(follower.poll().next_seconds, 0.05)
    of_the_sweep = 2 * 600 / cloud.engine.capabilities.list_seconds
    assert len(cloud.engine.asked) + of_the_sweep < 600
    assert all(cloud.book.find(f"birds-1-{number:03}").drained for number in range(16))
    assert world_of_book(cloud).counts == {Status.COMPLETED: 16, Status.IN_PROGRESS: 4}


def world_of_book(world: World) -> Standing:
    return of_book(world.book, world.book.sweeps.find("birds-1"), world.now)


def test_the_table_has_the_best_first_and_those_without_a_value_last(world: World) -> None:
    record = world.started()
    world.job(1, "0.5", Status.FAILED)
    world.job(2, "0.1", Status.COMPLETED, 0.25, 0.5)
    world.job(3, "0.01", Status.IN_PROGRESS, 0.75, 0.625)
    world.job(4, "0.02", Status.COMPLETED, 0.5)
    world.follower(record).poll()
    table = world_of_book(world)
    told = [
        (row.rank, row.job[-3:], row.status.value, row.objective, row.epoch, row.epochs) for row in table.rows
    ]
    assert told == [
        (1, "003", "InProgress", 0.75, 0, 2),
        (2, "002", "Completed", 0.5, 1, 2),
        (3, "004", "Completed", 0.5, 0, 1),
        (None, "001", "Failed", None, None, None),
    ]
    assert table.best == table.rows[0]
    assert table.best.values == {"learning_rate": "0.01"}
    assert table.counts == {Status.FAILED: 1, Status.COMPLETED: 2, Status.IN_PROGRESS: 1}
    assert table.cost is None
    assert Standing().best is None
