"""An engine in trouble: what the run book has is given, said is once why it may be old, and the exit code says so."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.job.status import JobState, Status, Transition
from tests.cli.localjob import GO_ON, TRAIN, open_book, start_job, state_folder
from tests.cli.runner import trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.runner import Result

COMPLETES = TRAIN.format(rest="")
WAITS = TRAIN.format(rest=GO_ON)
LOOKS = ("status", "logs", "metrics", "chart")
"""The commands that look at a job once."""


def break_status(home: Path, name: str) -> None:
    """Damage what the local engine knows of the job, so that it cannot be described."""
    (state_folder(home) / "jobs" / name / "status.json").write_text("{")


def looks(home: Path, name: str) -> dict[str, Result]:
    return {command: trainscope(home, command, name) for command in LOOKS}


def completed(home: Path, name: str) -> None:
    status = state_folder(home) / "jobs" / name / "status.json"
    wait_until(lambda: '"Completed"' in status.read_text(), what=f"{name} to complete")


@pytest.fixture
def followed(home: Path) -> str:
    """A job that was followed to its end."""
    start_job(home, "followed", COMPLETES, 3)
    assert trainscope(home, "watch", "followed").code == 0
    return "followed"


def test_an_ended_job_that_was_read_to_its_end_is_answered_from_the_book_alone(
    home: Path, followed: str
) -> None:
    before = looks(home, followed)
    break_status(home, followed)
    assert looks(home, followed) == before
    assert {(result.code, result.stderr) for result in before.values()} == {(0, "")}
    for command in (["watch"], ["logs", "--follow"]):
        again = trainscope(home, *command, followed)
        assert (again.code, again.stderr) == (0, "")
        assert "Epoch[2]" in again.stdout


def test_of_a_running_job_the_last_known_is_given_and_the_exit_code_is_the_troubles(home: Path) -> None:
    start_job(home, "waits", WAITS, 2, home / "end")
    wait_until(lambda: "Epoch[1]" in trainscope(home, "logs", "waits").stdout, what="two epochs")
    before = {command: result.stdout for command, result in looks(home, "waits").items()}
    status = state_folder(home) / "jobs" / "waits" / "status.json"
    whole = status.read_text()
    break_status(home, "waits")
    after = looks(home, "waits")
    status.write_text(whole)
    (home / "end").touch()
    assert {command: result.code for command, result in after.items()} == dict.fromkeys(LOOKS, 1)
    for command, result in after.items():
        assert result.stderr.count("no news, this is the last known") == 1, command
        assert "retrying" not in result.stderr, command
    for command in ("logs", "metrics", "chart"):
        assert after[command].stdout == before[command]
    assert trainscope(home, "watch", "waits").code == 0


def test_an_ended_job_whose_log_was_not_read_to_its_end_is_asked_for(home: Path) -> None:
    start_job(home, "cut", COMPLETES, 3)
    completed(home, "cut")
    state = JobState(
        Status.COMPLETED, "Completed", transitions=(Transition("Training", 1.0, 2.0),), created=1.0, ended=2.0
    )
    with closing(open_book(home)) as book:
        assert book.store(book.find("cut").id, old_cursor=None, cursor=None, lines=(), state=state)
    whole = (state_folder(home) / "jobs" / "cut" / "status.json").read_text()
    break_status(home, "cut")
    assert {command: result.code for command, result in looks(home, "cut").items()} == dict.fromkeys(LOOKS, 1)
    (state_folder(home) / "jobs" / "cut" / "status.json").write_text(whole)
    assert len(trainscope(home, "metrics", "cut", "--json").json()) == 3
    assert "Epoch[2]" in trainscope(home, "logs", "cut").stdout


def test_what_changes_a_job_does_not_go_by_the_last_known(home: Path) -> None:
    start_job(home, "known", COMPLETES, 1)
    completed(home, "known")
    break_status(home, "known")
    stopped = trainscope(home, "stop", "known")
    assert (stopped.code, stopped.stdout) == (1, "")
    assert "status.json" in stopped.stderr
