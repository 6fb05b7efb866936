"""One command, and a model learns from real images before your eyes, with or without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo import hyperparameters
from tests.cli.runner import trainscope
from tests.e2e.terminal import Terminal
from tests.e2e.together import run_together

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE = 300.0
"""Seconds; the trainers are nice, and may have to wait on a busy machine."""
LAST_EPOCH = int(hyperparameters()["epochs"]) - 1


def test_two_demos_without_a_terminal_at_once_both_show_lines_a_curve_and_success(home: Path) -> None:
    for run in run_together(home, "demo", seconds=DEADLINE):
        assert run.code == 0, run.stderr
        assert "Epoch[0] Validation-accuracy=" in run.stdout
        assert f"Epoch[{LAST_EPOCH}] Validation-accuracy=" in run.stdout
        assert "validation accuracy" in run.stdout.lower()
        assert "\x1b" not in run.stdout
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
