"""One command, and a model learns from real images before your eyes, with or without a terminal."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from core.demo import hyperparameters
from tests.cli.runner import PROGRAM, environment, trainscope
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE = 300.0
"""Seconds; the trainers are nice, and may have to wait on a busy machine."""
LAST_EPOCH = int(hyperparameters()["epochs"]) - 1


def test_two_demos_without_a_terminal_at_once_both_show_lines_a_curve_and_success(home: Path) -> None:
    runs = [
        subprocess.Popen(
            [PROGRAM, "demo"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=home,
            text=True,
        )
        for _ in range(2)
    ]
    for run in runs:
        out, err = run.communicate(timeout=DEADLINE)
        assert run.returncode == 0, err
        assert "Epoch[0] Validation-accuracy=" in out
        assert f"Epoch[{LAST_EPOCH}] Validation-accuracy=" in out
        assert "validation accuracy" in out.lower()
        assert "\x1b" not in out
    jobs = trainscope(home, "jobs", "--json").json()
    assert [job["status"] for job in jobs] == ["Completed", "Completed"]
    assert len({job["name"] for job in jobs}) == 2
    assert all(job["best"]["value"] > 0.9 for job in jobs)


def test_the_demo_in_a_terminal_starts_by_itself_and_ends_with_a_curve(home: Path) -> None:
    with Terminal(home, "demo") as terminal:
        terminal.wait_for("Training")
        terminal.wait_for("Completed", seconds=DEADLINE)
        assert "accuracy" in terminal.text
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    (job,) = trainscope(home, "jobs", "--json").json()
    assert job["status"] == "Completed"
