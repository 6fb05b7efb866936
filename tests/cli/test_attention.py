"""`watch --notify` announces on the terminal and by the user's command, and each event once."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pexpect

from cli.attention import Announcer
from cli.context import App
from core.config import Settings, WatchSettings
from core.job.logfacts import LogFacts
from core.job.status import JobKey, Stage, Status, Transition
from core.update import Trouble, Update
from tests.cli.localjob import TRAIN, start_job
from tests.cli.runner import PROGRAM, environment, trainscope
from tests.core.foresight.courses import RUNNING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

COMPLETES = TRAIN.format(rest="")
TOLD = """
import os, sys
with open(sys.argv[1], "a") as file:
    print(os.environ["TRAINSCOPE_EVENT"], os.environ["TRAINSCOPE_BEST"], file=file)
"""


def test_watch_rings_notifies_and_runs_the_command_once(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3)
    (home / "told.py").write_text(TOLD)
    config = home / "trainscope.yaml"
    config.write_text(f"notify: {{desktop: osc9, command: [{sys.executable}, told.py, told]}}\n")
    child: pexpect.spawn[bytes] = pexpect.spawn(
        str(PROGRAM), ["watch", "three-epochs", "--notify"], env=environment(home), cwd=str(home), timeout=60
    )
    child.expect(pexpect.EOF)
    child.close()
    out = child.before or b""
    assert child.exitstatus == 0
    assert b"trainscope: Job completed: three-epochs" in out
    assert out.count(b"\a\x1b]9;trainscope: Job completed: three-epochs") == 1
    assert b"]777;" not in out
    (line,) = (home / "told").read_text().splitlines()
    assert line.startswith("completed")
    again = trainscope(home, "watch", "three-epochs", "--notify")
    assert (again.code, again.stderr) == (0, "")
    assert (home / "told").read_text().splitlines() == [line]


def test_findings_and_refused_credentials_are_announced_once_and_only_while_the_job_runs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = App(fixed=Settings(watch=WatchSettings(cost_ceiling=0.01)))
    job = app.book.add_job(JobKey("sagemaker", "1", "r", "ic-a"), spec=None, created=0.0)
    began = time.time() - 600.0
    state = replace(RUNNING, training_started=began, transitions=(Transition(Stage.TRAINING, began),))
    update = Update(job.id, state, LogFacts(), 0, 0)
    expired = Trouble("the token has expired", "renew it", began, 0.0, 4, credentials=True)
    announcer = Announcer(app, job)
    for trouble in (None, expired, expired, None, expired):
        announcer.look(replace(update, trouble=trouble))
    over = replace(state, status=Status.STOPPED, stage=Stage.STOPPED, ended=time.time())
    announcer.look(replace(update, state=over))
    announcer.close()
    app.book.close()
    said = [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()]
    assert said == ["Cost ceiling", "Credentials need renewing", "Job stopped"]


def test_a_file_is_not_rung_and_a_command_that_fails_is_told(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3)
    (home / "trainscope.yaml").write_text("notify: {command: no-such-program-here}\n")
    result = trainscope(home, "watch", "three-epochs", "--notify", cwd=home)
    assert result.code == 0
    assert "\a" not in result.stderr
    assert "trainscope: Job completed: three-epochs" in result.stderr
    assert "notify.command: no-such-program-here could not be started" in result.stderr
