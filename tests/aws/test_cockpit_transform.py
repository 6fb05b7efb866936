"""A batch transform on an account from the cockpit, by keyboard: machines chosen, followed, its answers judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.aws.cockpit import open_cockpit, words
from tests.aws.hosting import NAME, NOTHING, there
from tests.aws.program import Program
from tests.aws.transform import TransformLife
from tests.aws.transforming import job_and_photos

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.e2e.terminal import Terminal

CONFIG = """
engine: sagemaker
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.m5.large: 0.5, ml.c5.xlarge: 0.25}}}}
watch: {{poll_seconds: 0.3}}
"""
SMALL = (24, 80)


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A job that has ended, ten photos and one that is none; a batch transform's instances take four minutes."""
    aws.clock.advance(-600)
    aws.transforms.life = TransformLife(starting=240.0, photo=0.0, ending=1.0)
    job_and_photos(home, aws)
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket))
    return Program(home, home, aws)


def choose(terminal: Terminal, key: str, text: str, told: str) -> None:
    """Type another machine, or how many."""
    terminal.press(key)
    terminal.wait_for("enter keep")
    terminal.press(f"{text}\r")
    terminal.wait_for(lambda screen: told in screen and "✓ Ready" in screen)


def test_photos_are_sent_answered_and_judged(program: Program) -> None:
    aws = program.account
    with open_cockpit(program, size=SMALL) as terminal:
        terminal.wait_for(lambda screen: NAME in screen and "✓ Completed" in screen)
        terminal.press("B")
        terminal.wait_for("A folder of photos, or a list (.lst):")
        terminal.press("\x15~/photos\r")
        terminal.wait_for("✓ Ready. Enter starts it")
        terminal.wait_for("$0.50 per hour")
        terminal.wait_for("known of 10 of them")
        choose(terminal, "m", "ml.c5.xlarge", "$0.25 per hour")
        choose(terminal, "n", "2", "2 × ml.c5.xlarge")
        terminal.wait_for("$0.50 per hour")
        assert (there(aws), list(aws.transforms)) == (NOTHING, [])
        terminal.press("\r")
        terminal.wait_for(lambda screen: "1 of 11 photos" in words(screen))
        terminal.wait_for("● Starting")
        terminal.press("4")
        terminal.wait_for(lambda screen: f"asks the model of {NAME}" in words(screen))
        aws.clock.advance(245.0)
        terminal.wait_for("✓ Completed 10 of 10 answered")
        terminal.wait_for("p shows the answers")
        terminal.wait_for("billed 00:01 × 2")
        terminal.press("p")
        terminal.wait_for("accuracy 1.0000: 10 of 10 photos right")
        terminal.wait_for("10 of 11 photos answered  ·  ✗ 1 could not be asked about")
        assert "x as trained" not in terminal.text
    assert len(aws.transforms) == 1
    assert aws.requests.count("CreateTransformJob") == 1
