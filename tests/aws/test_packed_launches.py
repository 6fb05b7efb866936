"""Launches with input: recordio by the installed program: two objects and two channels; killed, they go on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.aws.cockpit import open_cockpit, open_review
from tests.aws.life import quick
from tests.aws.program import Program, kill, log_of, sent
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.aws.account import Account

NAME = "ic-birds-1"
LAUNCH = ("launch", "--wait", "--yes", "--name", NAME)
CURVE = [0.4, 0.55, 0.63, 0.7]
CHANNELS = ["train", "validation"]


def install(home: Path, photos: Path, aws: Account, *, size: int = 32) -> Program:
    """As for other tests, with photos that are to be packed."""
    program = Program.install(home, photos, aws)
    file = home / "trainscope.yaml"
    text = file.read_text().replace("validation: 0.25}", "validation: 0.25, input: recordio}")
    file.write_text(text.replace("'3,32,32', resize: 32", f"'3,{size},{size}', resize: {size}"))
    program.age(quick(CURVE))
    return program


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos in three classes; jobs live for some seconds."""
    return install(home, draw_classes(tmp_path / "birds"), aws)


def packs_of(program: Program) -> list[str]:
    """What lies in the cache of packs."""
    folder = program.home / ".cache" / "trainscope" / "packs"
    return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []


def check_request(request: Mapping[str, Any], aws: Account, *, images: int) -> None:
    """Two channels of one record file each, in File mode."""
    assert [row["ChannelName"] for row in request["InputDataConfig"]] == CHANNELS
    addresses = []
    for row in request["InputDataConfig"]:
        assert (row["ContentType"], row["InputMode"]) == ("application/x-recordio", "File")
        source = row["DataSource"]["S3DataSource"]
        assert source["S3DataDistributionType"] == "FullyReplicated"
        addresses.append(source["S3Uri"])
    assert request["HyperParameters"]["num_training_samples"] == str(images)
    folder = addresses[0].removesuffix("train/")
    assert folder.endswith("-recordio/")
    assert addresses[1] == f"{folder}validation/"
    key = folder.removeprefix(f"s3://{aws.bucket}/")
    assert aws.storage.keys(aws.bucket, key) == [f"{key}{name}/{name}.rec" for name in CHANNELS]


def check_whole(program: Program) -> None:
    """One job, its whole log each line once, its whole curve; no pack left."""
    aws = program.account
    assert [job.name for job in aws.jobs] == [NAME]
    assert program.names() == [NAME]
    assert Counter(program.lines(NAME)) == Counter(log_of(aws, NAME))
    assert program.curve(NAME) == CURVE
    check_request(aws.jobs[NAME].request, aws, images=27)
    assert packs_of(program) == ["lock"]


def test_two_objects_are_sent_once(program: Program) -> None:
    aws = program.account
    launched = program.run(*LAUNCH)
    assert launched.code == 0, launched.stderr
    assert "36 photos, as 2 files, about " in launched.stderr
    assert "to be sent: 2 files" in launched.stderr
    check_whole(program)
    assert len(sent(aws)) == 2

    aws.requests.clear()
    again = program.run("launch", "--wait", "--yes", "--name", "ic-birds-2")
    assert again.code == 0, again.stderr
    assert "reused, they are there already" in again.stderr
    assert sent(aws, lists=True) == []
    assert packs_of(program) == ["lock"]


def test_packed_and_loose_they_do_not_get_into_each_others_way(program: Program) -> None:
    aws = program.account
    assert program.run(*LAUNCH).code == 0
    file = program.home / "trainscope.yaml"
    file.write_text(file.read_text().replace(", input: recordio", ""))
    loose = program.run("launch", "--wait", "--yes", "--name", "ic-birds-2")
    assert loose.code == 0, loose.stderr
    assert len(aws.jobs["ic-birds-2"].request["InputDataConfig"]) == 4
    assert len(sent(aws)) == 2 + 36


def test_killed_while_it_packs_it_goes_on(home: Path, tmp_path: Path, aws: Account) -> None:
    photos = draw_classes(tmp_path / "birds")
    for photo in photos.rglob("*.jpg"):
        with photo.open("ab") as file:
            file.truncate(3_000_000)
    program = install(home, photos, aws)
    with program.started(*LAUNCH) as process:
        wait_until(
            lambda: any(name.endswith(".part") for name in packs_of(program)), seconds=90, what="packing"
        )
        kill(process)
    assert any(name.endswith(".part") for name in packs_of(program))
    assert sent(aws, lists=True) == []
    assert len(aws.jobs) == 0
    watched = program.run("watch", NAME)
    assert watched.code == 0, watched.stderr
    assert "was interrupted" in watched.stderr
    check_whole(program)


def test_killed_while_it_uploads_it_goes_on_with_the_pack_that_is_there(program: Program) -> None:
    aws = program.account
    aws.faults.delay_seconds = 0.1
    gate = aws.faults.hold("PutObject")
    with program.started(*LAUNCH) as process:
        wait_until(gate.arrived.is_set, seconds=90, what="the upload")
        kill(process)
    aws.faults.clear()
    assert len(packs_of(program)) == 2
    assert len(aws.jobs) == 0
    watched = program.run("watch", NAME)
    assert watched.code == 0, watched.stderr
    assert "packing" not in watched.stderr
    check_whole(program)


def test_photos_that_changed_meanwhile_are_not_sent_under_what_was_agreed_to(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with program.started(*LAUNCH) as process:
        wait_until(gate.arrived.is_set, seconds=90, what="the upload")
        kill(process)
    aws.faults.clear()
    photo = program.photos / "class-0" / "0.jpg"
    photo.write_bytes((program.photos / "class-1" / "3.jpg").read_bytes())
    watched = program.run("watch", NAME)
    assert watched.code in (1, 2)
    assert f"launch --from {NAME}" in watched.stdout + watched.stderr
    assert len(aws.jobs) == 0


def test_the_400_flowers_by_keyboard(shared: Path, home: Path, aws: Account) -> None:
    program = install(home, shared / "data" / "flowers", aws, size=224)
    aws.clock.speed = 20.0
    with open_cockpit(program) as terminal:
        terminal.wait_for("400 photos")
        name = open_review(terminal)
        terminal.wait_for("2 files")
        assert len(aws.jobs) == 0
        terminal.press("\r")
        terminal.wait_for("✓ Completed")
        check_request(aws.jobs[name].request, aws, images=300)
        assert len(sent(aws, lists=True)) == 2
        terminal.press("q")
        assert terminal.wait_for_end() == 0
