"""A sweep of the account by keyboard alone: range, review, start, its page, the best job in the cockpit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.aws.cockpit import DELETE, DOWN, open_cockpit, words
from tests.aws.program import Program
from tests.aws.tuningjob import quickly
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.e2e.terminal import Terminal

BUDGET = "\nsweep: {jobs: 3, parallel: 2}\n"
ROW = "learning_rate"


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; each job of a sweep takes seconds."""
    installed = Program.install(home, draw_classes(tmp_path / "birds"), aws)
    aws.clock.advance(-24 * 3600.0)
    aws.tunings.life = quickly
    with (home / "trainscope.yaml").open("a") as file:
        file.write(BUDGET)
    return installed


def give_range(terminal: Terminal, text: str) -> None:
    """Give the learning rate a range in the form, all rows of which are shown in a zoomed pane."""
    terminal.press("2zm")
    terminal.wait_for(ROW)
    lines = terminal.text.splitlines()
    first, wanted = (
        next(n for n, line in enumerate(lines) if name in line) for name in ("use_pretrained", ROW)
    )
    terminal.press(DOWN * (wanted - first))
    terminal.wait_for(lambda screen: "range in the guide 1e-6..0.5" in words(screen))
    terminal.press("v")
    terminal.wait_for("enter keep")
    terminal.press(DELETE * len("1e-6..0.5") + text + "\r")
    terminal.wait_for(f"±{ROW}")
    terminal.press("z")


def test_from_a_range_to_the_best_job_in_the_cockpit(program: Program) -> None:
    aws = program.account
    with open_cockpit(program) as terminal:
        terminal.wait_for("ready to train")
        give_range(terminal, "0.001..0.1")
        terminal.press("L")
        terminal.wait_for("✓ Ready. Enter starts it")
        ceiling = r"at most +\$\d+\.\d\d, if each of the 3 jobs runs as long as it may"
        tried = rf"try {ROW} 0\.001\.\.0\.1"
        terminal.wait_for(lambda screen: all(re.search(line, screen) for line in (ceiling, tried)))
        assert aws.requests.count("CreateHyperParameterTuningJob") == 0
        terminal.press("\r")
        terminal.wait_for("InProgress")
        aws.clock.advance(3600.0)
        terminal.press("r")
        terminal.wait_for(
            lambda screen: "✓ Completed  3 of 3 jobs: 3 Completed" in screen and "★ 1" in screen
        )
        best = re.search(r"★ 1 .*?(\d{3}-\w+)", terminal.text)
        assert best
        terminal.press("b")
        terminal.wait_for(lambda screen: f"-{best[1]}  ✓ Completed" in screen)
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert aws.requests.count("CreateHyperParameterTuningJob") == 1
    assert aws.requests.count("CreateTrainingJob") == 0
