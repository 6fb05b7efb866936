"""What the demo runs, whatever the user has configured for work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cli.demo import demo_settings
from core.config import DatasetSettings, LocalSettings, Settings, UiSettings
from core.demo import hyperparameters
from core.job.hyperparameters import table
from tests.cli.runner import trainscope


def test_the_users_work_does_not_leak_into_the_demo_but_his_looks_do() -> None:
    mine = replace(
        Settings(),
        dataset=DatasetSettings(path=Path("flowers"), classes=("roses",), validation=0.5),
        hyperparameters={"epochs": "3", "optimizer": "adam"},
        local=LocalSettings(command=("my-trainer",)),
        ui=UiSettings(theme="light"),
    )
    settings = demo_settings(mine, Path("digits"))
    assert settings.dataset == DatasetSettings(path=Path("digits"))
    assert settings.hyperparameters == hyperparameters()
    assert settings.local.command is None
    assert settings.ui == mine.ui
    assert settings.engine == "local"


def test_every_hyperparameter_of_the_demo_is_valid() -> None:
    known = table()
    for name, value in hyperparameters().items():
        assert known[name].parse(value) == value


@pytest.mark.parametrize("flags", [("--dataset", "photos"), ("--engine", "local")])
def test_the_demo_takes_no_other_data_set_or_engine(home: Path, flags: tuple[str, str]) -> None:
    result = trainscope(home, "demo", *flags)
    assert result.code == 2
    assert "trainscope launch --dataset DIR" in result.stderr


def test_a_read_only_program_starts_no_demo(home: Path) -> None:
    result = trainscope(home, "--read-only", "demo")
    assert result.code == 2
    assert "read-only" in result.stderr
    assert trainscope(home, "jobs", "--json").json() == []


def test_the_demo_says_what_is_wrong_with_the_configuration_first(home: Path) -> None:
    (home / "trainscope.yaml").write_text("epochs: 3\n")
    result = trainscope(home, "demo")
    assert result.code == 2
    assert "trainscope.yaml:1" in result.stderr
