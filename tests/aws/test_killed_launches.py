"""A launch that is killed at any moment comes to one job: the next start says what it found and goes on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.aws.faults import Gate
from tests.aws.life import quick
from tests.aws.program import Program, kill, log_of, sent, wait_for_text
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

NAME = "ic-birds-1"
LAUNCH = ("launch", "--wait", "--yes", "--name", NAME)
CURVE = [0.4, 0.55, 0.63, 0.7]
PHOTOS = 36


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; jobs live for some seconds."""
    installed = Program.install(home, draw_classes(tmp_path / "birds"), aws)
    installed.age(quick(CURVE))
    return installed


def check_whole(program: Program) -> None:
    """One job, its whole log each line once, its whole curve."""
    aws = program.account
    assert [job.name for job in aws.jobs] == [NAME]
    assert program.names() == [NAME]
    assert Counter(program.lines(NAME)) == Counter(log_of(aws, NAME))
    assert program.curve(NAME) == CURVE


def check_goes_on(program: Program) -> str:
    """Watch the job to its end; returns what was said on stderr."""
    watched = program.run("watch", NAME)
    assert watched.code == 0, watched.stderr
    assert "Completed" in watched.stdout
    check_whole(program)
    return watched.stderr


def test_killed_while_it_hashes_nothing_was_begun(program: Program, tmp_path: Path) -> None:
    photo = program.photos / "class-0" / "0.jpg"
    content = photo.read_bytes()
    with photo.open("ab") as file:
        file.truncate(2_000_000_000)
    said = tmp_path / "said"
    with program.started(*LAUNCH, stderr=said) as process:
        wait_for_text(said, "photos")
        kill(process)
    photo.write_bytes(content)
    assert program.names() == []
    assert len(program.account.jobs) == 0
    assert sent(program.account, lists=True) == []
    launched = program.run(*LAUNCH)
    assert launched.code == 0, launched.stderr
    check_whole(program)


def test_killed_while_it_uploads_it_goes_on_with_what_is_missing(program: Program) -> None:
    aws = program.account
    gate = aws.faults.gates["PutObject"] = Gate(let=8, drop=True)
    with program.started(*LAUNCH) as process:
        assert gate.arrived.wait(60)
        wait_until(lambda: len(sent(aws)) >= 8, seconds=60, what="some photos in S3")
        kill(process)
    aws.faults.clear()
    assert len(aws.jobs) == 0
    wait_until(lambda: "was interrupted" in program.run("status", NAME).stderr, what="status to say it")
    assert f"launch --resume {NAME}" in program.run("status", NAME).stderr
    there = set(sent(aws))
    assert len(there) < PHOTOS
    aws.requests.clear()
    said = check_goes_on(program)
    assert f"the launch of {NAME}, begun" in said
    assert "was interrupted" in said
    again = sent(aws)
    assert len(again) == len(set(again)) < PHOTOS
    assert len(set(again) | there) == PHOTOS


def test_killed_before_the_call_arrived_the_job_is_created_by_the_next_start(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("CreateTrainingJob")
    with program.started(*LAUNCH) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the call")
        kill(process)
    gate.open()
    wait_until(lambda: NAME in aws.jobs, what="the late request to be handled")
    aws.jobs.remove(NAME)
    aws.faults.clear()
    aws.requests.clear()
    assert "was interrupted" in check_goes_on(program)
    assert sent(aws, lists=True) == []


def test_killed_after_the_call_arrived_the_job_is_found(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("CreateTrainingJob", after=True)
    with program.started(*LAUNCH) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the call")
        kill(process)
    aws.faults.clear()
    wait_until(lambda: aws.requests.count("CreateTrainingJob") == 1, what="the answer to nobody")
    aws.requests.clear()
    check_goes_on(program)
    assert aws.requests.count("CreateTrainingJob") == 0
    assert sent(aws, lists=True) == []


def test_a_call_that_arrives_late_after_the_next_start_has_called_makes_no_second_job(
    program: Program,
) -> None:
    aws = program.account
    gate = aws.faults.hold("CreateTrainingJob")
    with program.started(*LAUNCH) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the call")
        kill(process)
    del aws.faults.gates["CreateTrainingJob"]
    check_goes_on(program)
    gate.open()
    wait_until(lambda: aws.requests.count("CreateTrainingJob") == 2, what="the late request")
    check_whole(program)


def test_killed_while_it_watches_each_line_is_there_once(program: Program) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, training_seconds=200.0)
    with program.started(*LAUNCH) as process:
        wait_until(
            lambda: NAME in aws.jobs and len(program.lines(NAME)) > 3, seconds=60, what="the first lines"
        )
        kill(process)
    aws.clock.advance(200)
    said = check_goes_on(program)
    assert "interrupted" not in said
    asked = aws.requests.count()
    assert program.run("watch", NAME).code == 0
    assert aws.requests.count() == asked, "the book knows all there is"


def test_a_launch_is_gone_on_with_when_it_is_asked_for_and_dropped_by_stop(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with program.started("launch", "--yes", "--name", NAME) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the upload")
        kill(process)
    aws.faults.clear()
    assert program.run("launch", "--resume", NAME, "--set", "epochs=9").code == 2
    read_only = program.run("--read-only", "watch", NAME)
    assert (read_only.code, len(aws.jobs)) == (1, 0)
    assert "was interrupted" in read_only.stderr
    resumed = program.run("launch", "--resume", NAME)
    assert (resumed.code, resumed.stdout) == (0, f"{NAME}\n"), resumed.stderr
    assert program.run("launch", "--resume", NAME).code == 2
    check_goes_on(program)


def test_an_interrupted_launch_is_dropped_by_stop(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with program.started("launch", "--yes", "--name", NAME) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the upload")
        kill(process)
    aws.faults.clear()
    stopped = program.run("stop", NAME)
    assert (stopped.code, stopped.stdout) == (0, f"{NAME}: Stopped\n"), stopped.stderr
    assert program.run("watch", NAME).code == 3
    assert len(aws.jobs) == 0


def test_photos_that_changed_meanwhile_are_not_sent_under_what_was_agreed_to(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with program.started("launch", "--yes", "--name", NAME) as process:
        wait_until(gate.arrived.is_set, seconds=60, what="the upload")
        kill(process)
    aws.faults.clear()
    photo = program.photos / "class-0" / "0.jpg"
    photo.write_bytes((program.photos / "class-1" / "3.jpg").read_bytes())
    watched = program.run("watch", NAME)
    assert watched.code in (1, 2)
    assert f"launch --from {NAME}" in watched.stdout + watched.stderr
    assert len(aws.jobs) == 0
    assert program.run("watch", NAME).code == 1
