"""A batch transform that was interrupted comes to one job, of the photos that were agreed to, or is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, DatasetError, EngineUnreachable, NameTaken, UsageError
from core.interrupted import interrupted, is_open
from core.job.status import Status, TransformFacts
from core.resume import drop, resume
from core.transforming import start
from core.watch import Follower
from core.whereabouts import GRACE_SECONDS
from tests.core.transforms import AGREED, NOW, TRAINED, World, transforms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with transforms(tmp_path) as made:
        yield made


def test_one_that_never_arrived_is_sent_as_it_was_agreed_to(world: World) -> None:
    record = world.interrupted()
    assert interrupted(world.book, NOW + 5) == [record]
    first = world.draft().transform
    record = resume(record, world.engine, world.book)
    (sent,) = world.engine.sent
    assert (sent.key, sent.launch_id) == (record.key, (record.spec or {})["launch_id"])
    assert (sent.request, sent.trained, sent.place) == ({"agreed": "then"}, TRAINED, first.place)
    assert [row.name for row in sent.questions] == [row.name for row in first.questions]
    assert record.launched is not None


def test_one_whose_answer_was_lost_is_found_and_not_started_again(world: World) -> None:
    lost = world.files / "lost-transform"
    lost.touch()
    draft = world.draft()
    with pytest.raises(EngineUnreachable):
        world.start(draft)
    lost.unlink()
    record = resume(world.book.find(draft.transform.key.name), world.engine, world.book)
    assert len(world.engine.sent) == 1
    assert record.launched is not None


def test_a_name_that_another_job_has_taken_closes_it(world: World) -> None:
    record = world.interrupted()
    world.start(world.draft(name="other"))
    (world.files / "other").rename(world.files / record.key.name)
    with pytest.raises(NameTaken):
        resume(record, world.engine, world.book)
    state = world.book.state(record.id)
    assert state is not None
    assert state.status is Status.FAILED
    assert f"trainscope transform ic-birds-1 {world.photos}" in state.advice
    assert state.transform == TransformFacts("ic-birds-1", photos=5)


def test_other_photos_than_were_agreed_to_are_refused(world: World) -> None:
    record = world.interrupted()
    (world.photos / "d4.png").unlink()
    with pytest.raises(UsageError, match=r"has 4 now, and 5 were agreed to"):
        resume(record, world.engine, world.book)
    state = world.book.state(record.id)
    assert state is not None
    assert "have changed" in (state.failure_reason or "")
    assert not is_open(world.book.job(record.id))
    assert world.engine.sent == []


def test_photos_that_cannot_be_read_just_now_leave_it_open(world: World) -> None:
    record = world.interrupted()
    away = world.photos.rename(world.photos.parent / "unmounted")
    with pytest.raises(DatasetError):
        resume(record, world.engine, world.book)
    away.rename(world.photos)
    resume(record, world.engine, world.book)
    assert len(world.engine.sent) == 1


def test_it_can_be_dropped_and_cancelled(world: World) -> None:
    record = world.interrupted()
    drop(record, world.book, NOW + 9)
    state = world.book.state(record.id)
    assert state is not None
    assert (state.status, state.transform) == (Status.STOPPED, TransformFacts("ic-birds-1", photos=5))
    token = CancelToken()
    world.engine.before = lambda transform: token.cancel()
    draft = world.draft(name="cancelled")
    with pytest.raises(Cancelled):
        start(draft, world.engine, world.book, reviewed=AGREED, cancel=token)
    state = world.book.state(world.book.find("cancelled").id)
    assert state is not None
    assert state.status is Status.STOPPED


def test_one_that_was_never_started_says_how_to_go_on(world: World) -> None:
    record = world.interrupted()
    late = NOW + 25 * 3600 + GRACE_SECONDS
    state = Follower(world.book, world.engine, record, clock=lambda: late).poll().state
    assert state is not None
    assert f"trainscope launch --resume {record.key.name}" in (state.failure_reason or "")
    assert f"trainscope transform ic-birds-1 {world.photos}" in (state.failure_reason or "")
