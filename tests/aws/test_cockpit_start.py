"""The cockpit opens whatever AWS, its settings or the credentials are like, and says what is wrong."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.aws.cockpit import DOWN, launch, open_cockpit, words
from tests.aws.life import quick
from tests.aws.program import Program
from tests.e2e.terminal import Terminal
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

CURVE = [0.4, 0.55, 0.63, 0.7]
HELD = """
import importlib.util, sys

class Held:
    def find_spec(self, name, path=None, target=None):
        if name not in ("boto3", "botocore", "urllib3", "sagemaker"):
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def wait_and_run(module):
            with open({pipe!r}) as pipe:
                pipe.read()
            run(module)

        spec.loader.exec_module = wait_and_run
        return spec

sys.meta_path.insert(0, Held())
"""
"""Whatever of AWS is imported first has to wait until the pipe was written to."""


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; a job trains at once, for an hour."""
    aws.jobs.life = quick(CURVE, before=(), training_seconds=3600.0)
    return Program.install(home, draw_classes(tmp_path / "birds"), aws)


def open_with(program: Program, *args: str, without: tuple[str, ...] = (), **env: str) -> Terminal:
    """Open the cockpit with some of the account's variables missing or others."""
    kept = {name: value for name, value in program.account.environment.items() if name not in without}
    return Terminal(program.home, *args, env={**kept, **env})


def check_keys(terminal: Terminal) -> None:
    """Move in the form, open the help and come back."""
    terminal.press("2g")
    terminal.wait_for("Start from a network trained on")
    terminal.press(DOWN + DOWN)
    terminal.wait_for("How many times training goes")
    terminal.press("?")
    terminal.wait_for("In the cockpit")
    terminal.press("q")
    terminal.wait_for("4 Job")


def test_everything_is_shown_and_keys_answer_before_anything_of_aws_is_imported(
    program: Program, tmp_path: Path
) -> None:
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    pipe, site = tmp_path / "pipe", tmp_path / "site"
    os.mkfifo(pipe)
    site.mkdir()
    (site / "sitecustomize.py").write_text(HELD.format(pipe=str(pipe)))
    program.account.requests.clear()
    with open_with(program, PYTHONPATH=str(site)) as terminal:
        terminal.wait_for("ready to train")
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.wait_for(f"{name}  ● Training")
        check_keys(terminal)
        assert program.account.requests.count() == 0
        pipe.write_text("go on")
        program.account.clock.advance(3600.0)
        terminal.wait_for("✓ Completed")


def test_unreachable_from_the_start_it_opens_says_so_and_finds_the_job_when_aws_is_back(
    program: Program,
) -> None:
    aws = program.account
    with open_cockpit(program) as terminal:
        name = launch(terminal)
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    aws.unplug()
    with open_cockpit(program) as terminal:
        terminal.wait_for("ready to train")
        terminal.wait_for("● best 0.7000 @ 3")
        terminal.wait_for("▲ AWS cannot be reached")
        check_keys(terminal)
        terminal.press("4z")
        terminal.wait_for(lambda screen: "look at the network, the VPN" in words(screen))
        aws.plug_in()
        terminal.wait_for(lambda screen: "▲" not in screen and name in screen)


def test_a_launch_that_cannot_reach_aws_says_so_in_the_review(program: Program) -> None:
    program.account.unplug()
    with open_cockpit(program) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("l")
        terminal.wait_for(lambda screen: "AWS cannot be reached" in words(screen))
        terminal.press("\x1b")
        terminal.wait_for("4 Job")
        check_keys(terminal)


def test_without_a_region_it_opens_and_says_how_to_name_one(program: Program) -> None:
    with open_with(program, without=("AWS_REGION", "AWS_DEFAULT_REGION")) as terminal:
        terminal.wait_for("ready to train")
        check_keys(terminal)
        terminal.press("l")
        terminal.wait_for(lambda screen: "region" in screen and "AWS_REGION" in words(screen))
    assert program.account.requests.count() == 0


def test_without_credentials_it_opens_and_says_how_to_get_some(program: Program) -> None:
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    with open_with(program, without=keys) as terminal:
        terminal.wait_for("ready to train")
        check_keys(terminal)
        terminal.press("l")
        terminal.wait_for(lambda screen: "there are no AWS credentials" in words(screen))
        terminal.wait_for(lambda screen: "aws configure" in words(screen))


def test_with_an_unknown_profile_it_opens_and_names_it(program: Program) -> None:
    with open_with(program, "--profile", "nobody") as terminal:
        terminal.wait_for("ready to train")
        check_keys(terminal)
        terminal.press("l")
        terminal.wait_for(lambda screen: "nobody" in screen and "profile" in screen)
