"""An open page costs nothing while the job below it goes on."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from core.runs import RunBook
from tests.cli.runner import trainscope
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

TALKER = """
import time
for number in range(100_000):
    print(f"Epoch[{number // 20}] Batch [{20 * (number % 20)}]\\tSpeed: 90.0 samples/sec\\taccuracy=0.5", flush=True)
    if number % 20 == 19:
        print(f"Epoch[{number // 20}] Validation-accuracy=0.5", flush=True)
    time.sleep(0.02)
"""
LINES = 100
LITTLE = 2_000
"""Bytes; a page painted once more would be 13,000."""


def test_a_page_over_a_busy_job_sends_next_to_nothing(home: Path, photos: Path) -> None:
    (home / "talker.py").write_text(TALKER)
    command = json.dumps([sys.executable, str(home / "talker.py")])
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: photos}}\nhyperparameters: {{mini_batch_size: 8}}\nlocal: {{command: {command}}}\n"
    )
    name = trainscope(home, "launch", "--yes", "--json").json()["name"]
    with (
        Terminal(home) as terminal,
        closing(RunBook.open(home / ".local" / "state" / "trainscope" / "runs.sqlite")) as book,
    ):
        job = book.find(name).id
        terminal.wait_for("● Training")
        terminal.press("?")
        terminal.wait_for("Show all keys")
        terminal.wait_for(lambda _: book.line_count(job) > LINES)
        before, lines = len(terminal.raw), book.line_count(job)
        terminal.wait_for(lambda _: book.line_count(job) > lines + LINES)
        assert len(terminal.raw) - before < LITTLE
        terminal.press("\x1b")
        terminal.wait_for("3 Validation accuracy")
