"""The cockpit while AWS throttles, resets, fails and refuses the token: it says so, goes on, and answers every key."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.aws.cockpit import DOWN, launch, open_cockpit
from tests.aws.life import curve_of, lasting, quick
from tests.aws.program import Program, log_of, sent
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.e2e.terminal import Terminal

EPOCHS = 60
LONG = 120.0
"""Seconds: pauses grow while nothing answers."""
RATES = {"throttle": 0.2, "reset_before": 0.03, "reset_after": 0.02, "server_error": 0.05}


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos; a job trains at once for five minutes, which pass in thirty seconds."""
    aws.jobs.life = lasting(5, epochs=EPOCHS, batches=0, before=(), after=quick().after)
    aws.clock.advance(-3600.0)  # so that it does not overtake this machine's
    aws.clock.speed = 10.0
    return Program.install(home, draw_classes(tmp_path / "birds"), aws, epochs=EPOCHS)


def check_keys(terminal: Terminal) -> None:
    """Move in the form, open the list of jobs and come back."""
    terminal.press("2g")
    terminal.wait_for("Start from a network trained on")
    terminal.press(DOWN + DOWN)
    terminal.wait_for("How many times training goes")
    terminal.press("j")
    terminal.wait_for("enter attach")
    terminal.press("q")
    terminal.wait_for("4 Job")


def test_through_throttling_resets_faults_and_an_expired_token(program: Program) -> None:
    aws = program.account
    aws.faults.set(**RATES)
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● Training")
        expired = aws.clock()
        aws.faults.expired_until = expired + 3600
        terminal.press("4z")
        terminal.wait_for("▲ the AWS credentials have")
        terminal.wait_for(lambda screen: "retrying, last answer" in screen and "the job goes on" in screen)
        terminal.wait_for("start trainscope again in a shell with new ones")
        terminal.press("z")
        terminal.wait_for("▲ no answer, retrying")
        check_keys(terminal)
        wait_until(lambda: aws.clock() > expired + 60, what="a minute of the account")
        aws.faults.expired_until = 0.0
        terminal.wait_for(lambda screen: "the AWS credentials" not in screen and "no answer" not in screen)
        check_keys(terminal)
        terminal.wait_for("✓ Completed", seconds=LONG)
        aws.faults.clear()
        terminal.wait_for(f"epoch {EPOCHS}/{EPOCHS}", seconds=LONG)
        terminal.wait_for(f"Epoch[{EPOCHS - 1}] Validation-accuracy", seconds=LONG)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert [job.name for job in aws.jobs] == [name]
    assert Counter(program.lines(name)) == Counter(log_of(aws, name))
    assert program.curve(name) == pytest.approx(curve_of(EPOCHS), abs=1e-6)
    assert len(set(sent(aws))) == 36


def test_a_throttled_account_is_named_in_plain_words(program: Program) -> None:
    aws = program.account
    with open_cockpit(program) as terminal:
        launch(terminal)
        terminal.wait_for("● Training")
        aws.faults.set(throttle=1.0)
        terminal.wait_for("▲ AWS asks to be asked less")
        terminal.press("4z")
        terminal.wait_for("other programs may use up the account's rate")
        aws.faults.clear()
        terminal.wait_for(lambda screen: "▲" not in screen)


def test_without_a_connection_it_says_how_old_the_last_answer_is_and_goes_on_by_itself(
    program: Program,
) -> None:
    aws = program.account
    with open_cockpit(program) as terminal:
        launch(terminal)
        terminal.wait_for("● Training")
        aws.unplug()
        terminal.press("4z")
        terminal.wait_for("▲ AWS cannot be reached")
        terminal.wait_for(lambda screen: "retrying, last answer" in screen and "the job goes on" in screen)
        terminal.press("z")
        check_keys(terminal)
        aws.plug_in()
        terminal.wait_for(lambda screen: "▲" not in screen)
        terminal.wait_for(f"epoch {EPOCHS}/{EPOCHS}")
