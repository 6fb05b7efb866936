"""Endpoints of an account from the cockpit, by keyboard alone: deployed, metered, found again, taken down."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from core.engine.sagemaker import cached
from tests.aws.cockpit import open_cockpit, words
from tests.aws.endpoint import EndpointLife
from tests.aws.hosting import NAME, NOTHING, all_of, engine_of, go, reviewed, there, trained_job
from tests.aws.jobrequest import IMAGE
from tests.aws.program import Program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.e2e.terminal import Terminal

CONFIG = """
engine: sagemaker
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.m5.large: 0.5}}}}
"""
SMALL = (24, 80)


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A job that was trained elsewhere; an endpoint takes three minutes, and the SDK need not be asked."""
    trained_job(aws)
    cached.write(f"image_{aws.region}", {"image": IMAGE, "version": metadata.version("sagemaker-core")})
    aws.endpoints.life = EndpointLife(creating=180.0, deleting=0.0)
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket))
    return Program(home, home, aws)


def review(terminal: Terminal) -> None:
    """From the list of jobs to the review of the deployment."""
    terminal.press("j")
    terminal.wait_for(lambda screen: NAME in screen and "✓ Completed" in screen)
    terminal.press("d")
    terminal.wait_for("✓ Ready. Enter deploys")


def machine(terminal: Terminal, text: str, told: str) -> None:
    """Choose another machine."""
    terminal.press("m")
    terminal.wait_for("enter keep")
    terminal.press(f"{text}\r")
    terminal.wait_for(lambda screen: told in screen and "✓ Ready" in screen)


def test_a_model_is_deployed_metered_found_again_and_taken_down(program: Program) -> None:
    aws = program.account
    with open_cockpit(program, size=SMALL) as terminal:
        terminal.wait_for("no job")
        review(terminal)
        terminal.wait_for(lambda screen: "$0.50 per hour, $12.00 per day" in words(screen))
        machine(terminal, "2048", "2,048 MB")
        machine(terminal, "ml.m5.large", "1 × ml.m5.large")
        assert there(aws) == NOTHING
        terminal.press("\r")
        terminal.wait_for("● Creating")
        terminal.wait_for("Endpoints  1 endpoint $0.00, $0.50/h")
        aws.clock.advance(180.0)
        terminal.wait_for("Endpoint answers")
        terminal.wait_for("✓ InService")
        assert there(aws) == all_of()
        terminal.press("q")
        terminal.wait_for("1 Dataset")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        assert f"{NAME} costs $0.50 per hour until it is taken down" in terminal.raw.decode(errors="replace")
    aws.unplug()
    with open_cockpit(
        program, "--engine", "local", size=SMALL
    ) as terminal:  # where it is, is not where jobs go
        terminal.wait_for("1 endpoint $0.0")
        aws.plug_in()
        terminal.press("e")
        terminal.wait_for("✓ InService  ")
        terminal.press("u")
        terminal.wait_for(f"Take {NAME} down?")
        terminal.wait_for(lambda screen: "stays" in screen)
        assert there(aws) == all_of()
        terminal.press("y")
        terminal.wait_for("none is up")
        terminal.wait_for("Taken down")
    assert there(aws) == NOTHING
    assert aws.requests.count("CreateEndpoint") == 1


def test_one_that_was_made_on_another_machine_is_metered_without_being_asked_for(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = program.account
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    engine = engine_of(aws)
    go(engine, reviewed(aws, engine, trained_job(aws, "theirs")))
    aws.endpoints["theirs"].created -= 3630  # what is shown is the cost of the last full minute
    aws.requests.clear()
    with open_cockpit(program, size=SMALL) as terminal:
        terminal.wait_for("1 endpoint $0.50, $0.50/h")
    kinds = ("Models", "EndpointConfigs", "Endpoints")
    assert [aws.requests.count(f"List{kind}") for kind in kinds] == [1, 1, 1]
