"""A sweep is reviewed, saved under its name and only then started; what goes wrong is in the run book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.errors import Cancelled, EngineUnreachable, LaunchBlocked, NameTaken, UsageError
from core.finding import Finding
from core.job.status import Status
from core.sweep.goingon import drop, resume
from core.sweep.interrupted import interrupted, is_open
from core.sweep.ranges import parse_range
from core.sweeping import ranges_of, review, start
from tests.core.fileengine import FileEngine
from tests.core.sweep.sweeps import World, world_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with world_in(tmp_path) as made:
        yield made


def test_ranges_are_read_by_name() -> None:
    assert ranges_of({"momentum": "0.1..0.9", "optimizer": ""}) == (
        parse_range("momentum", "0.1..0.9"),
        parse_range("optimizer", "sgd, adam, rmsprop, nag"),
    )
    with pytest.raises(ValueError, match="did you mean learning_rate"):
        ranges_of({"learning_rat": ""})


def test_it_is_in_the_book_with_what_was_agreed_to(world: World) -> None:
    record = world.started()
    assert record.key.name == "birds-1"
    assert record.launched is not None
    assert record.spec is not None
    assert record.spec["job"]["request"] == {"name": "birds-1", "ranges": ["1e-6..0.5"]}
    assert record.spec["job"]["fingerprint"] == "f1"
    assert (record.spec["jobs"], record.spec["parallel"], record.spec["strategy"]) == (4, 2, "Bayesian")
    assert world.engine.sweep("birds-1").launch_id == record.launch_id


def test_errors_block_it_and_nothing_is_saved(world: World) -> None:
    world.engine = FileEngine(
        world.files, findings=(Finding("error", "role", "there is no role", fix="make one"),)
    )
    draft = world.draft()
    with pytest.raises(LaunchBlocked, match="birds-1 cannot be started"):
        start(draft, world.engine, world.book, reviewed=review(draft, world.engine, world.book))
    assert world.book.sweeps.newest() == []


def test_another_sweep_of_that_name_is_refused(world: World) -> None:
    world.started()
    with pytest.raises(UsageError, match="exists already"):
        world.started()


def test_a_refusal_is_kept_with_its_reason(world: World) -> None:
    draft = world.draft()
    other = world.draft()
    world.engine.start_sweep(other.sweep, lambda progress: None, CancelToken())
    with pytest.raises(NameTaken):
        world.started(draft)
    record = world.book.sweeps.find("birds-1")
    assert record.state is not None
    assert (record.state.status, record.state.failure_reason) == (
        Status.FAILED,
        "there is another sweep called birds-1",
    )
    assert record.state.ranges == draft.sweep.ranges


def test_one_that_was_cancelled_is_stopped(world: World) -> None:
    draft = world.draft()
    token = CancelToken()
    reviewed = review(draft, world.engine, world.book)
    with pytest.raises(Cancelled):
        start(
            draft,
            _Cancelling(world.files, token),
            world.book,
            reviewed=reviewed,
            cancel=token,
        )
    state = world.book.sweeps.find("birds-1").state
    assert state is not None
    assert state.status is Status.STOPPED


class _Cancelling(FileEngine):
    """The user cancels as the engine is called."""

    def __init__(self, root: Path, token: CancelToken) -> None:
        super().__init__(root)
        self._token = token

    def _answer(self) -> None:
        self._token.cancel()
        super()._answer()


def test_a_lost_answer_leaves_it_to_be_gone_on_with_and_there_is_one_sweep(world: World) -> None:
    (world.files / "lost-sweep").touch()
    with pytest.raises(EngineUnreachable):
        world.started()
    record = world.book.sweeps.find("birds-1")
    assert is_open(record)
    assert interrupted(world.book) == [record]
    (world.files / "lost-sweep").unlink()
    steps: list[str] = []
    gone_on = resume(
        record, world.engine, world.book, on_progress=lambda progress: steps.append(progress.step)
    )
    assert gone_on.launched is not None
    assert steps == ["asking whether birds-1 exists"]
    assert [state.key.name for state in world.engine.sweeps()] == ["birds-1"]
    with pytest.raises(UsageError, match="was not interrupted"):
        resume(record, world.engine, world.book)


def test_one_that_was_interrupted_is_dropped(world: World) -> None:
    draft = world.draft()
    record = world.book.sweeps.add(world.engine.key("birds-1"), spec=draft.sweep.as_json(), created=1.0)
    with world.book.sweeps.starting(record.id), pytest.raises(UsageError, match="just now"):
        drop(record, world.book, 2.0)
    drop(record, world.book, 2.0)
    ended = world.book.sweeps.get(record.id)
    assert ended.state is not None
    assert (ended.state.status, ended.ended) == (Status.STOPPED, 2.0)
    with pytest.raises(UsageError, match="was not interrupted"):
        drop(record, world.book, 3.0)
