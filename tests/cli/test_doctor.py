"""`doctor` reports on a fresh home, on a terminal and without one, and is stopped by no broken configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pexpect

from tests.cli.runner import PROGRAM, environment, trainscope

if TYPE_CHECKING:
    from pathlib import Path


def test_on_a_fresh_home_all_is_well_and_nothing_is_made(home: Path) -> None:
    result = trainscope(home, "doctor", "--json")
    assert result.code == 0, result.stdout
    checks = result.json()
    assert all(list(check) == ["check", "ok", "detail", "fix"] for check in checks)
    assert {"python", "terminal", "configuration", "theme", "run book", "local engine", "versions"} <= {
        check["check"] for check in checks
    }
    assert list(home.iterdir()) == []


def test_a_broken_configuration_is_one_of_the_checks(home: Path) -> None:
    (home / "trainscope.yaml").write_text("engin: local\nui: {theme: nowhere}\n")
    result = trainscope(home, "doctor", "--json")
    assert result.code == 1
    bad = [check for check in result.json() if not check["ok"]]
    assert [check["check"] for check in bad] == ["configuration"]
    assert "did you mean engine?" in bad[0]["detail"]


def test_a_theme_that_does_not_exist_and_a_broken_one_are_told(home: Path) -> None:
    (home / "trainscope.yaml").write_text("ui: {theme: nowhere}\n")
    assert "BAD  theme" in trainscope(home, "doctor").stdout
    (home / "trainscope.yaml").unlink()
    themes = home / ".config" / "trainscope" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.yaml").write_text("colours: 3\n")
    result = trainscope(home, "doctor")
    assert result.code == 1
    assert "mine.yaml" in result.stdout


def test_a_folder_that_may_not_be_looked_at_is_one_of_the_checks(home: Path) -> None:
    unusable = str(home / ("x" * 300))
    result = trainscope(home, "doctor", "--json", env={"XDG_CONFIG_HOME": unusable})
    assert result.code == 1
    assert [check["check"] for check in result.json() if not check["ok"]] == ["theme"]


def test_programs_of_the_configuration_that_do_not_exist_are_told(home: Path) -> None:
    (home / "trainscope.yaml").write_text(
        "local: {command: no-such-trainer}\nnotify: {command: no-such-bell}\n"
    )
    result = trainscope(home, "doctor", "--json")
    bad = [check["check"] for check in result.json() if not check["ok"]]
    assert (result.code, bad) == (1, ["local command", "notify command"])


def test_at_a_dumb_terminal_it_says_what_to_do(home: Path) -> None:
    child = pexpect.spawn(
        str(PROGRAM), ["doctor"], env={**environment(home), "TERM": "dumb"}, encoding="utf-8", timeout=30
    )
    child.expect("TERM is dumb")
    child.expect("fix: export TERM=xterm-256color")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
