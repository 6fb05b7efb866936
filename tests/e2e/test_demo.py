"""One command, and a model learns from real images before your eyes, with or without a terminal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from core.demo import hyperparameters
from tests.cli.runner import trainscope
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

DEADLINE = 300.0
"""Seconds; the trainers are nice, and may have to wait on a busy machine."""
LAST_EPOCH = int(hyperparameters()["epochs"]) - 1


def test_two_demos_at_once_with_a_terminal_and_without_one_both_learn_and_show_a_curve(home: Path) -> None:
    with ThreadPoolExecutor() as pool, Terminal(home, "demo") as terminal:
        plain = pool.submit(trainscope, home, "demo", seconds=DEADLINE)
        terminal.wait_for("Training")
        terminal.wait_for("Completed", seconds=DEADLINE)
        assert "accuracy" in terminal.text
        terminal.press("q")
        assert terminal.wait_for_end() == 0
        run = plain.result()
    assert run.code == 0, run.stderr
    assert "Epoch[0] Validation-accuracy=" in run.stdout
    assert f"Epoch[{LAST_EPOCH}] Validation-accuracy=" in run.stdout
    assert "validation accuracy" in run.stdout.lower()
    assert "\x1b" not in run.stdout
    jobs = trainscope(home, "jobs", "--json").json()
    assert [job["status"] for job in jobs] == ["Completed", "Completed"]
    assert len({job["name"] for job in jobs}) == 2
    assert all(job["best"]["value"] > 0.9 for job in jobs)
