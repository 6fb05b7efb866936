"""The 400 flowers from the cockpit by keyboard alone: from the folder to Completed, then with other values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from core.job.logfile import read_file
from tests.aws.cockpit import DELETE, DOWN, launch, open_cockpit, open_review
from tests.aws.life import Life
from tests.aws.lines import real_lines
from tests.aws.program import Program, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account
    from tests.e2e.terminal import Terminal

CHANNELS = ["train", "validation", "train_lst", "validation_lst"]
PHOTOS = 400
COST = re.compile(r"cost \$(\d+\.\d\d)")
EPOCH = re.compile(r"epoch (\d+)/30")


def install(home: Path, photos: Path, aws: Account) -> Program:
    """As for other tests, with the size that the flowers have."""
    program = Program.install(home, photos, aws)
    file = home / "trainscope.yaml"
    file.write_text(file.read_text().replace("'3,32,32', resize: 32", "'3,224,224', resize: 224"))
    return program


def epoch_of(screen: str) -> int:
    """The epoch that the job pane names, 0 while there is none."""
    found = EPOCH.search(screen)
    return int(found[1]) if found else 0


def take_epochs(terminal: Terminal, value: str) -> None:
    """Type another number of epochs into the form: the third row."""
    terminal.press("2")
    terminal.wait_for("┏━ 2 Hyperparameters")
    terminal.press(f"g{DOWN}{DOWN}\r")
    terminal.wait_for("esc leave")
    terminal.press(f"{DELETE * 3}{value}\r")
    terminal.wait_for(lambda screen: bool(re.search(rf"epochs +{value} ", screen)) and "enter edit" in screen)


def test_the_400_flowers_by_keyboard_alone(shared: Path, home: Path, aws: Account) -> None:
    log = shared / "data" / "logs" / "23_cifar_lst_defaults_2026-01.log"
    with log.open("rb") as stream:
        points = sorted(
            (p for p in read_file(stream) if p.name == "validation:accuracy"), key=lambda p: p.epoch
        )
    best = max(points, key=lambda point: point.value)
    aws.jobs.life = replace(Life(lines=real_lines(log)), training_seconds=600.0)
    aws.clock.speed = 20.0
    program = install(home, shared / "data" / "flowers", aws)
    with open_cockpit(program) as terminal:
        terminal.wait_for("400 photos")
        name = open_review(terminal)
        for fact in ("$1.41 per hour", "to upload", "(1 × ml.g5.xlarge at 1.41 USD per hour"):
            terminal.wait_for(fact)
        assert len(aws.jobs) == 0
        terminal.press("\r")
        terminal.wait_for(lambda screen: f"{name}  ● Starting" in screen)
        terminal.wait_for("●Training")
        aws.clock.speed = 3.0
        terminal.wait_for("✓Starting  ✓Pending")
        terminal.wait_for(lambda screen: epoch_of(screen) > 0)
        seen = epoch_of(terminal.text)
        terminal.wait_for(lambda screen: epoch_of(screen) > seen)
        aws.clock.speed = 12.0
        terminal.wait_for(lambda screen: bool(re.search(r"\$\d+\.\d\d so far", screen)))
        terminal.wait_for(lambda screen: epoch_of(screen) == 30)
        aws.clock.speed = 200.0
        terminal.wait_for("✓ Completed")
        terminal.wait_for(f"● best {best.value:.4f} @ {best.epoch}")
        terminal.wait_for(f"best {best.value:.4f} in Epoch[{best.epoch}]")
        terminal.wait_for(f"✓ Completed best {best.value:.4f}")
        terminal.wait_for(lambda screen: bool(COST.search(screen)))
        cost = COST.search(terminal.text)
        assert cost
        assert abs(float(cost[1]) - 1.41 * 645 / 3600) < 0.02

        request = aws.jobs[name].request
        assert [row["ChannelName"] for row in request["InputDataConfig"]] == CHANNELS
        values = request["HyperParameters"]
        assert (values["epochs"], values["num_classes"], values["num_training_samples"]) == ("4", "5", "300")
        assert len(set(sent(aws))) == PHOTOS
        assert program.curve(name) == [point.value for point in points]

        aws.requests.clear()
        take_epochs(terminal, "9")
        again = launch(terminal)
        terminal.wait_for(lambda screen: f"{again}  ● Starting" in screen)
        assert sent(aws, lists=True) == []
        second = aws.jobs[again].request
        assert second["InputDataConfig"] == request["InputDataConfig"]
        assert second["HyperParameters"] == {**values, "epochs": "9"}
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    assert aws.requests.count("CreateTrainingJob") == 1
