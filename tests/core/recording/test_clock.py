"""The time of a replay, and what is there at each time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.config import Settings
from core.engine.base import JobFilter
from core.errors import EngineError, JobNotFound
from core.job.status import Status
from core.recording import Replay, opened, settings_for
from core.recording.clock import ReplayClock
from core.recording.format import Said
from core.watch import Follower
from tests.core.recording.recordings import EPOCHS, KEY, T0, file_of, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def replaying(folder: Path, speed: float, said: list[Said] | None = None) -> Iterator[tuple[Replay, Hand]]:
    hand = Hand()
    with opened(file_of(folder, run_of(said=said)), speed, clock=hand) as replay:
        yield replay, hand


def test_time_stands_until_somebody_looks_and_ends_with_the_run() -> None:
    hand = Hand()
    clock = ReplayClock(1000.0, 1600.0, 60.0, hand)
    hand.seconds += 500
    assert clock.now() == 1000.0
    clock.start()
    hand.seconds += 5
    clock.start()
    assert clock.now() == 1300.0
    assert not clock.over
    hand.seconds += 50
    assert clock.now() == 1600.0
    assert clock.over


def test_without_a_speed_it_is_the_end() -> None:
    assert ReplayClock(1000.0, 1600.0, 0.0).now() == 1600.0


def test_it_stands_while_paused_and_goes_on_from_there() -> None:
    hand = Hand()
    clock = ReplayClock(1000.0, 1600.0, 60.0, hand)
    clock.start()
    hand.seconds += 2
    clock.pause()
    hand.seconds += 100
    clock.start()
    assert (clock.now(), clock.words) == (1120.0, "replay paused")
    clock.pause()
    hand.seconds += 1
    assert (clock.now(), clock.words) == (1180.0, "replay ×60")


def test_it_is_set_by_parts_of_the_run_and_stays_within_it() -> None:
    hand = Hand()
    clock = ReplayClock(1000.0, 1600.0, 60.0, hand)
    assert clock.go(0.5) == 1300.0
    hand.seconds += 1
    assert (clock.now(), clock.go(-0.1)) == (1360.0, 1300.0)
    assert (clock.go(-1), clock.go(2)) == (1000.0, 1600.0)
    clock.pause()
    assert clock.go(-0.5) == 1300.0
    hand.seconds += 9
    assert clock.now() == 1300.0


def test_a_recording_shown_whole_can_be_gone_back_in_and_stands_there() -> None:
    hand = Hand()
    clock = ReplayClock(1000.0, 1600.0, 0.0, hand)
    clock.start()
    assert clock.go(-0.5) == 1300.0
    hand.seconds += 9
    assert clock.now() == 1300.0


def test_back_means_told_again_from_the_begin_and_on_means_more(tmp_path: Path) -> None:
    with replaying(tmp_path, 60.0) as (replay, _):
        assert replay.go(1) is None
        Follower(replay.book, replay.engine, replay.record).poll()
        assert replay.book.line_count(replay.record.id) == EPOCHS
        again = replay.go(-0.6)
        assert again is not None
        update = Follower(replay.book, replay.engine, again).poll()
        assert [job.id for job in replay.book.jobs()] == [again.id]
        assert (update.job_id, update.line_count) == (again.id, 3)
        assert replay.engine.moment == T0 + 240


def test_state_and_log_of_one_look_are_of_one_moment(tmp_path: Path) -> None:
    with replaying(tmp_path, 60.0) as (replay, hand):
        assert replay.engine.describe(KEY.name).stage == "Starting"
        hand.seconds += 9
        assert replay.engine.read_log(KEY.name, None).lines == ()
        assert replay.engine.moment == T0
        assert replay.engine.read_log(KEY.name, None).lines
        assert replay.engine.moment == T0 + 540


def test_lines_and_stages_come_as_the_time_does(tmp_path: Path) -> None:
    with replaying(tmp_path, 60.0) as (replay, hand):
        follower = Follower(replay.book, replay.engine, replay.record)
        seen = []
        for _ in range(12):
            update = follower.poll()
            assert update.state is not None
            seen.append((update.state.stage, update.line_count))
            hand.seconds += 1
        assert seen[:4] == [("Starting", 0), ("Training", 0), ("Training", 1), ("Training", 2)]
        assert seen[-1] == ("Completed", EPOCHS)
        assert update.ended


def test_lines_that_were_late_are_waited_for(tmp_path: Path) -> None:
    late = [Said(T0 + 100, "a", "in time"), Said(T0 + 650, "a", "after the end")]
    with replaying(tmp_path, 60.0, late) as (replay, hand):
        follower = Follower(replay.book, replay.engine, replay.record)
        follower.poll()
        hand.seconds += 10.5
        update = follower.poll()
        assert update.state is not None
        assert update.state.status is Status.COMPLETED
        assert not update.ended
        hand.seconds += 1
        follower.poll()
        assert follower.poll().ended
        assert replay.book.line_count(replay.record.id) == 2


def test_a_log_of_many_pages_is_read_whole(tmp_path: Path) -> None:
    said = [Said(T0 + 100, "a", f"line {number}") for number in range(3000)]
    with replaying(tmp_path, 0.0, said) as (replay, _):
        first = replay.engine.read_log(KEY.name, None)
        assert first.more
        follower = Follower(replay.book, replay.engine, replay.record)
        while not follower.poll().ended:
            pass
        assert [row.text for row in replay.book.lines(replay.record.id, limit=5000)] == [
            row.text for row in said
        ]


def test_a_recording_is_one_job_and_nothing_can_be_done_with_it(tmp_path: Path) -> None:
    with replaying(tmp_path, 0.0) as (replay, _):
        engine = replay.engine
        assert [row.key for row in engine.list(JobFilter())] == [KEY]
        assert list(engine.list(JobFilter(status=Status.FAILED))) == []
        assert list(engine.endpoints()) == []
        assert engine.read_log("another", None).lines == ()
        with pytest.raises(JobNotFound):
            engine.describe("another")
        with pytest.raises(EngineError, match="this is a recording: nothing can be stopped"):
            engine.stop(KEY.name)


def test_it_says_where_it_runs_and_keeps_its_own_key(tmp_path: Path) -> None:
    with replaying(tmp_path, 60.0) as (replay, _):
        said = replay.engine.capabilities
        assert said.place == "replay ×60"
        assert (said.name, said.account, said.region) == KEY[:3]
        assert replay.record.key == KEY


def test_the_user_s_own_settings_for_jobs_do_not_hold(tmp_path: Path) -> None:
    with replaying(tmp_path, 0.0) as (replay, _):
        settings = settings_for(Settings(), replay)
        assert settings.hyperparameters == {"epochs": "4"}
        assert settings.dataset.path is None
        assert settings.notify.command is None
        assert not settings.notify.bell


def test_what_a_replay_takes_on_the_disk_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with replaying(tmp_path, 0.0) as (replay, _):
        assert replay.book.path.is_relative_to(tmp_path / "temporary")
    assert list((tmp_path / "temporary").iterdir()) == []
