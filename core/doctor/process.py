"""The local engine: can a process be detached here, and would the system kill it at logout.

systemd-logind kills what is left of a session at its end if ``KillUserProcesses=yes`` (logind.conf(5)), except for the
users in ``KillExcludeUsers`` (root unless set), or if ``KillOnlyUsers`` names others. What runs under the user's own
manager (``user@….service``) belongs to no session.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.doctor.result import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIX = "start trainscope with: systemd-run --user --scope trainscope, after: loginctl enable-linger"


def local_engine(root: Path = Path("/")) -> list[Check]:
    """All checks of the local engine; `root` is where ``etc``, ``run`` and ``proc`` are read."""
    return [_detach(), at_logout(root, user=_user())]


def _detach() -> Check:
    """Start a process in a session of its own, as the engine does."""
    code = "import os; print(os.getpid() == os.getsid(0))"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            start_new_session=True,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(
            "local engine", False, f"no process can be started: {error}", "check the limits (ulimit -u)"
        )
    if done.stdout.strip() != "True":
        detail = f"a process cannot be detached: {done.stderr.strip()[-200:] or 'it stays in this session'}"
        return Check("local engine", False, detail, "check what confines this program")
    return Check("local engine", True, "jobs are processes of their own and outlive the cockpit")


def program(key: str, command: Sequence[str]) -> Check:
    """Whether the program of a command in the configuration is there.

    Args:
        key: of the configuration, such as ``local.command``.
        command: the program and its arguments.
    """
    name = key.replace(".", " ")
    found = shutil.which(command[0])
    if found is None:
        fix = f"give a program on the PATH, or its whole path, as {key}"
        return Check(name, False, f"{command[0]} is no program on this machine", fix)
    return Check(name, True, found)


def at_logout(root: Path, *, user: str) -> Check:
    """Whether logind would kill a job of this session when the user logs out.

    Args:
        root: of the file system, ``/`` but in tests.
        user: who runs jobs.
    """
    settings = _logind(root)
    kills = settings.get("KillUserProcesses", "no").lower() in ("yes", "true", "1", "on")
    excluded = settings.get("KillExcludeUsers", "root").split()
    only = settings.get("KillOnlyUsers", "").split()
    if not (root / "run" / "systemd" / "system").exists():
        return Check("logout", True, "no systemd here: nothing kills a job at logout")
    if not kills or user in excluded or (only and user not in only):
        return Check("logout", True, "systemd leaves jobs alone at logout")
    if "/session-" not in _group(root):
        return Check("logout", True, "this program belongs to no login session, so jobs outlive the logout")
    return Check("logout", False, "systemd kills jobs at logout (KillUserProcesses=yes)", _FIX)


def _logind(root: Path) -> dict[str, str]:
    """The settings of logind.conf and its drop-ins, later ones stronger."""
    places = [root / "usr" / "lib" / "systemd", root / "run" / "systemd", root / "etc" / "systemd"]
    files = [place / "logind.conf" for place in places]
    drop_ins = {file.name: file for place in places for file in (place / "logind.conf.d").glob("*.conf")}
    found: dict[str, str] = {}
    for file in [*files, *(drop_ins[name] for name in sorted(drop_ins))]:
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue  # not there, or not for this user to read: what is known must do
        for line in lines:
            name, equals, value = line.partition("=")
            if equals and not name.lstrip().startswith(("#", ";")):
                found[name.strip()] = value.strip()
    return found


def _group(root: Path) -> str:
    try:
        return (root / "proc" / "self" / "cgroup").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
