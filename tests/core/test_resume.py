"""A launch that was interrupted comes to one job: found if it exists, else sent as it was agreed to."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.cancel import CancelToken
from core.config import DatasetSettings, Settings
from core.dataset.load import load
from core.engine.base import Capabilities, LaunchProgress
from core.errors import Cancelled, DatasetError, EngineUnreachable, NameTaken, UsageError
from core.interrupted import interrupted, is_open
from core.job.status import Status
from core.launch import Draft, prepare, start
from core.resume import drop, resume
from core.runs import RunBook
from core.watch import Follower
from core.whereabouts import GRACE_SECONDS
from tests.conftest import wait_until
from tests.core.fileengine import FileEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.job.spec import JobSpec
    from core.runs import Record

NOW = 1_764_000_000.0


class FarEngine(FileEngine):
    """Files again, whose launch can be interrupted: it notes each spec, and breaks where `breaks` says.

    ``breaks`` is ``before`` or ``after`` the job exists, or empty.
    """

    def __init__(self, root: Path, *, breaks: str = "") -> None:
        super().__init__(root)
        self._ids = root / "ids"
        self._ids.mkdir(parents=True, exist_ok=True)
        self.breaks = breaks
        self.sent: list[JobSpec] = []

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, resumes=True)

    def launch(
        self, spec: JobSpec, on_progress: Callable[[LaunchProgress], None], cancel: CancelToken
    ) -> None:
        on_progress(LaunchProgress("sending"))
        cancel.check()
        if self.breaks == "before":
            raise EngineUnreachable("no answer")
        self.sent.append(spec)
        (self._ids / spec.name).write_text(spec.launch_id)
        super().launch(spec, on_progress, cancel)
        if self.breaks == "after":
            raise EngineUnreachable("no answer")
        if self.breaks == "cancelled after":
            raise Cancelled("cancelled")

    def has_launched(self, name: str, launch_id: str) -> bool:
        if not super().has_launched(name, launch_id):
            return False
        if (self._ids / name).read_text() != launch_id:
            raise NameTaken(f"there is another {name}")
        return True


@dataclass
class World:
    """Photos, an engine, a book, and a draft of a launch."""

    photos: Path
    engine: FarEngine
    book: RunBook
    draft: Draft

    def interrupt(self, where: str) -> Record:
        self.engine.breaks = where
        with pytest.raises(EngineUnreachable):
            start(self.draft, self.engine, self.book, clock=lambda: NOW)
        self.engine.breaks = ""
        return self.book.find(self.draft.spec.name)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    photos = tmp_path / "birds"
    for number in range(8):
        file = photos / ("finch" if number % 2 else "wren") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (number, 0, 0)).save(file)
    settings = Settings(
        dataset=DatasetSettings(path=photos, validation=0.25, seed=3),
        hyperparameters={"num_classes": "auto", "num_training_samples": "auto", "mini_batch_size": "2"},
    )
    draft = prepare(settings, load(settings.dataset), name="ic-birds-1")
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        yield World(photos, FarEngine(tmp_path / "files"), book, draft)


def test_a_launch_that_never_arrived_is_sent_as_it_was_agreed_to(world: World) -> None:
    record = world.interrupt("before")
    assert interrupted(world.book, NOW + 5) == [record]
    record = resume(record, world.engine, world.book)
    (sent,) = world.engine.sent
    assert (sent.name, sent.launch_id) == ("ic-birds-1", world.draft.spec.launch_id)
    assert sent.request == {"name": "ic-birds-1"}
    assert sent.hyperparameters == world.draft.spec.hyperparameters
    assert (sent.dataset.train, sent.dataset.validation) == (
        world.draft.spec.dataset.train,
        world.draft.spec.dataset.validation,
    )
    assert record.launched is not None
    assert interrupted(world.book, NOW + 5) == []


def test_a_job_whose_answer_was_lost_is_found_and_not_sent_again(world: World) -> None:
    record = world.interrupt("after")
    record = resume(record, world.engine, world.book)
    assert len(world.engine.sent) == 1
    assert record.launched is not None


def test_a_name_that_another_job_has_taken_closes_the_launch(world: World) -> None:
    record = world.interrupt("before")
    other = start(
        replace(world.draft, spec=replace(world.draft.spec, name="ic-other")), world.engine, world.book
    )
    (world.photos.parent / "files" / "ic-other").rename(world.photos.parent / "files" / "ic-birds-1")
    (world.photos.parent / "files" / "ids" / "ic-birds-1").write_text("somebody else's")
    with pytest.raises(NameTaken):
        resume(record, world.engine, world.book)
    state = world.book.state(record.id)
    assert state is not None
    assert state.status is Status.FAILED
    assert "another" in (state.failure_reason or "")
    assert "trainscope launch --from ic-birds-1" in state.advice
    assert other.id != record.id


def test_no_answer_is_said_and_asked_for_again(world: World) -> None:
    record = world.interrupt("before")
    unreachable = world.photos.parent / "files" / "unreachable"
    unreachable.touch()
    said: list[str] = []

    def hear(progress: LaunchProgress) -> None:
        if progress.trouble:
            said.append(progress.trouble)
            unreachable.unlink()

    resume(record, world.engine, world.book, on_progress=hear, random=lambda: 0.0)
    assert said == ["no answer from these files. remove the file `unreachable`"]
    assert len(world.engine.sent) == 1


def test_quitting_in_the_middle_leaves_it_to_be_gone_on_with_and_cancelling_ends_it(world: World) -> None:
    record = world.interrupt("before")
    quitting, giving_up = CancelToken(), CancelToken()
    quitting.cancel(later=True)
    giving_up.cancel()
    with pytest.raises(Cancelled):
        resume(record, world.engine, world.book, cancel=quitting)
    assert is_open(world.book.job(record.id))
    with pytest.raises(Cancelled):
        resume(record, world.engine, world.book, cancel=giving_up)
    state = world.book.state(record.id)
    assert state is not None
    assert state.status is Status.STOPPED
    assert world.engine.sent == []


def test_a_data_set_that_cannot_be_read_just_now_leaves_the_launch_open(world: World) -> None:
    record = world.interrupt("before")
    away = world.photos.rename(world.photos.parent / "unmounted")
    with pytest.raises(DatasetError):
        resume(record, world.engine, world.book)
    away.rename(world.photos)
    resume(record, world.engine, world.book)
    assert len(world.engine.sent) == 1


def test_only_an_open_launch_that_nobody_is_at_can_be_gone_on_with_or_dropped(world: World) -> None:
    record = world.interrupt("before")
    with world.book.launching(record.id):
        for call in (lambda: resume(record, world.engine, world.book), lambda: drop(record, world.book, NOW)):
            with pytest.raises(UsageError, match="another trainscope"):
                call()
    resume(record, world.engine, world.book)
    with pytest.raises(UsageError, match="was not interrupted"):
        resume(record, world.engine, world.book)


def test_a_dropped_launch_is_stopped_for_good(world: World) -> None:
    record = world.interrupt("before")
    drop(record, world.book, NOW + 9)
    state = world.book.state(record.id)
    assert state is not None
    assert (state.status, state.ended) == (Status.STOPPED, NOW + 9)
    with pytest.raises(UsageError):
        resume(record, world.engine, world.book)


def test_a_follower_does_not_declare_it_dead_while_it_can_be_gone_on_with(world: World) -> None:
    record = world.interrupt("before")
    clock = [NOW + GRACE_SECONDS + 5]
    follower = Follower(world.book, world.engine, record, clock=lambda: clock[0])
    update = follower.poll()
    assert (update.state, update.interrupted) == (None, True)
    with world.book.launching(record.id):
        assert not follower.poll().interrupted
    resume(record, world.engine, world.book)
    update = follower.poll()
    state = update.state
    assert not update.interrupted
    assert state is not None
    assert state.status is Status.IN_PROGRESS


def test_after_a_day_it_is_said_never_to_have_run_and_can_still_be_gone_on_with(world: World) -> None:
    record = world.interrupt("before")
    follower = Follower(world.book, world.engine, record, clock=lambda: NOW + 25 * 3600)
    state = follower.poll().state
    assert state is not None
    assert state.status is Status.FAILED
    resume(record, world.engine, world.book)
    state = Follower(world.book, world.engine, record, clock=lambda: NOW + 25 * 3600).poll().state
    assert state is not None
    assert state.status is Status.IN_PROGRESS


def test_a_launch_that_was_cancelled_when_the_job_existed_already_is_a_job(world: World) -> None:
    world.engine.breaks = "cancelled after"
    record = start(world.draft, world.engine, world.book)
    assert record.launched is not None
    assert record.state is None


def test_a_launch_under_way_is_nobody_elses(world: World) -> None:
    seen: list[bool] = []
    record = world.interrupt("before")

    def hear(progress: LaunchProgress) -> None:
        seen.append(world.book.is_launching(record.id) and interrupted(world.book, NOW) == [])

    thread = threading.Thread(target=lambda: resume(record, world.engine, world.book, on_progress=hear))
    thread.start()
    thread.join(20)
    wait_until(lambda: not world.book.is_launching(record.id), what="the sign of life to go")
    assert seen
    assert all(seen)
