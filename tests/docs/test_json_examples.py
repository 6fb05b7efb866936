"""The page of commands shows the keys that the commands really answer with, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from PIL import Image

from cli.main import COMMANDS, trainscope
from docs.json_examples import ANSWERS
from tests.cli.localjob import TRAIN, start_job
from tests.cli.runner import trainscope as run

if TYPE_CHECKING:
    from pathlib import Path


def shape(value: object) -> object:
    """The value's keys; of a list the first member's, as its members are alike."""
    if isinstance(value, dict):
        return [(key, shape(item)) for key, item in value.items()]
    return [shape(value[0])] if isinstance(value, list) and value else None


def shown(command: str) -> object:
    return [shape(value) for value in ANSWERS[command].values]


def test_every_command_that_answers_in_json_is_shown() -> None:
    commands = {name: trainscope.get_command(click.Context(trainscope), name) for name in COMMANDS}
    answering = {
        name
        for name, command in commands.items()
        if command is not None and any("--json" in option.opts for option in command.params)
    }
    assert set(ANSWERS) == answering


@pytest.fixture
def photos(home: Path) -> Path:
    """Two classes of two drawn photos."""
    for number in range(4):
        file = home / "drawn" / ("dark" if number % 2 else "light") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (number * 60,) * 3).save(file)
    return home / "drawn"


def test_data_sets_are_answered_as_shown(home: Path, photos: Path) -> None:
    lists = run(home, "lst", photos, "-o", home / "lists", "--no-check", "--json")
    assert [shape(lists.json())] == shown("lst")
    (photos / "dark" / "empty.png").touch()
    assert [shape(run(home, "dataset", photos, "--json").json())] == shown("dataset")
    (photos / "dark" / "notes.txt").touch()
    packed = run(home, "pack", photos, "-o", home / "packs", "--no-check", "--json")
    assert [shape(packed.json())] == shown("pack")
    (home / "faulty.lst").write_text("0\t0.000000\tdark/1.png\n1\t0.000000\n")
    assert [shape(run(home, "check", home / "faulty.lst", "--json").json())] == shown("check")


def test_jobs_are_answered_as_shown(home: Path) -> None:
    start_job(home, "three-epochs", TRAIN.format(rest=""), 3)
    events = {event["type"]: event for event in run(home, "watch", "three-epochs", "--json").objects()}
    assert [shape(events[kind]) for kind in ("log", "metric", "status")] == shown("watch")
    run(home, "export", "three-epochs", "-o", "run.tsrun")
    played = run(home, "replay", "run.tsrun", "--whole", "--json").objects()
    assert [shape({event["type"]: event for event in played}[kind]) for kind in events] == [
        shape(events[kind]) for kind in events
    ]
    assert shown("replay") == shown("watch")
    for command in ("status", "metrics", "stop"):
        assert [shape(run(home, command, "three-epochs", "--json").json())] == shown(command)
    assert [shape(run(home, "logs", "three-epochs", "--json").objects()[0])] == shown("logs")
    assert [shape(run(home, "jobs", "--json").json())] == shown("jobs")
    start_job(home, "two-epochs", TRAIN.format(rest=""), 2)
    compared = run(home, "compare", "three-epochs", "two-epochs", "--json").json()
    assert [shape({**compared, "differs": {"optimizer": ["adam"]}})] == shown("compare")


def test_a_launch_and_doctor_are_answered_as_shown(home: Path, photos: Path) -> None:
    sets = [f"--set={each}" for each in ("image_shape=3,32,32", "resize=", "mini_batch_size=2")]
    launched = run(home, "launch", "--dataset", photos, *sets, "--set=use_pretrained_model=0", "--json")
    assert [shape(launched.json())] == shown("launch")
    assert run(home, "stop", launched.json()["name"]).code == 0
    assert [shape(run(home, "doctor", "--json").json())] == shown("doctor")


def test_endpoints_are_answered_as_shown(home: Path, photos: Path) -> None:
    sets = [f"--set={each}" for each in ("image_shape=3,32,32", "resize=", "mini_batch_size=2", "epochs=1")]
    job = run(home, "launch", "--dataset", photos, *sets, "--set=use_pretrained_model=0").stdout.strip()
    assert run(home, "watch", job).code == 0
    assert [shape(run(home, "deploy", job, "--json").json())] == shown("deploy")
    assert [shape(run(home, "endpoints", "--json").json())] == shown("endpoints")
    assert [shape(run(home, "undeploy", job, "--yes", "--json").json())] == shown("undeploy")


def test_sweeps_are_answered_as_shown(home: Path, photos: Path) -> None:
    sets = [f"--set={each}" for each in ("image_shape=3,32,32", "resize=", "mini_batch_size=2", "epochs=1")]
    sets += ["--set=use_pretrained_model=0", "--range=optimizer=sgd,adam", "--jobs=2"]
    started = run(home, "sweep", "--dataset", photos, *sets, "--json")
    assert [shape(started.json())] == shown("sweep")
    one = run(home, "sweeps", started.json()["name"], "--wait", "--json").json()
    (row,) = run(home, "sweeps", "--json").json()
    assert row["counts"] == {"Completed": 2}
    row["counts"] = {"Completed": 3, "InProgress": 2}
    assert [shape([row])] == shown("sweeps")
    assert [key for key in one if key not in row] == [
        "ranges", "strategy", "parallel", "cost", "failure_reason", "rows"
    ]  # fmt: skip
    assert list(one["rows"][0]) == ["rank", "job", "status", "values", "objective", "epochs", "cost"]
