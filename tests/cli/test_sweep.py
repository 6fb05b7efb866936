"""`sweep`, `sweeps` and what other commands say of a sweep: over the real local engine, whose jobs end at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import Result, trainscope

if TYPE_CHECKING:
    from pathlib import Path

TRAIN = """
import random
print(f"[11/27/2026 15:19:51 INFO 1] Epoch[0] Validation-accuracy=0.{random.randint(100, 999)}")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight drawn photos in two classes, and a program that says one epoch in place of training."""
    from PIL import Image

    home = tmp_path_factory.mktemp("home")
    for number in range(8):
        file = home / "photos" / ("dark" if number % 2 else "light") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (number * 30,) * 3).save(file)
    (home / "train.py").write_text(TRAIN)
    values = "hyperparameters: {use_pretrained_model: 0, image_shape: '3,32,32', resize: null, mini_batch_size: 2}\n"
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: photos}}\nlocal: {{command: ['{sys.executable}', '{home}/train.py']}}\n{values}"
        "sweep: {jobs: 3, ranges: {learning_rate: 0.001..0.1 log, optimizer: [sgd, nag]}}\n"
    )
    return home


@pytest.fixture(scope="module")
def swept(home: Path) -> Result:
    """One sweep of three jobs, followed to its end."""
    return trainscope(home, "sweep", "--name", "birds-1", "--wait", "--notify", "--json")


def test_it_is_followed_to_its_end_and_the_table_has_the_best_first(home: Path, swept: Result) -> None:
    assert swept.code == 0, swept.stderr
    told = swept.json()
    assert (told["name"], told["status"], told["jobs"], told["parallel"]) == ("birds-1", "Completed", 3, 2)
    assert told["ranges"] == {"learning_rate": "0.001..0.1 log", "optimizer": "sgd, nag"}
    assert told["counts"] == {"Completed": 3}
    values = [row["objective"] for row in told["rows"]]
    assert values == sorted(values, reverse=True)
    assert [row["rank"] for row in told["rows"]] == [1, 2, 3]
    assert told["best"] == {"job": told["rows"][0]["job"], "value": values[0]}
    assert all(
        row["epochs"] == 1 and set(row["values"]) == {"learning_rate", "optimizer"} for row in told["rows"]
    )
    assert "started birds-1" in swept.stderr
    assert trainscope(home, "sweeps", "birds-1", "--json").json() == told


def test_the_list_and_the_table_for_people(home: Path, swept: Result) -> None:
    (row,) = trainscope(home, "sweeps", "--json").json()
    best = swept.json()["best"]
    assert (row["name"], row["status"], row["jobs"], row["best"]) == ("birds-1", "Completed", 3, best)
    assert "3 of 3" in trainscope(home, "sweeps").stdout
    shown = trainscope(home, "sweeps", "birds-1").stdout
    assert f"best: {best['job']}; deploy it: trainscope deploy {best['job']}" in shown


def test_its_end_is_announced_once_and_not_that_of_each_job(home: Path, swept: Result) -> None:
    best = swept.json()["best"]
    words = f"Sweep completed: birds-1 · best validation accuracy {best['value']:.4f}: {best['job']}"
    assert swept.stderr.count(" completed: ") == 1
    assert words in swept.stderr
    assert "completed: " not in trainscope(home, "sweeps", "birds-1", "--wait", "--notify").stderr


def test_its_jobs_are_jobs_and_can_be_launched_again(home: Path, swept: Result) -> None:
    best = swept.json()["rows"][0]
    names = {job["name"] for job in trainscope(home, "jobs", "--where", "sweep=birds-1", "--json").json()}
    assert names == {row["job"] for row in swept.json()["rows"]}
    request = trainscope(home, "launch", "--from", best["job"], "--dry-run", "--json").json()
    sent = request["input/config/hyperparameters.json"]
    assert {name: sent[name] for name in best["values"]} == best["values"]


@pytest.mark.parametrize("command", ["status", "watch", "logs", "metrics", "deploy"])
def test_what_wants_a_job_says_what_to_use_for_a_sweep(home: Path, swept: Result, command: str) -> None:
    result = trainscope(home, command, "birds-1")
    assert result.code == 2
    assert "birds-1 is a sweep, not a job" in result.stderr
    assert "trainscope sweeps birds-1" in result.stderr


def test_stopping_one_that_has_ended_is_no_error(home: Path, swept: Result) -> None:
    assert trainscope(home, "stop", "birds-1", "--json").json() == {"name": "birds-1", "status": "Completed"}


def test_a_dry_run_starts_nothing(home: Path, swept: Result) -> None:
    result = trainscope(home, "sweep", "--range", "momentum=0.1..0.9", "--jobs", "4", "--dry-run", "--json")
    assert result.code == 0
    assert result.json()["ranges"] == {"momentum": "0.1..0.9"}
    assert len(trainscope(home, "sweeps", "--json").json()) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("sweep", "--range", "momentm"), "did you mean momentum?"),
        (("sweep", "--range", "momentum=0.9..0.1"), "0.9 is not below 0.1"),
        (("sweep", "--range", "eps", "--range", "eps=0.1..0.2"), "given twice"),
        (("sweep", "--resume", "birds-1", "--jobs", "3"), "as it was agreed to"),
        (("sweep", "--resume", "birds-1"), "was not interrupted"),
        (("sweep", "--resume", "birds-2"), "did you mean birds-1?"),
        (("sweep", "--notify"), "give --wait too"),
        (("sweeps", "birds-1", "--notify"), "give --wait too"),
        (("--read-only", "sweep"), "read-only"),
        (("sweeps", "--wait"), "--wait is for one sweep"),
        (("sweeps", "birds-2"), "did you mean birds-1?"),
        (("stop", "birds-2"), "no job 'birds-2'"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    home: Path, swept: Result, args: tuple[str, ...], words: str
) -> None:
    result = trainscope(home, *args)
    assert result.code == 2
    assert words in result.stderr


def test_errors_of_a_range_s_end_block_it(home: Path, swept: Result) -> None:
    result = trainscope(home, "sweep", "--range", "mini_batch_size=2..64", "--yes")
    assert result.code == 1
    assert "mini_batch_size is 64" in result.stderr
