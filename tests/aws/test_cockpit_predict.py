"""An endpoint of a SageMaker account asked in the cockpit: why answers are worse than in training, what mends it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from tests.aws.cockpit import open_cockpit, words
from tests.aws.endpoint import EndpointLife
from tests.aws.faults import Rates
from tests.aws.hosting import NAME
from tests.aws.program import Program
from tests.aws.test_cli_predict import CONFIG, deploy, wide
from tests.cli.localjob import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A machine whose endpoints are in service at once, with a data set for the field to begin with."""
    aws.endpoints.life = EndpointLife(creating=0.0, deleting=0.0)
    (home / "photos").mkdir()
    dataset = "dataset: {path: photos}\n"
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket) + dataset)
    return Program(home, home, aws)


def test_photos_are_asked_about_again_cut_as_in_training(program: Program) -> None:
    deploy(program, resize="32")
    wide(program.home)
    lines = "".join(f"{number}\t2.000000\twide.png\n" for number in range(30))
    (program.home / "wide.lst").write_text(lines)
    with closing(open_book(program.home)) as book:
        record = book.find(NAME)
        cursor = book.cursor(record.id)
        point = MetricPoint(VALIDATION_ACCURACY, 3, 0.9, None, None)
        assert book.store(record.id, old_cursor=cursor, cursor=cursor, points=[point])
    program.account.faults.of["InvokeEndpoint"] = Rates(throttle=0.1, reset_after=0.05)
    with open_cockpit(program) as terminal:
        terminal.wait_for("1 endpoint")
        terminal.press("p")
        terminal.wait_for("✓ InService")
        terminal.press("\x15wide.lst\r")
        terminal.wait_for("accuracy here 0.0000, in training 0.9000")
        assert "here the whole photo is squeezed into 32×32" in words(terminal.text)
        assert "key x cuts photos as training did before they are sent" in words(terminal.text)
        terminal.press("x")
        terminal.wait_for("accuracy here 1.0000, in training 0.9000")
        assert "Answers, as trained  ~/wide.lst  ·  paths begin in ~  ·  " in terminal.text
        terminal.press("\t\r")
        terminal.wait_for("as trained: resize 32, centre 32×32")
