"""Followers that are killed lose nothing and store nothing twice; the job does not notice."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from core.engine.local.engine import LocalEngine
from core.runs import RunBook
from core.text import clean
from tests.cli.runner import trainscope
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = 200
KILLS = 20


def log_of(state: Path, name: str) -> list[str]:
    """All log lines as the engine has them, made safe, read in one go by nobody who was ever killed."""
    engine = LocalEngine(state / "jobs")
    texts: list[str] = []
    cursor: str | None = None
    while True:
        page = engine.read_log(name, cursor)
        texts += [clean(line.text) for line in page.lines]
        cursor = page.cursor
        if not page.more:
            return texts


@pytest.mark.parametrize("command", [("watch",), ()], ids=["watch", "cockpit"])
def test_twenty_killed_followers_leave_the_whole_run_each_line_once(
    home: Path, photos: Path, command: tuple[str, ...]
) -> None:
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: photos}}\n"
        f"hyperparameters: {{epochs: {EPOCHS}, mini_batch_size: 8, image_shape: '3,48,48', "
        "num_classes: auto, num_training_samples: auto}\n"
    )
    launched = trainscope(home, "launch", "--yes", "--json")
    assert launched.code == 0, launched.stderr
    name = launched.json()["name"]
    chance = random.Random(11)
    while_running = 0
    for _ in range(KILLS):
        with Terminal(home, *((*command, name) if command else ())) as terminal:
            moment = time.monotonic() + chance.uniform(0.1, 1.6)
            while time.monotonic() < moment and terminal.pump(moment - time.monotonic()):
                pass
            terminal.kill()
        while_running += trainscope(home, "status", name, "--json").json()["status"] == "InProgress"
    assert while_running > KILLS / 2, "the job ended too early to prove anything"

    assert trainscope(home, "watch", name, seconds=120).code == 0
    state = home / ".local" / "state" / "trainscope"
    expected = log_of(state, name)
    book = RunBook.open(state / "runs.sqlite")
    record = book.find(name)
    stored = [line.text for line in book.lines(record.id, limit=1_000_000)]
    assert stored == expected
    assert [line["text"] for line in trainscope(home, "logs", name, "--json").objects()] == expected
    curve = [
        point["epoch"]
        for point in trainscope(home, "metrics", name, "--json").json()
        if point["name"] == "validation:accuracy"
    ]
    assert curve == list(range(EPOCHS))
