"""Runs the installed program as a user would: another process, a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAM = Path(sys.executable).parent / "trainscope"


@dataclass(frozen=True)
class Result:
    """How a call ended and what it wrote."""

    code: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.stdout)

    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one per line."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def controls_in(text: str) -> set[str]:
    """The control characters in the text that a terminal would obey; line ends are none."""
    return {char for char in text if (char < " " and char != "\n") or "\x7f" <= char <= "\x9f"}


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a fresh login in `home`: nothing of the developer's own settings shines through."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        **extra,
    }


def trainscope(
    home: Path,
    *args: str | Path,
    stdin: str = "",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = 60,
) -> Result:
    """Run the program to its end.

    Args:
        home: the user's home folder.
        args: the command line.
        stdin: what is piped in.
        env: variables on top of `environment`.
        cwd: the current folder, the home unless given.
        seconds: deadline.
    """
    done = subprocess.run(
        [PROGRAM, *map(str, args)],
        input=stdin.encode(),
        capture_output=True,
        env=environment(home, **(env or {})),
        cwd=cwd or home,
        timeout=seconds,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
