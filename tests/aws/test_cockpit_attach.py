"""Coming back to jobs of the account: after quitting, after a kill, to a stranger's, to a failed or a stopped one."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.aws.cockpit import launch, open_cockpit, words
from tests.aws.faults import Gate
from tests.aws.life import BATCH_ERROR, curve_of, quick
from tests.aws.program import Program, log_of, sent
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

CURVE = [0.4, 0.55, 0.63, 0.7]
PHOTOS = 36


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; a job trains at once, for an hour, by a clock that is five minutes behind: once it
    ends nobody waits for late lines.
    """
    installed = Program.install(home, draw_classes(tmp_path / "birds"), aws)
    installed.age(quick(CURVE, before=(), training_seconds=3600.0), past=300.0, speed=1.0)
    return installed


def test_quitting_while_it_trains_and_coming_back_shows_the_whole_curve_at_once(program: Program) -> None:
    aws = program.account
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert f"{name}: still running" in terminal.raw.decode(errors="replace")
    gate = aws.faults.hold("DescribeTrainingJob")
    for operation in ("GetLogEvents", "DescribeLogStreams"):
        aws.faults.gates[operation] = gate
    with open_cockpit(program) as terminal:
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.wait_for(f"{name}  ● Training")
        terminal.wait_for("Validation-accuracy=0.7000")
        gate.open()
        aws.clock.advance(3600.0)
        terminal.wait_for("✓ Completed")
        terminal.wait_for(lambda _: len(program.lines(name)) == len(log_of(aws, name)))
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert Counter(program.lines(name)) == Counter(log_of(aws, name))
    assert aws.requests.count("CreateTrainingJob") == 1


def test_killed_while_it_uploads_the_next_start_says_so_and_goes_on_to_one_job(program: Program) -> None:
    aws = program.account
    gate = aws.faults.gates["PutObject"] = Gate(let=5, drop=True)
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● Uploading")
        assert gate.arrived.wait(60)
        wait_until(lambda: len(sent(aws)) >= 5, seconds=60, what="some photos in S3")
        terminal.kill()
    aws.faults.clear()
    assert len(aws.jobs) == 0
    before = set(sent(aws))
    assert len(before) < PHOTOS
    aws.requests.clear()
    with open_cockpit(program) as terminal:
        terminal.wait_for(
            lambda screen: "was interrupted" in words(screen) and "It goes on." in words(screen)
        )
        terminal.wait_for(f"{name}  ● Training")
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert [job.name for job in aws.jobs] == [name]
    again = set(sent(aws))
    assert not again & before
    assert len(again | before) == PHOTOS
    assert program.names() == [name]


def test_leaving_while_it_uploads_asks_first_and_the_next_start_goes_on(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● Uploading")
        terminal.press("q")
        terminal.wait_for("Leave? The launch goes on when trainscope starts again.")
        terminal.press("y")
        assert terminal.wait_for_end() == 0
    gate.open()
    assert len(aws.jobs) == 0
    with open_cockpit(program) as terminal:
        terminal.wait_for(f"{name}  ● Training")
    assert [job.name for job in aws.jobs] == [name]


def test_a_job_of_somebody_else_is_found_in_the_list_and_attached_to(program: Program) -> None:
    aws = program.account
    aws.jobs.put_many(30)
    aws.jobs.put("somebody-elses", life=quick(CURVE, before=(), training_seconds=3600.0))
    with open_cockpit(program) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("j")
        terminal.wait_for("somebody-elses")
        terminal.press("\r")
        terminal.wait_for("somebody-elses  ● Training")
        terminal.wait_for("Validation-accuracy=0.7000")
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert len(aws.jobs) == 31


def test_stopping_says_that_it_takes_two_minutes_then_stopping_then_stopped(program: Program) -> None:
    aws = program.account
    aws.jobs.life = quick(CURVE, before=(), training_seconds=3600.0, stop_seconds=100.0)
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for(f"{name}  ● Training")
        terminal.press("s")
        terminal.wait_for(f"Stop {name}?")
        terminal.wait_for(lambda screen: "two minutes" in screen.splitlines()[-1])
        assert aws.requests.count("StopTrainingJob") == 0
        terminal.press("y")
        terminal.wait_for(lambda screen: bool(re.search(rf"{name}  . Stopping", screen)))
        aws.clock.advance(110.0)
        terminal.wait_for(lambda screen: bool(re.search(rf"{name}  . Stopped", screen)))
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert aws.requests.count("StopTrainingJob") == 1


def test_a_job_that_failed_says_why_and_what_to_do_in_plain_view(program: Program) -> None:
    program.account.jobs.life = quick(
        CURVE, before=(), end="Failed", failure=BATCH_ERROR, training_seconds=4.0
    )
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for(lambda screen: bool(re.search(rf"{name}  . Failed", screen)))
        terminal.wait_for("what to do:")
        terminal.press("4z")
        terminal.wait_for(lambda screen: "bigger or equal to the mini_batch_size" in words(screen))
        terminal.wait_for("what to do:")


def test_two_cockpits_on_one_job_show_and_store_each_line_once(program: Program) -> None:
    aws = program.account
    epochs = 40
    aws.jobs.life = quick(curve_of(epochs), before=(), training_seconds=60.0)
    aws.clock.freeze()
    with open_cockpit(program) as first:
        name = launch(first)
        with open_cockpit(program) as second:
            for terminal in (first, second):
                terminal.wait_for(f"{name}  ● Training")
                terminal.press("5z")
            aws.clock.speed = 8.0
            for terminal in (first, second):
                terminal.wait_for("✓ Completed")
                terminal.wait_for(f"Epoch[{epochs - 1}] Validation-accuracy")
                shown = re.findall(r"Epoch\[(\d+)\] Validation-accuracy", terminal.text)
                assert len(shown) > 3
                assert [int(epoch) for epoch in shown] == list(range(epochs))[-len(shown) :]
    assert Counter(program.lines(name)) == Counter(log_of(aws, name))
    assert program.curve(name) == pytest.approx(curve_of(epochs), abs=1e-6)
