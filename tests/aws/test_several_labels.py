"""A job on SageMaker with several labels per photo: what is sent, what the review says, the job to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.dataset import lst
from core.dataset.model import Row
from tests.aws.life import quick
from tests.aws.program import Program, sent
from tests.photos import draw_classes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

NAME = "ic-birds-1"
CURVE = [0.72, 0.81]


@pytest.fixture
def program(home: Path, tmp_path: Path, aws: Account) -> Program:
    """36 photos with one list: golden, red, neither; every fourth is marked as old, too."""
    photos = draw_classes(tmp_path / "birds")
    rows = [
        Row(12 * label + number, (float(label == 0), float(label == 1), float(number % 4 == 0)), path)
        for label in range(3)
        for number in range(12)
        for path in (f"class-{label}/{number}.jpg",)
    ]
    lst.write(tmp_path / "birds.lst", rows)
    installed = Program.install(home, photos, aws, epochs=len(CURVE))
    config = home / "trainscope.yaml"
    config.write_text(
        config.read_text().replace(
            "validation: 0.25}", f"validation: 0.25, train_lst: {tmp_path}/birds.lst}}"
        )
    )
    installed.age(quick(CURVE))
    return installed


def test_the_request_asks_for_several_labels_and_one_output_for_each_column(program: Program) -> None:
    result = program.run("launch", "--wait", "--yes", "--name", NAME, "--set", "use_weighted_loss=yes")
    assert result.code == 0, result.stderr
    values = program.account.jobs[NAME].request["HyperParameters"]
    assert (values["multi_label"], values["num_classes"], values["use_weighted_loss"]) == ("1", "3", "1")
    assert values["num_training_samples"] == "27"
    assert "always saying no reaches an accuracy of 0.69" in result.stderr
    assert program.curve(NAME) == CURVE


def test_the_lists_that_are_sent_have_a_column_for_each_label_and_its_share(program: Program) -> None:
    assert program.run("launch", "--yes", "--name", NAME).code == 0
    s3, bucket = program.account.client("s3"), program.account.bucket
    keys = [key for key in sent(program.account, lists=True) if key.endswith(".lst")]
    lists = {key.rpartition("/")[2]: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
    rows = {name: [line.split("\t") for line in body.decode().splitlines()] for name, body in lists.items()}
    assert {name: len(lines) for name, lines in rows.items()} == {"train.lst": 27, "validation.lst": 9}
    assert all(len(line) == 5 for lines in rows.values() for line in lines)
    counts = {
        name: [sum(int(line[column]) for line in lines) for column in (1, 2, 3)]
        for name, lines in rows.items()
    }
    assert counts["validation.lst"] == [3, 3, 2]
    assert counts["train.lst"] == [9, 9, 7]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("num_classes=4", "num_classes is 4, the data has 3 classes"),
        ("multi_label=no", "multi_label is no, but the lists have several label columns"),
    ],
)
def test_what_would_end_the_job_is_found_before_it_is_paid_for(
    program: Program, value: str, said: str
) -> None:
    result = program.run("launch", "--yes", "--name", NAME, "--set", value)
    assert result.code == 1
    assert said in result.stderr
    assert NAME not in program.account.jobs
