"""`predict` with an endpoint of a SageMaker account: faults on the way, its own limits, and how it resizes photos."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.job.metrics import VALIDATION_ACCURACY, MetricPoint
from tests.aws.endpoint import EndpointLife
from tests.aws.faults import Rates
from tests.aws.hosting import CLASSES, NAME, trained_job
from tests.aws.oracle import colour, photo
from tests.aws.program import Program
from tests.cli.localjob import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

CONFIG = """
engine: sagemaker
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.m5.large: 0.5}}}}
"""
COUNT = len(CLASSES)


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A machine whose endpoints are in service at once."""
    aws.endpoints.life = EndpointLife(creating=0.0, deleting=0.0)
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket))
    return Program(home, home, aws)


def deploy(program: Program, *options: str, **hyperparameters: str) -> None:
    trained_job(program.account, **hyperparameters)
    made = program.run("deploy", NAME, "--yes", *options)
    assert made.code == 0, made.stderr


def listed(home: Path, photos: int) -> tuple[str, ...]:
    """The options for a list of so many photos, each with the label that it will be given."""
    (home / "photos").mkdir()
    lines = []
    for number in range(photos):
        label = number % COUNT
        (home / "photos" / f"{number}.jpg").write_bytes(photo(label, COUNT))
        lines.append(f"{number}\t{label}.000000\t{number}.jpg\n")
    (home / "photos.lst").write_text("".join(lines))
    return ("--lst", str(home / "photos.lst"), "--root", str(home / "photos"))


def wide(home: Path) -> Path:
    """A photo whose middle is of class 2, and whose sides outweigh it and are of class 0."""
    image = Image.new("RGB", (160, 32), colour(0, COUNT))
    image.paste(colour(2, COUNT), (60, 0, 100, 32))
    image.save(home / "wide.png")
    return home / "wide.png"


def test_every_photo_is_answered_in_spite_of_faults(program: Program) -> None:
    deploy(program)
    program.account.faults.of["InvokeEndpoint"] = Rates(
        throttle=0.1, server_error=0.05, reset_before=0.05, reset_after=0.05, half=0.05
    )
    done = program.run("predict", NAME, *listed(program.home, 40), "--json")
    assert done.code == 0, done.stderr
    assert [row["label"] for row in done.json()] == [row["truth"] for row in done.json()]
    assert [row["path"] for row in done.json()] == [f"{number}.jpg" for number in range(40)]
    assert "trying again" in done.stderr


def test_what_training_saw_can_be_sent_instead_of_all(program: Program) -> None:
    deploy(program)
    file = wide(program.home)
    (squeezed,) = program.run("predict", NAME, file, "--json").json()
    (cut,) = program.run("predict", NAME, file, "--json", "--as-trained").json()
    assert (squeezed["label"], cut["label"]) == (0, 2)


def test_a_lower_accuracy_than_in_training_is_explained(program: Program) -> None:
    deploy(program, resize="32")
    wide(program.home)
    lines = "".join(f"{number}\t2.000000\twide.png\n" for number in range(30))
    (program.home / "wide.lst").write_text(lines)
    with closing(open_book(program.home)) as book:
        record = book.find(NAME)
        point = MetricPoint(VALIDATION_ACCURACY, 3, 0.9, None, None)
        cursor = book.cursor(record.id)
        assert book.store(record.id, old_cursor=cursor, cursor=cursor, points=[point])
    args = ("predict", NAME, "--lst", str(program.home / "wide.lst"), "--root", str(program.home))
    done = program.run(*args)
    assert "accuracy here 0.0000, in training 0.9000" in done.stdout
    assert "training brought the shorter side to 32 pixels and cut 32×32 pixels out of each" in done.stdout
    assert "--as-trained cuts photos as training did" in done.stdout
    mended = program.run(*args, "--as-trained")
    assert "accuracy here 1.0000, in training 0.9000" in mended.stdout
    assert "squeezed" not in mended.stdout


def test_several_labels_are_independent(program: Program) -> None:
    deploy(program, multi_label="1")
    folder = program.home / "photos"
    folder.mkdir()
    lines = []
    for label in range(COUNT):
        (folder / f"{label}.jpg").write_bytes(photo(label, COUNT))
        columns = "\t".join("1" if label == place and label else "0" for place in range(COUNT))
        lines.append(f"{label}\t{columns}\t{label}.jpg\n")
    (program.home / "several.lst").write_text("".join(lines))
    args = ("predict", NAME, "--lst", str(program.home / "several.lst"), "--root", str(folder))
    rows = program.run(*args, "--json").json()
    assert [row["label"] for row in rows] == [[label] for label in range(COUNT)]
    assert [row["truth"] for row in rows] == [[], *([label] for label in range(1, COUNT))]
    done = program.run(*args)
    assert "accuracy 0.9600 over photos and labels; of 5 photos 4 have every label right" in done.stdout
    assert "PRECISION  RECALL" in done.stdout
    shown = program.run("predict", NAME, folder / "1.jpg")
    assert shown.stdout.count("✓") == 1


def test_the_limit_of_a_serverless_endpoint_is_told_before_anything_is_sent(program: Program) -> None:
    deploy(program, "--serverless", "2048")
    file = program.home / "large.jpg"
    file.write_bytes(photo(1, COUNT) + bytes(4_000_000))
    done = program.run("predict", NAME, file)
    assert done.code == 1
    assert "the model takes at most 4,000,000 bytes" in done.stderr
    assert program.account.requests.of("InvokeEndpoint") == []


def test_one_that_is_being_created_and_a_wrong_name(program: Program) -> None:
    program.account.endpoints.life = EndpointLife(creating=600.0)
    deploy(program, "--no-wait")
    file = wide(program.home)
    early = program.run("predict", NAME, file)
    assert (early.code, early.stdout) == (1, "")
    assert f"the endpoint {NAME} is still being created" in early.stderr
    assert "trainscope endpoints says when" in early.stderr
    wrong = program.run("predict", "ic-flowers-2", file)
    assert (wrong.code, wrong.stdout) == (2, "")
    assert f"did you mean {NAME}?" in wrong.stderr


def test_one_that_somebody_else_has_taken_down(program: Program) -> None:
    deploy(program)
    elsewhere = program.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "trainscope.yaml").write_text((program.home / "trainscope.yaml").read_text())
    other = Program(elsewhere, elsewhere, program.account)
    file = wide(program.home)
    assert other.run("predict", NAME, file).code == 0
    assert other.run("undeploy", NAME, "--yes").code == 0
    gone = program.run("predict", NAME, file)
    assert (gone.code, gone.stdout) == (2, "")
    assert f"there is no endpoint {NAME} any more" in gone.stderr


def test_a_missing_permission_and_expired_credentials_end_it_at_once(program: Program) -> None:
    deploy(program)
    file = wide(program.home)
    program.account.faults.denied.add("sagemaker:InvokeEndpoint")
    denied = program.run("predict", NAME, file, "--json")
    assert (denied.code, denied.json()) == (4, [])
    assert "sagemaker:InvokeEndpoint" in denied.stderr
    program.account.faults.denied.clear()
    program.account.faults.expired_until = program.account.clock() + 3600
    expired = program.run("predict", NAME, file)
    assert expired.code == 4
    assert "hint: " in expired.stderr
