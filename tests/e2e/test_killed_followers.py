"""Followers that are killed lose nothing and store nothing twice; the job does not notice."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from core.engine.local.engine import LocalEngine
from core.job.status import Status
from core.text import clean
from tests.cli.localjob import open_book, state_folder
from tests.cli.runner import trainscope
from tests.e2e.conftest import draw_photos
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS_PER_KILL = 7
"""Kills follow the run, so that no speed bunches them; its last third is left for machines that start slowly."""
PHOTOS = 120
"""As many as make an epoch take a tenth of a second: the run is then many times longer than the starts."""
DEADLINE = 300.0
"""Seconds; the trainer is nice, and may have to wait on a busy machine."""


class JobLog:
    """The log as the engine has it, made safe, read by one who is never killed."""

    def __init__(self, home: Path, name: str) -> None:
        self._engine = LocalEngine(state_folder(home) / "jobs")
        self._name = name
        self._cursor: str | None = None
        self.texts: list[str] = []

    def epochs(self) -> int:
        """How many epochs have ended by now."""
        more = True
        while more:
            page = self._engine.read_log(self._name, self._cursor)
            self.texts += [clean(line.text) for line in page.lines]
            self._cursor, more = page.cursor, page.more
        return sum("] Validation-accuracy=" in text for text in self.texts)

    def has_come_to(self, epochs: int) -> bool:
        """Whether so many epochs have ended, or no more will."""
        return self.epochs() >= epochs or not self.running()

    def running(self) -> bool:
        """Whether the job has not ended."""
        return self._engine.describe(self._name).status is Status.IN_PROGRESS


def start_in_the_cockpit(home: Path) -> str:
    """Start the job as a user does, leave the cockpit by SIGKILL as soon as it shows the job; returns its name."""
    with Terminal(home) as terminal:
        terminal.wait_for("ready to train")
        terminal.press("l")
        terminal.wait_for("Enter launches")
        terminal.press("\r")
        terminal.wait_for("● Training")
        terminal.kill()
    book = open_book(home)
    (record,) = book.jobs()
    book.close()
    return record.key.name


def stored(home: Path, name: str) -> list[str]:
    """The lines in the run book, in the order of their numbers, which must be 1, 2, 3 …"""
    book = open_book(home)
    lines = book.lines(book.find(name).id, limit=1_000_000)
    book.close()
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    return [line.text for line in lines]


@pytest.mark.parametrize(("kind", "kills"), [("watch", 8), ("cockpit", 20)])
def test_killed_followers_leave_the_whole_run_each_line_once(home: Path, kind: str, kills: int) -> None:
    epochs = 10 * kills
    draw_photos(home / "photos", each=PHOTOS // 2)
    (home / "trainscope.yaml").write_text(
        "dataset: {path: photos}\n"
        f"hyperparameters: {{epochs: {epochs}, mini_batch_size: 8, image_shape: '3,48,48', "
        "use_pretrained_model: 0, num_classes: auto, num_training_samples: auto}\n"
    )
    name = start_in_the_cockpit(home)
    command = ("watch", name) if kind == "watch" else ()

    def attached(screen: str) -> bool:
        return "Epoch[" in screen if kind == "watch" else name in screen and "Training" in screen

    log = JobLog(home, name)
    chance = random.Random(11)
    for number in range(kills):
        goal = number * EPOCHS_PER_KILL + chance.randrange(EPOCHS_PER_KILL)
        with Terminal(home, *command) as terminal:
            if number % 2:  # the others are killed at any moment, that of their start included
                terminal.wait_for(attached)
            terminal.wait_for(lambda _, goal=goal: log.has_come_to(goal), seconds=DEADLINE)  # type: ignore[misc]
            terminal.kill()
            assert log.running(), f"the job ended before all followers were killed: {log.texts[-1]}"
        lines = stored(home, name)
        log.epochs()
        assert lines == log.texts[: len(lines)]

    with Terminal(home, *command) as terminal:
        terminal.wait_for(attached)
        if kind == "watch":
            assert terminal.wait_for_end(seconds=DEADLINE) == 0
        else:
            terminal.wait_for("✓ Completed", seconds=DEADLINE)
            terminal.wait_for(f"epoch {epochs}/{epochs}")
            terminal.wait_for(f"Epoch[{epochs - 1}] Validation-accu")
    log.epochs()
    assert stored(home, name) == log.texts
    assert [line["text"] for line in trainscope(home, "logs", name, "--json").objects()] == log.texts
    curve = [
        point["epoch"]
        for point in trainscope(home, "metrics", name, "--json").json()
        if point["name"] == "validation:accuracy"
    ]
    assert curve == list(range(epochs))
