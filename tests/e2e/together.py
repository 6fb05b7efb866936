"""The installed program several times at once, without a terminal."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.cli.runner import PROGRAM, Result, environment

if TYPE_CHECKING:
    from pathlib import Path


def run_together(home: Path, *args: str, times: int = 2, seconds: float) -> list[Result]:
    """Start the same call `times` times, all before any has ended, and run them to their ends.

    Args:
        home: the user's home folder, also the current one.
        args: the command line.
        times: how many.
        seconds: deadline of each.
    """
    runs = [
        subprocess.Popen(
            [PROGRAM, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
            text=True,
        )
        for _ in range(times)
    ]
    outputs = [run.communicate(timeout=seconds) for run in runs]
    return [Result(run.returncode, out, err) for run, (out, err) in zip(runs, outputs, strict=True)]
