"""The follower: what an engine says lands in the run book once, clean; its troubles are shown, never an end."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from core.asking import LAST_BACK_OFF
from core.cancel import CancelToken
from core.engine.base import Cadence
from core.intake import LINES_PER_POLL
from core.job.status import JobKey, Stage, Status
from core.runs import RunBook
from core.watch import GIVE_UP_SECONDS, Follower, follow
from core.whereabouts import GRACE_SECONDS
from tests.conftest import wait_until
from tests.core.fileengine import STARTED, FileEngine, write_log, write_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.runs import Record

NAME = "ic-files-1123-2219-kq7d"
EPOCH = "[11/23/2026 22:19:0{0} INFO 140432456828736] Epoch[{0}] Validation-accuracy=0.{0}50000\n"


@dataclass
class Clock:
    """A clock that is set by hand; epoch seconds."""

    now: float = STARTED

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """A job's files, the engine over them, the run book and a clock."""

    root: Path
    book: RunBook
    engine: FileEngine
    clock: Clock
    record: Record

    @property
    def job(self) -> Path:
        return self.root / NAME

    def follower(self, **changes: float) -> Follower:
        chance = random.Random(5)
        engine = FileEngine(self.root, **changes) if changes else self.engine  # type: ignore[arg-type]
        return Follower(self.book, engine, self.record, clock=self.clock, random=chance.random)

    def texts(self) -> list[str]:
        return [line.text for line in self.book.lines(self.record.id, limit=1_000_000)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    root = tmp_path / "files"
    root.mkdir()
    book = RunBook.open(tmp_path / "runs.sqlite", clock=clock, busy_seconds=0.2)
    record = book.add_job(
        JobKey("local", "", "", NAME),
        spec={"launch_id": "x", "hyperparameters": {"epochs": "3"}},
        created=STARTED,
    )
    yield World(root, book, FileEngine(root), clock, record)
    book.close()


def test_a_run_lands_in_the_book_with_lines_points_state_and_facts(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "epochs: 3\n" + EPOCH.format(0) + EPOCH.format(1))
    follower = world.follower()
    first = follower.poll()
    assert (first.line_count, first.ended, first.trouble) == (3, False, None)
    assert [stored.point.value for stored in world.book.points(world.record.id)] == [0.05, 0.15]
    assert first.points_version == world.book.points(world.record.id)[-1].version
    assert first.facts == world.book.facts(world.record.id)
    assert first.facts.epochs == 3
    write_log(world.job, EPOCH.format(2) + "the last line")
    write_state(world.job, Status.COMPLETED, Stage.COMPLETED)
    assert follower.poll().line_count == 4, "a line is a line when it has ended"
    last = follower.poll()
    assert last.ended
    assert last.state is not None
    assert last.state.status == Status.COMPLETED
    assert world.book.job(world.record.id).best is not None


def test_nothing_that_an_engine_says_reaches_the_book_raw(world: World) -> None:
    write_state(
        world.job,
        Status.FAILED,
        "Fai\x1b[31mled",
        message="a\x1b]0;title\x07b",
        reason="no\x1b[2J photos\x00",
    )
    write_log(world.job, "x\x1b]52;c;SE9TVElMRQ==\x07y\n" + " 10%\r 50%\r100%\n" + "A" * 100_000 + "\n")
    update = world.follower().poll()
    assert update.state is not None
    assert (update.state.stage, update.state.failure_reason) == ("Failed", "no photos")
    assert update.state.transitions[0].message == "ab"
    first, second, third = world.texts()
    assert (first, second) == ("xy", "100%")
    assert len(third) <= 4096


def test_an_idle_poll_writes_nothing(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "a\n")
    follower = world.follower()
    first = follower.poll()
    wal = world.book.path.with_name(world.book.path.name + "-wal")
    before = (world.book.path.stat().st_mtime_ns, wal.stat().st_mtime_ns, wal.stat().st_size)
    assert [follower.poll() for _ in range(5)] == [first] * 5
    assert (world.book.path.stat().st_mtime_ns, wal.stat().st_mtime_ns, wal.stat().st_size) == before


def test_following_goes_on_where_another_follower_stopped(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "".join(f"{number}\n" for number in range(700)))
    world.follower().poll()
    write_log(world.job, "".join(f"{number}\n" for number in range(700, 900)))
    assert world.follower().poll().line_count == 900
    assert world.texts() == [str(number) for number in range(900)]


def test_a_long_log_is_read_in_bounded_polls_without_waiting_between(world: World) -> None:
    write_state(world.job, Status.COMPLETED, Stage.COMPLETED)
    count = LINES_PER_POLL + 1500
    write_log(world.job, "".join(f"{number}\n" for number in range(count)))
    follower = world.follower(poll_seconds=5.0)
    first = follower.poll()
    assert 0 < first.line_count < count
    assert not first.ended
    assert (follower.behind, follower.wait_seconds()) == (True, 0.0)
    updates = list(follow(follower, CancelToken()))
    assert updates[-1].ended
    assert updates[-1].line_count == count


def test_an_engine_that_shows_lines_again_does_not_repeat_them(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, EPOCH.format(1) + EPOCH.format(2))
    world.follower().poll()
    assert world.book.store(world.record.id, old_cursor=world.book.cursor(world.record.id), cursor="0")
    write_log(world.job, EPOCH.format(3))
    update = world.follower().poll()
    assert update.line_count == 3
    assert len(world.texts()) == 3


def test_no_answer_is_a_trouble_with_growing_waits_and_the_job_goes_on_after_it(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "a\n")
    follower = world.follower()
    good = follower.poll()
    (world.root / "unreachable").touch()
    waits = []
    for _ in range(12):
        world.clock.now += 7
        update = follower.poll()
        assert update.trouble is not None
        assert update.trouble.since == STARTED
        assert update.trouble.exit_code == 4
        assert update.trouble.fix
        assert replace(update, trouble=None) == good
        waits.append(update.trouble.next_try - world.clock.now)
        assert follower.wait_seconds() == pytest.approx(waits[-1])
    assert waits[0] <= 1.0
    assert max(waits) <= LAST_BACK_OFF
    assert waits[6] > 20
    assert len(set(waits)) == len(waits), "jitter keeps followers from asking in step"
    (world.root / "unreachable").unlink()
    assert follower.poll().trouble is None
    (world.root / "unreachable").touch()
    again = follower.poll().trouble
    assert again is not None
    assert again.next_try - world.clock.now <= 1.0, "after an answer the waits are short again"


def test_a_locked_book_is_a_trouble_too_and_nothing_is_lost(world: World) -> None:
    import sqlite3

    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "a\nb\n")
    holder = sqlite3.connect(world.book.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    follower = world.follower()
    locked = follower.poll()
    assert locked.trouble is not None
    assert "locked" in locked.trouble.what
    holder.execute("ROLLBACK")
    holder.close()
    assert follower.poll().trouble is None
    assert world.texts() == ["a", "b"]


def test_a_damaged_book_is_set_aside_and_the_run_read_anew(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "".join(f"{number}\n" for number in range(3000)))
    follower = world.follower()
    old = follower.poll().job_id
    world.clock.now += 3
    world.book.close()
    size = world.book.path.stat().st_size
    with world.book.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xaa" * (size - 4096))
    book = RunBook.open(world.book.path, clock=world.clock)
    update = Follower(book, world.engine, world.record, clock=world.clock).poll()
    assert "set aside" in book.notice
    assert update.job_id != old
    assert update.line_count == 3000
    assert book.job(update.job_id).spec == world.record.spec
    book.close()


def test_a_name_that_was_saved_but_never_launched_is_said_to_have_failed(world: World) -> None:
    follower = world.follower()
    assert follower.poll().state is None
    world.clock.now += GRACE_SECONDS + 1
    with world.book.launching(world.record.id):
        assert follower.poll().state is None, "somebody is launching it just now"
    update = follower.poll()
    assert update.state is not None
    assert update.state.status == Status.FAILED
    assert "launch was interrupted" in (update.state.failure_reason or "")
    assert f"launch --from {NAME}" in (update.state.failure_reason or "")
    assert update.state.hyperparameters == {"epochs": "3"}
    assert update.ended
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    alive = world.follower().poll().state
    assert alive is not None
    assert alive.status == Status.IN_PROGRESS, "the engine has the last word"


def test_a_job_that_vanishes_while_it_runs_is_believed_gone_after_a_while(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "a\n")
    follower = world.follower()
    follower.poll()
    world.job.rename(world.root / "elsewhere")
    update = follower.poll()
    assert update.trouble is not None
    assert not update.ended
    world.clock.now += GRACE_SECONDS + 1
    update = follower.poll()
    assert update.ended
    assert update.state is not None
    assert "does not know it any more" in (update.state.failure_reason or "")
    assert world.texts() == ["a"]


def test_a_job_that_is_gone_together_with_the_book_is_not_said_never_to_have_run(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    follower = world.follower()
    follower.poll()
    world.clock.now += GRACE_SECONDS + 1
    world.job.rename(world.root / "elsewhere")
    world.book.path.rename(world.root / "the old book")
    assert follower.poll().trouble is not None
    world.clock.now += GRACE_SECONDS + 1
    state = follower.poll().state
    assert state is not None
    assert "does not know it any more" in (state.failure_reason or "")


def test_an_ended_job_whose_files_are_gone_keeps_what_was_stored(world: World) -> None:
    write_state(world.job, Status.COMPLETED, Stage.COMPLETED)
    write_log(world.job, "a\n")
    world.follower().poll()
    world.job.rename(world.root / "elsewhere")
    update = world.follower().poll()
    assert update.ended
    assert update.state is not None
    assert update.state.status == Status.COMPLETED
    assert update.line_count == 1


def test_late_lines_are_waited_for_as_long_as_the_engine_says(world: World) -> None:
    write_state(world.job, Status.COMPLETED, Stage.COMPLETED, ended=STARTED + 60)
    write_log(world.job, "a\n")
    world.clock.now = STARTED + 61
    follower = world.follower(log_lag=15.0)
    assert not follower.poll().ended
    world.clock.now = STARTED + 74
    write_log(world.job, "late\n")
    assert not follower.poll().ended
    world.clock.now = STARTED + 76
    assert follower.poll().ended
    assert world.texts() == ["a", "late"]


def test_a_log_that_stays_unreadable_after_the_end_is_left_as_it_is(world: World) -> None:
    write_state(world.job, Status.FAILED, Stage.FAILED)
    write_log(world.job, "a\n")
    follower = world.follower()
    follower.poll()
    (world.root / "unreachable").touch()
    assert not follower.poll().ended
    world.clock.now += GIVE_UP_SECONDS
    update = follower.poll()
    assert update.ended
    assert update.trouble is not None


def test_follow_yields_only_what_has_changed_and_ends_with_the_job(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    follower = world.follower()
    updates = follow(follower, CancelToken())
    assert next(updates).line_count == 0
    write_log(world.job, "a\n")
    assert next(updates).line_count == 1
    write_state(world.job, Status.STOPPED, Stage.STOPPED)
    assert [update.ended for update in updates][-1]


def test_follow_ends_at_once_when_it_is_cancelled(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    cancel = CancelToken()
    follower = world.follower(poll_seconds=600.0)
    seen: list[int] = []
    thread = threading.Thread(
        target=lambda: seen.extend(update.line_count for update in follow(follower, cancel))
    )
    thread.start()
    wait_until(lambda: bool(seen), what="the first update")
    cancel.cancel()
    thread.join(5)
    assert not thread.is_alive()


def test_a_log_read_to_its_end_after_the_end_is_marked_as_such(world: World) -> None:
    write_log(world.job, "a\n")
    write_state(world.job, Status.COMPLETED, Stage.COMPLETED, ended=STARTED + 60)
    world.clock.now = STARTED + 61
    follower = world.follower(log_lag=15.0)
    follower.poll()
    assert not world.book.position(world.record.id).drained, "more may come"
    world.clock.now = STARTED + 80
    assert follower.poll().ended
    assert world.book.position(world.record.id).drained


def watched(world: World, seconds: float, follower: Follower) -> None:
    """Follow for so long on the world's clock."""
    end = world.clock.now + seconds
    while True:
        follower.poll()
        wait = follower.wait_seconds()
        if world.clock.now + wait > end:
            world.clock.now = end
            return
        world.clock.now += max(wait, 0.001)


def in_own_time(world: World) -> FileEngine:
    """An engine that is asked for the state every 30 s, for the log every 5 s while it trains and hardly before."""
    return FileEngine(world.root, cadences={"Pending": Cadence(30.0, 1000.0), "Training": Cadence(30.0, 5.0)})


def test_state_and_log_are_each_asked_in_their_own_time(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    engine = in_own_time(world)
    watched(world, 61, Follower(world.book, engine, world.record, clock=world.clock))
    assert (engine.asked.count("state"), engine.asked.count("log")) == (3, 13)


def test_a_change_of_the_stage_makes_the_log_be_read_at_once(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, "Pending")
    engine = in_own_time(world)
    follower = Follower(world.book, engine, world.record, clock=world.clock)
    watched(world, 100, follower)
    assert engine.asked.count("log") == 1
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    write_log(world.job, "a\n")
    watched(world, 21, follower)
    assert world.texts() == ["a"]


def test_a_clock_that_is_set_back_does_not_stop_the_following(world: World) -> None:
    write_state(world.job, Status.IN_PROGRESS, Stage.TRAINING)
    follower = Follower(world.book, in_own_time(world), world.record, clock=world.clock)
    follower.poll()
    world.clock.now -= 86400
    write_log(world.job, "a\n")
    assert follower.wait_seconds() <= 5.0
    assert follower.poll().line_count == 1
