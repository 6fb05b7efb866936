"""From a folder of drawn photos to a trained model, by commands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import Result, trainscope
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE = 180.0
"""Seconds; the trainer is nice, and may have to wait on a busy machine."""
SMALL = ("--set", "mini_batch_size=8", "--set", "image_shape=3,48,48", "--set", "resize=48")


def launch(home: Path, photos: Path, *args: str) -> Result:
    return trainscope(home, "launch", "--dataset", photos, "--yes", *SMALL, *args, seconds=DEADLINE)


def test_launch_and_wait_follows_a_job_from_start_to_model(home: Path, photos: Path) -> None:
    result = launch(home, photos, "--set", "epochs=3", "--wait", "--json")
    assert result.code == 0, result.stderr
    events = result.objects()
    kinds = {event.get("type") for event in events}
    assert {"status", "log", "metric"} <= kinds
    last = [event for event in events if event.get("type") == "status"][-1]
    assert last["status"] == "Completed"
    assert [row["stage"] for row in last["transitions"]] == [
        "Starting",
        "Downloading",
        "Training",
        "Uploading",
        "Completed",
    ]
    assert last["epochs"] == 3
    assert last["best"]["value"] > 0.5
    curve = [
        event["epoch"]
        for event in events
        if event["type"] == "metric" and event["name"] == "validation:accuracy"
    ]
    assert curve == [0, 1, 2]
    texts = [event["text"] for event in events if event["type"] == "log"]
    assert texts == [line["text"] for line in trainscope(home, "logs", last["name"], "--json").objects()]


def test_a_job_goes_on_by_itself_and_is_found_again(home: Path, photos: Path) -> None:
    name = launch(home, photos, "--set", "epochs=3", "--json").json()["name"]
    wait_until(
        lambda: trainscope(home, "status", name, "--json").json()["status"] == "Completed",
        what="the job nobody follows to complete",
        seconds=DEADLINE,
    )
    row = trainscope(home, "jobs", "--json").json()[0]
    assert row["name"] == name
    assert row["status"] == "Completed"
    assert row["best"] is not None
    assert trainscope(home, "watch", name).code == 0


def test_a_stopped_job_ends_with_code_3_and_stopping_again_is_no_error(home: Path, photos: Path) -> None:
    name = launch(home, photos, "--set", "epochs=5000", "--json").json()["name"]
    wait_until(
        lambda: (
            "Epoch[0] Validation" in trainscope(home, "logs", name).stdout
            or trainscope(home, "status", name, "--json").json()["epoch"] is not None
        ),
        what="the first epoch",
        seconds=DEADLINE,
    )
    assert trainscope(home, "stop", name).code == 0
    assert trainscope(home, "watch", name).code == 3
    again = trainscope(home, "stop", name, "--json")
    assert again.code == 0
    assert again.json() == {"name": name, "status": "Stopped"}


@pytest.mark.parametrize("code", ["import sys; sys.exit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_a_program_that_fails_ends_with_code_1_and_a_reason(home: Path, photos: Path, code: str) -> None:
    import sys

    (home / "trainscope.yaml").write_text(f"local: {{command: ['{sys.executable}', '-c', '{code}']}}\n")
    result = launch(home, photos, "--wait", "--json")
    assert result.code == 1
    last = [event for event in result.objects() if event["type"] == "status"][-1]
    assert last["status"] == "Failed"
    assert last["failure_reason"]


def test_bad_data_is_refused_before_anything_is_started(home: Path, photos: Path) -> None:
    (photos / "bars" / "000.jpg").write_bytes(b"this is no photo")
    result = launch(home, photos)
    assert result.code == 1
    assert "000.jpg" in result.stderr
    assert trainscope(home, "jobs", "--json").json() == []
