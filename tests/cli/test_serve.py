"""The command `serve`, as far as it does not serve: what it refuses, and how it would start a cockpit."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cli.cockpit import missing
from cli.context import App
from cli.serve import cockpit_command
from core.config import Settings
from tests.cli.runner import environment, trainscope

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_other_machines_are_not_served_unless_said(home: Path, host: str) -> None:
    done = trainscope(home, "serve", "--host", host)
    assert done.code == 2
    assert f"not served on {host}" in done.stderr
    assert "--allow-remote" in done.stderr
    assert done.stdout == ""


def test_a_port_that_is_taken_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = trainscope(home, "serve", "--port", str(port))
    assert done.code == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "--port 0" in done.stderr


def test_without_the_extra_the_error_says_how_to_get_it(home: Path) -> None:
    code = "import sys; sys.modules['textual_serve'] = None; from cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve"],
        capture_output=True,
        text=True,
        env=environment(home),
        cwd=home,
        check=False,
    )
    assert done.returncode == 1
    assert "trainscope[web]" in done.stderr


def test_a_configuration_that_cannot_be_used_is_told_before_a_page_is(home: Path) -> None:
    (home / "trainscope.yaml").write_text("ui: {charts: block}\n")
    done = trainscope(home, "serve", "--port", "0")
    assert done.code == 2
    assert "ui.charts" in done.stderr


def test_a_cockpit_gets_what_the_server_was_told(tmp_path: Path) -> None:
    app = App(config=tmp_path / "a b.yaml", fixed=Settings())
    app = replace(
        app, overrides={"engine": "local", "dataset.path": "/photos", "sagemaker.region": "eu-west-1"}
    )
    start = [sys.executable, "-P", "-m", "cli"]
    told = [f"--config={tmp_path}/a b.yaml", "--engine=local", "--dataset=/photos", "--region=eu-west-1"]
    assert cockpit_command(app, read_only=True, theme=None) == [*start, "--read-only", *told]
    assert cockpit_command(app, read_only=False, theme="light") == [*start, "--theme=light", *told]


def test_a_cockpit_gets_its_flags() -> None:
    app = App(fixed=Settings(), overrides={"ui.low_bandwidth": True, "ui.mouse": False})
    assert cockpit_command(app, read_only=True, theme=None)[4:] == [
        "--read-only",
        "--low-bandwidth",
        "--no-mouse",
    ]


def test_a_browser_is_terminal_enough() -> None:
    assert missing({"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}) is None
