"""`launch` as scripts and people meet it: what it prints, asks, refuses and starts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from cli.launch import parse_sets
from core.config.settings import default_hyperparameters
from core.errors import UsageError
from core.job.hyperparameters import table
from tests.cli.runner import PROGRAM, Result, environment, trainscope

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(home: Path) -> Path:
    """Eight drawn photos in two classes, and a job that ends at once in place of training."""
    from PIL import Image

    for number in range(8):
        file = home / "photos" / ("dark" if number % 2 else "light") / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (number * 30,) * 3).save(file)
    quick = f"local: {{command: ['{sys.executable}', '-c', 'print(1)']}}\n"
    values = "hyperparameters: {use_pretrained_model: 0, image_shape: '3,32,32', resize: null, mini_batch_size: 2}\n"
    (home / "trainscope.yaml").write_text(f"dataset: {{path: photos}}\n{quick}{values}")
    return home


def names(home: Path) -> list[str]:
    return [job["name"] for job in trainscope(home, "jobs", "--json").json()]


def launch(home: Path, *args: str) -> Result:
    return trainscope(home, "launch", *args)


def test_stdout_is_the_jobs_name_and_the_review_is_talk(folder: Path) -> None:
    result = launch(folder, "--name", "ic-mine", "--yes")
    assert (result.code, result.stdout) == (0, "ic-mine\n")
    assert "2 classes" in result.stderr
    assert "num_training_samples 6" in result.stderr
    assert names(folder) == ["ic-mine"]


def test_json_is_name_and_engine(folder: Path) -> None:
    assert launch(folder, "--name", "ic-mine", "--json").json() == {"name": "ic-mine", "engine": "local"}


def test_without_a_terminal_a_free_job_needs_no_yes(folder: Path) -> None:
    result = launch(folder)
    assert result.code == 0
    assert names(folder) == [result.stdout.strip()]


@pytest.mark.parametrize(("answer", "code", "started"), [("n", 130, 0), ("y", 0, 1), ("", 0, 1)])
def test_at_a_terminal_it_asks_first(folder: Path, answer: str, code: int, started: int) -> None:
    child = pexpect.spawn(
        str(PROGRAM), ["launch"], env=environment(folder), cwd=str(folder), encoding="utf-8", timeout=30
    )
    child.expect("Launch it\\?")
    assert names(folder) == []
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == code
    assert len(names(folder)) == started


def test_a_dry_run_prints_the_exact_request_and_starts_nothing(folder: Path) -> None:
    result = launch(folder, "--dry-run", "--set", "epochs=3", "--json")
    assert result.code == 0
    request = result.json()
    assert request["input/config/hyperparameters.json"]["epochs"] == "3"
    assert request["command"][0] == sys.executable
    assert names(folder) == []


def test_a_dry_run_of_what_would_be_refused_ends_with_1_and_still_prints_the_request(folder: Path) -> None:
    result = launch(folder, "--dry-run", "--set", "mini_batch_size=100", "--json")
    assert result.code == 1
    assert result.json()["input/config/hyperparameters.json"]["mini_batch_size"] == "100"
    assert "batch-too-large" in result.stderr


def test_a_launch_with_errors_is_refused_with_the_findings(folder: Path) -> None:
    (folder / "photos" / "dark" / "1.png").write_bytes(b"no photo at all")
    result = launch(folder, "--yes")
    assert (result.code, result.stdout) == (1, "")
    assert "1.png" in result.stderr
    assert names(folder) == []


def test_every_bad_set_is_told_at_once_and_nothing_is_started(folder: Path) -> None:
    result = launch(folder, "--set", "epoch=3", "--set", "top_k=a")
    assert result.code == 2
    assert "did you mean epochs?" in result.stderr
    assert "--set top_k" in result.stderr
    assert names(folder) == []


@pytest.mark.parametrize("text", ["epochs", "=3", " =3"])
def test_a_set_without_name_and_value_is_bad_usage(text: str) -> None:
    with pytest.raises(UsageError, match="NAME=VALUE"):
        parse_sets((text,))


def test_a_value_may_hold_equals_signs_and_an_empty_one_takes_the_hyperparameter_out() -> None:
    assert parse_sets(("a=b=c", " resize = ")) == {"hyperparameters.a": "b=c", "hyperparameters.resize": ""}


def test_from_starts_with_the_values_of_an_earlier_job(folder: Path) -> None:
    first = launch(folder, "--set", "epochs=7", "--set", "top_k=2", "--yes").stdout.strip()
    (folder / "trainscope.yaml").write_text("ui: {theme: dark}\n")
    result = launch(folder, "--from", first, "--set", "top_k=", "--set", "epochs=8", "--dry-run", "--json")
    assert result.code == 0, result.stderr
    assert result.json()["input/config/hyperparameters.json"] == {
        "use_pretrained_model": "0",
        "num_classes": "2",
        "epochs": "8",
        "num_training_samples": "6",
        "image_shape": "3,32,32",
        "mini_batch_size": "2",
    }
    assert result.json()["input/data/train"] == str(folder / "photos")


def test_from_an_unknown_job_is_told(folder: Path) -> None:
    result = launch(folder, "--from", "ic-none")
    assert result.code == 2
    assert "ic-none" in result.stderr


def test_wait_follows_the_job_and_ends_with_its_outcome(folder: Path) -> None:
    result = launch(folder, "--wait", "--notify", "--json", "--name", "ic-mine")
    assert result.code == 0
    assert {event["type"] for event in result.objects()} == {"status", "log"}
    assert result.objects()[-1]["status"] == "Completed"
    assert result.stderr.count("Job completed: ic-mine") == 1


def test_the_end_of_what_is_not_followed_cannot_be_announced(folder: Path) -> None:
    result = launch(folder, "--notify", "--yes")
    assert (result.code, names(folder)) == (2, [])
    assert "give --wait too" in result.stderr


def test_read_only_refuses_a_launch_but_not_a_dry_run(folder: Path) -> None:
    assert trainscope(folder, "--read-only", "launch", "--yes").code == 2
    assert trainscope(folder, "--read-only", "launch", "--dry-run").code == 0
    assert names(folder) == []


def test_without_a_data_set_it_says_how_to_name_one(home: Path) -> None:
    result = launch(home)
    assert result.code == 2
    assert "--dataset" in result.stderr


def test_the_help_tells_of_every_hyperparameter(home: Path) -> None:
    lines = launch(home, "--help").stdout.split("Hyperparameters (--set):")[1].splitlines()
    assert [line.split()[0] for line in lines if line[:3].strip()] == list(table())


def test_the_help_says_what_holds_unless_it_is_set(home: Path) -> None:
    shown = " ".join(launch(home, "--help").stdout.split())
    for name, value in default_hyperparameters().items():
        row = shown.partition(f" {name} ")[2].partition("]")[0]
        expected = "auto" if value == "auto" else table()[name].show(value)
        assert row.endswith(f"default: {expected}"), name
