"""The common options make one App; what it opens, it opens once."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from cli.context import App, common, json_option
from core.errors import ReadOnly


def app_of(*args: str, before: App | None = None) -> App:
    """The App that a command with both kinds of options gets for these arguments."""
    seen: list[App] = []

    @click.command()
    @json_option
    @common
    def command(app: App) -> None:
        seen.append(app)

    with command.make_context("command", list(args), obj=before) as context:
        command.invoke(context)
    return seen[0]


def test_flags_become_settings_with_absolute_paths(home: Path) -> None:
    app = app_of("--engine", "local", "--dataset", "photos", "--json", "--debug")
    assert app.overrides == {"engine": "local", "dataset.path": str(Path.cwd() / "photos")}
    assert app.as_json
    assert app.debug
    assert app_of("--dataset", "~/photos").overrides == {"dataset.path": str(home / "photos")}
    there = app_of("--dataset", "s3://birds/set", "--profile", "ml", "--region", "eu-west-1")
    assert there.overrides == {
        "dataset.path": "s3://birds/set",
        "sagemaker.profile": "ml",
        "sagemaker.region": "eu-west-1",
    }


def test_flags_before_the_command_hold_unless_repeated_after_it() -> None:
    before = App(config=Path("a.yaml"), overrides={"engine": "local", "dataset.path": "/x"})
    app = app_of("--dataset", "/y", before=before)
    assert app.config == Path("a.yaml")
    assert app.overrides == {"engine": "local", "dataset.path": "/y"}
    assert not app.as_json


def test_settings_and_book_are_opened_once(home: Path) -> None:
    app = App()
    assert app.settings is app.settings
    assert app.book is app.book


def test_nothing_is_opened_that_is_not_asked_for(home: Path) -> None:
    App(config=Path("does-not-exist.yaml"))
    assert list(home.iterdir()) == []


def test_read_only_comes_from_the_flag_or_the_configuration(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    App().require_write("stop a job")
    with pytest.raises(ReadOnly, match="stop a job"):
        App(read_only_flag=True).require_write("stop a job")
    monkeypatch.setenv("TRAINSCOPE_UI__READ_ONLY", "true")
    with pytest.raises(ReadOnly):
        App().require_write("stop a job")
