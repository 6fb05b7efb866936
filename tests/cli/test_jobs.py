"""`jobs`, `status` and `stop`: run book and engine as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.localjob import GO_ON, TRAIN, open_book, start_job, state_folder
from tests.cli.runner import trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

COMPLETES = TRAIN.format(rest="")
SPOILED = TRAIN.format(rest='print(f"{prefix} Epoch[{number}] Train-accuracy=nan")')
WAITS = TRAIN.format(rest=GO_ON)


def test_no_jobs_is_an_empty_list(home: Path) -> None:
    result = trainscope(home, "jobs", "--json")
    assert (result.code, result.json()) == (0, [])
    assert "no jobs" in trainscope(home, "jobs").stderr


@pytest.fixture
def three(home: Path) -> None:
    """One job the book has followed, one it only knows, one that only the engine knows."""
    start_job(home, "followed", COMPLETES, 3)
    assert trainscope(home, "watch", "followed").code == 0
    start_job(home, "known", COMPLETES, 1)
    start_job(home, "foreign", COMPLETES, 1, note=False)
    for name in ("known", "foreign"):
        wait_until(
            lambda name=name: (  # type: ignore[misc]
                '"Completed"' in (state_folder(home) / "jobs" / name / "status.json").read_text()
            ),
            what=f"{name} to complete",
        )


@pytest.mark.usefixtures("three")
def test_jobs_are_those_of_run_book_and_engine_newest_first(home: Path) -> None:
    rows = trainscope(home, "jobs", "--json").json()
    assert {row["name"] for row in rows} == {"followed", "known", "foreign"}
    assert rows[0]["name"] == "foreign", "the others are noted as created long ago"
    assert {row["status"] for row in rows} == {"Completed"}
    assert all(
        list(row) == ["name", "engine", "account", "region", "status", "stage", "created", "ended", "best"]
        for row in rows
    )
    best = {row["name"]: row["best"] for row in rows}
    read = {"epoch": 0, "value": 0.05}
    assert best == {"followed": {"epoch": 2, "value": 0.25}, "known": read, "foreign": None}
    assert [row["created"] for row in rows if row["name"] == "followed"] == ["1970-01-01T00:16:40.000Z"]
    shown = trainscope(home, "jobs").stdout
    assert [line.split()[0] for line in shown.splitlines()] == ["NAME", *[row["name"] for row in rows]]
    assert "0.2500 @ 2" in shown
    names = [row["name"] for row in trainscope(home, "jobs", "--json", "--grep", "^f").json()]
    assert sorted(names) == ["followed", "foreign"]
    assert trainscope(home, "jobs", "--json", "--status", "failed").json() == []
    assert len(trainscope(home, "jobs", "--json", "--status", "completed").json()) == 3


def test_a_status_that_is_none_is_answered_with_those_there_are_in_the_words_of_the_help(home: Path) -> None:
    result = trainscope(home, "jobs", "--status", "happy")
    assert result.code == 2
    choices = "InProgress, Completed, Failed, Stopping, Stopped, Deleting"
    assert choices in result.stderr
    assert choices in " ".join(trainscope(home, "jobs", "--help").stdout.split())


def test_status_is_one_look_in_the_contracts_words(home: Path) -> None:
    start_job(home, "followed", SPOILED, 3)
    wait_until(
        lambda: trainscope(home, "status", "followed", "--json").json()["status"] == "Completed",
        what="the job to complete",
    )
    status = trainscope(home, "status", "followed", "--json").json()
    assert list(status) == [
        "name", "engine", "account", "region", "status", "stage", "transitions", "epoch", "epochs", "eta_seconds",
        "best", "instances", "billable_seconds", "cost", "failure_reason",
    ]  # fmt: skip
    assert (status["engine"], status["account"], status["cost"]) == ("local", None, None)
    assert (status["epoch"], status["epochs"], status["eta_seconds"]) == (2, 3, 0)
    assert status["best"] == {"epoch": 2, "value": 0.25}
    assert list(status["transitions"][0]) == ["stage", "start", "end", "message"]
    shown = trainscope(home, "status", "followed").stdout
    assert shown.splitlines()[0] == "followed  local  ✓ Completed"
    assert "best validation accuracy 0.2500 at epoch 2" in shown
    assert "error  not-a-number\n  train:accuracy is not a number since epoch 2\n  why: " in shown


def test_stop_stops_and_stopping_again_is_no_error(home: Path) -> None:
    start_job(home, "waits", WAITS, 1, home / "end")
    first = trainscope(home, "stop", "waits", "--json")
    assert first.code == 0
    assert first.json()["name"] == "waits"
    assert first.json()["status"] in ("Stopping", "Stopped")
    assert trainscope(home, "watch", "waits").code == 3
    assert trainscope(home, "stop", "waits", "--json").json() == {"name": "waits", "status": "Stopped"}
    assert trainscope(home, "stop", "waits").stdout == "waits: Stopped\n"


def test_stop_is_refused_read_only(home: Path) -> None:
    start_job(home, "waits", WAITS, 1, home / "end")
    refused = trainscope(home, "--read-only", "stop", "waits")
    assert refused.code == 2
    assert "read-only" in refused.stderr
    (home / "end").touch()
    assert trainscope(home, "watch", "waits").code == 0


def test_a_damaged_run_book_is_mentioned_and_the_engines_jobs_are_still_there(home: Path) -> None:
    start_job(home, "followed", COMPLETES, 3)
    assert trainscope(home, "watch", "followed").code == 0
    (state_folder(home) / "runs.sqlite").write_bytes(b"scribble" * 4096)
    result = trainscope(home, "jobs", "--json")
    assert result.code == 0
    assert "set aside" in result.stderr
    assert [row["name"] for row in result.json()] == ["followed"]
    assert trainscope(home, "watch", "followed").code == 0
    book = open_book(home)
    assert book.find("followed").best is not None
    book.close()
