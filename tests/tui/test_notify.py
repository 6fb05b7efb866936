"""The end of a job is announced: bell, desktop, command; each harmless whatever stands in the facts."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import App

from core.config import NotifySettings
from core.engine.hosting import EndpointState, EndpointStatus
from core.job.metrics import MetricPoint
from core.job.status import JobKey, JobState, Status, TransformFacts
from core.runs import Record
from tests.conftest import wait_until
from tests.tui.panes import until
from tests.tui.test_clipboard import terminal_output
from tui import notify

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Record(1, JobKey("local", "", "", "ic-flowers-1"), created=0.0)
BEST = MetricPoint("validation:accuracy", 8, 0.7021)
DONE = JobState(Status.COMPLETED, "Completed", created=0.0, ended=60.0, model="/models/1")
FAILED = JobState(Status.FAILED, "Failed", failure_reason="ClientError: \x1b]0;x\x07bad [/x] photo; sorry")


def test_the_headline_says_what_happened_and_how_well_it_did() -> None:
    assert notify.headline("job-1", DONE, BEST) == (
        "Job completed",
        "job-1 · best validation accuracy 0.7021 @ 8",
    )


def test_a_failure_gives_its_reason_without_escapes() -> None:
    title, body = notify.headline("job-1", FAILED, None)
    assert title == "Job failed"
    assert "bad [/x] photo" in body
    assert "\x1b" not in body


def test_a_batch_transform_ends_in_words_of_its_own() -> None:
    asked = TransformFacts("ic-a", photos=3670, answered=3660)
    assert notify.headline("ic-a-batch-1", replace(DONE, transform=asked), None) == (
        "Batch transform completed",
        "ic-a-batch-1 · 3,660 of 3,670 photos answered",
    )
    none = replace(FAILED, transform=TransformFacts())
    assert notify.headline("ic-a-batch-1", none, None) == (
        "Batch transform failed",
        "ic-a-batch-1 · ClientError: bad [/x] photo",
    )


def test_an_endpoint_answers_or_says_why_not() -> None:
    key = JobKey("sagemaker", "1", "eu-west-1", "ic-a")
    assert notify.endpoint_headline(EndpointState(key, EndpointStatus.IN_SERVICE)) == (
        "Endpoint answers",
        "ic-a",
    )
    failed = EndpointState(key, EndpointStatus.FAILED, failure_reason="No \x1b[31mcapacity. Try later.")
    assert notify.endpoint_headline(failed) == ("Endpoint does not answer", "ic-a · Failed: No capacity.")


def test_terminals_that_know_both_sequences_get_one() -> None:
    assert notify.desktop("t", "b", "xterm-kitty").count("\x1b]") == 1
    assert notify.desktop("t", "b", "rxvt-unicode-256color").startswith("\x1b]777;")
    assert notify.desktop("t", "b", "xterm-256color").count("\x1b]") == 2


def test_nothing_in_a_notification_can_end_it_early() -> None:
    sequence = notify.desktop("t;x", "a\x07b\x1b\\c;d", "rxvt")
    assert sequence.count("\x07") == 1
    assert sequence.count("\x1b") == 1
    assert sequence.count(";") == 3


def test_the_terminal_gets_bell_and_both_notifications() -> None:
    out = terminal_output("announce")
    assert b"\x1b]9;trainscope: Job completed: ic-flowers-1" in out
    assert b"\x1b]777;notify;trainscope: Job completed;ic-flowers-1" in out
    assert b"\x07" in out.replace(b"0.7021 @ 8\x07", b"")


def test_the_command_gets_the_facts_in_its_environment(tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps(dict(os.environ)))"
    sentences: list[str] = []
    environ = {**os.environ, **notify.facts(RECORD, DONE, BEST)}
    notify.run([sys.executable, "-c", program, str(out)], environ, sentences.append)
    wait_until(lambda: out.exists() and out.read_text().endswith("}"), what="the command")
    got = json.loads(out.read_text())
    assert got["TRAINSCOPE_JOB"] == "ic-flowers-1"
    assert got["TRAINSCOPE_STATUS"] == "Completed"
    assert got["TRAINSCOPE_BEST"] == "0.7021"
    assert got["TRAINSCOPE_BEST_EPOCH"] == "8"
    assert got["TRAINSCOPE_MODEL"] == "/models/1"
    assert not sentences


def test_a_command_that_fails_or_is_not_there_is_told_of() -> None:
    sentences: list[str] = []
    notify.run(["no-such-program-here"], {}, sentences.append)
    notify.run([sys.executable, "-c", "raise SystemExit(3)"], os.environ, sentences.append)
    wait_until(lambda: len(sentences) == 2, what="two sentences")
    assert any("no-such-program-here could not be started" in sentence for sentence in sentences)
    assert any("exit code 3" in sentence for sentence in sentences)


async def test_a_failing_command_is_a_toast_and_hostile_facts_are_no_markup() -> None:
    app = App[None]()
    async with app.run_test(notifications=True) as pilot:
        settings = NotifySettings(bell=False, desktop=False, command=("no-such-program-here",))
        notify.announce(app, settings, RECORD, FAILED, BEST)
        await until(pilot, lambda: len(app._notifications) == 2, "two toasts")
        assert {toast.severity for toast in app._notifications} == {"error", "warning"}
