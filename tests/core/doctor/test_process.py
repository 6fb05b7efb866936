"""The doctor tells whether a job would outlive the logout, by the rules of systemd-logind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from core.doctor.process import at_logout, local_engine, program

if TYPE_CHECKING:
    from pathlib import Path

SESSION = "0::/user.slice/user-1000.slice/session-3.scope\n"
MANAGER = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/run-1.scope\n"


def machine(root: Path, conf: str, *, group: str = SESSION, drop_in: str = "") -> Path:
    """A file system with systemd, its logind.conf, and the control group of this program."""
    (root / "run/systemd/system").mkdir(parents=True)
    (root / "etc/systemd/logind.conf.d").mkdir(parents=True)
    (root / "proc/self").mkdir(parents=True)
    (root / "etc/systemd/logind.conf").write_text(f"[Login]\n{conf}\n")
    (root / "etc/systemd/logind.conf.d/50-own.conf").write_text(f"[Login]\n{drop_in}\n")
    (root / "proc/self/cgroup").write_text(group)
    return root


def test_a_process_can_be_detached_here() -> None:
    assert local_engine()[0].ok


@pytest.mark.parametrize(
    ("conf", "user"),
    [
        ("#KillUserProcesses=yes", "ann"),
        ("KillUserProcesses=no", "ann"),
        ("KillUserProcesses=yes", "root"),
        ("KillUserProcesses=yes\nKillExcludeUsers=ann bob", "bob"),
        ("KillUserProcesses=yes\nKillOnlyUsers=bob", "ann"),
    ],
)
def test_jobs_are_safe_where_logind_leaves_them_alone(tmp_path: Path, conf: str, user: str) -> None:
    assert at_logout(machine(tmp_path, conf), user=user).ok


@pytest.mark.parametrize("conf", ["KillUserProcesses=yes", "KillUserProcesses = true", "KillUserProcesses=1"])
def test_jobs_of_a_session_are_in_danger_where_logind_kills(tmp_path: Path, conf: str) -> None:
    check = at_logout(machine(tmp_path, conf), user="ann")
    assert not check.ok
    assert "systemd-run --user --scope" in check.fix


def test_a_drop_in_is_stronger_than_the_file(tmp_path: Path) -> None:
    assert not at_logout(machine(tmp_path, "", drop_in="KillUserProcesses=yes"), user="ann").ok


def test_what_runs_under_the_users_manager_belongs_to_no_session(tmp_path: Path) -> None:
    assert at_logout(machine(tmp_path, "KillUserProcesses=yes", group=MANAGER), user="ann").ok


def test_without_systemd_nothing_kills(tmp_path: Path) -> None:
    assert at_logout(tmp_path, user="ann").ok


def test_a_command_of_the_configuration_must_be_a_program() -> None:
    assert program("local.command", [sys.executable]).ok
    check = program("notify.command", ["no-such-program-here"])
    assert (check.check, check.ok) == ("notify command", False)
    assert "notify.command" in check.fix
