"""`watch` and `logs`: every line once, harmless, and an exit code that says how the job ended."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.localjob import GO_ON, TRAIN, open_book, start_job, state_folder
from tests.cli.runner import PROGRAM, controls_in, environment, trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

COMPLETES = TRAIN.format(rest="")
FAILS = TRAIN.format(rest="sys.exit('Customer Error: no photos')")
WAITS = TRAIN.format(rest=GO_ON)
HOSTILE = r"""
import sys
out = sys.stdout.buffer
out.write(b"one \x1b]52;c;SE9TVElMRQ==\x07 end\n" + b" 10%\r 50%\r100%\n" + b"[/x] [b\n" + b"A" * 100000 + b"\n")
out.write(b"".join(b"number %d\n" % number for number in range(2000)))
"""


def test_watch_follows_to_the_end_and_writes_one_json_object_per_line(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3)
    result = trainscope(home, "watch", "three-epochs", "--json")
    assert (result.code, result.stderr) == (0, "")
    events = result.objects()
    logged = [event for event in events if event["type"] == "log"]
    points = [event for event in events if event["type"] == "metric"]
    assert [event["text"].split("] ", 1)[1] for event in logged if "Epoch" in event["text"]] == [
        f"Epoch[{epoch}] Validation-accuracy=0.{epoch}50000" for epoch in range(3)
    ]
    assert list(logged[0]) == ["type", "time", "stream", "text"]
    assert [(event["name"], event["epoch"], event["value"]) for event in points] == [
        ("validation:accuracy", 0, 0.05),
        ("validation:accuracy", 1, 0.15),
        ("validation:accuracy", 2, 0.25),
    ]
    assert list(points[0]) == ["type", "name", "epoch", "value", "stream", "time"]
    last = events[-1]
    assert (last["type"], last["status"], last["best"]) == (
        "status",
        "Completed",
        {"epoch": 2, "value": 0.25},
    )


def test_watch_for_people_shows_stages_lines_and_the_end(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3)
    result = trainscope(home, "watch", "three-epochs")
    assert result.code == 0
    assert "Epoch[2] Validation-accuracy=0.250000" in result.stdout
    assert result.stdout.splitlines()[-2:] == ["✓ Completed", "best validation accuracy 0.2500 at epoch 2"]
    brief = trainscope(home, "watch", "three-epochs", "--epochs").stdout
    assert "INFO" not in brief
    assert [line.split("  ")[:2] for line in brief.splitlines() if line.startswith("epoch ")] == [
        ["epoch 0 of 0-2", "validation 0.0500"],
        ["epoch 1 of 0-2", "validation 0.1500"],
        ["epoch 2 of 0-2", "validation 0.2500"],
    ]


def test_the_exit_code_of_watch_is_the_outcome(home: Path) -> None:
    start_job(home, "fails", FAILS, 1)
    failed = trainscope(home, "watch", "fails")
    assert failed.code == 1
    assert "✗ Failed" in failed.stdout
    assert "reason: " in failed.stdout
    start_job(home, "waits", WAITS, 1, home / "end")
    assert trainscope(home, "stop", "waits").code == 0
    stopped = trainscope(home, "watch", "waits")
    assert stopped.code == 3
    assert "■ Stopped" in stopped.stdout


def test_interrupting_watch_does_not_stop_the_job(home: Path) -> None:
    start_job(home, "waits", WAITS, 2, home / "end")
    watching = subprocess.Popen(
        [PROGRAM, "watch", "waits"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home,
        text=True,
    )
    assert watching.stdout
    for line in watching.stdout:
        if "Epoch[1]" in line:
            break
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=20)
    assert (watching.returncode, err) == (130, "")
    assert trainscope(home, "status", "waits", "--json").json()["status"] == "InProgress"
    (home / "end").touch()
    assert trainscope(home, "watch", "waits").code == 0


def test_watch_attaches_to_a_job_that_only_the_engine_knows(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3, note=False)
    assert trainscope(home, "watch", "three-epochs").code == 0
    book = open_book(home)
    assert book.find("three-epochs").best is not None
    book.close()


def test_an_unknown_job_is_one_line_and_the_nearest_name(home: Path) -> None:
    start_job(home, "three-epochs", COMPLETES, 3)
    for command in ("watch", "logs", "status", "stop"):
        result = trainscope(home, command, "three-epoch")
        assert result.code == 2
        assert "did you mean three-epochs?" in result.stderr
        assert len(result.stderr.splitlines()) == 2


@pytest.fixture
def noisy(home: Path) -> str:
    """A job whose log is hostile, and long."""
    start_job(home, "noisy", HOSTILE)
    assert trainscope(home, "watch", "noisy").code == 0
    return "noisy"


def test_logs_are_harmless_and_whole(home: Path, noisy: str) -> None:
    result = trainscope(home, "logs", noisy)
    assert controls_in(result.stdout) == set()
    texts = [line["text"] for line in trainscope(home, "logs", noisy, "--json").objects()]
    place = texts.index("one  end")
    assert texts[place + 1 : place + 3] == ["100%", "[/x] [b"]
    assert len(texts[place + 3]) <= 4096
    assert [text for text in texts if text.startswith("number")] == [f"number {n}" for n in range(2000)]


def test_logs_can_be_searched_and_cut(home: Path, noisy: str) -> None:
    found = trainscope(home, "logs", noisy, "--grep", "number 19+$", "--json").objects()
    assert [line["text"] for line in found] == ["number 19", "number 199", "number 1999"]
    last = trainscope(home, "logs", noisy, "--grep", "number 19+$", "--tail", "2", "--json").objects()
    assert [line["text"] for line in last] == ["number 199", "number 1999"]
    assert len(trainscope(home, "logs", noisy, "--tail", "3").stdout.splitlines()) == 3
    assert trainscope(home, "logs", noisy, "--tail", "0").stdout == ""


def test_a_damaged_log_is_read_all_the_same(home: Path) -> None:
    start_job(home, "damaged", COMPLETES, 2)
    assert trainscope(home, "watch", "damaged").code == 0
    (state_folder(home) / "runs.sqlite").unlink()
    with (state_folder(home) / "jobs" / "damaged" / "log").open("ab") as log:
        for stamp in (b"1e300", b"-1e300", b"nan", b"inf", b"99999999999999", b"\0\0"):
            log.write(stamp + b" [99/99/9999 00:00:00 INFO 1] Epoch[9] Validation-accuracy=inf\n")
    assert len(trainscope(home, "logs", "damaged", "--tail", "6").stdout.splitlines()) == 6
    for command in ("logs", "watch", "metrics"):
        result = trainscope(home, command, "damaged", "--json")
        assert (result.code, result.stderr) == (0, "")
    (job,) = trainscope(home, "jobs", "--json").json()
    status = trainscope(home, "status", "damaged", "--json").json()
    assert job["best"] == status["best"] == {"epoch": 1, "value": 0.15}


def test_a_bad_expression_is_one_line_and_a_hint(home: Path, noisy: str) -> None:
    for command in (("logs", noisy), ("jobs",)):
        result = trainscope(home, *command, "--grep", "a(b")
        assert result.code == 2
        assert result.stdout == ""
        first, hint = result.stderr.splitlines()
        assert "not a regular expression" in first
        assert "hint" in hint


def test_a_reader_that_goes_away_ends_logs_quietly(home: Path, noisy: str) -> None:
    for command in (["logs", noisy], ["watch", noisy]):
        writer = subprocess.Popen(
            [PROGRAM, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
        )
        assert writer.stdout
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr
        assert writer.stderr.read() == b""
        writer.stderr.close()
        writer.wait(timeout=20)


def test_logs_follow_shows_new_lines_until_the_job_ends(home: Path) -> None:
    start_job(home, "waits", WAITS, 2, home / "end")
    following = subprocess.Popen(
        [PROGRAM, "logs", "waits", "--follow", "--grep", "Epoch|told"],
        stdout=subprocess.PIPE,
        env=environment(home),
        cwd=home,
        text=True,
    )
    assert following.stdout
    seen = [following.stdout.readline(), following.stdout.readline()]
    assert ["Epoch[0]" in seen[0], "Epoch[1]" in seen[1]] == [True, True]
    (home / "end").touch()
    rest, _ = following.communicate(timeout=30)
    assert [line.split(" ", 1)[1] for line in rest.splitlines()] == ["told to end"]
    assert following.returncode == 0


def test_a_launch_that_was_interrupted_is_told_as_such(home: Path) -> None:
    from core.job.status import JobKey

    book = open_book(home)
    book.add_job(JobKey("local", "", "", "never-began"), spec={"launch_id": "x"}, created=1000.0)
    book.close()
    result = trainscope(home, "watch", "never-began")
    assert result.code == 1
    assert "the launch was interrupted before the job started" in result.stdout
    wait_until(lambda: trainscope(home, "status", "never-began").code == 0, what="the status")
