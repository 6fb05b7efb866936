"""The command line with batch transforms of a SageMaker account: asked first, watched, killed and gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs.json_examples import ANSWERS
from tests.aws.hosting import CLASSES, NAME, NOTHING, there
from tests.aws.program import Program, kill
from tests.aws.transform import TransformLife
from tests.aws.transforming import job_and_photos
from tests.conftest import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account

CONFIG = """
engine: sagemaker
sagemaker: {{role: {role}, bucket: {bucket}, prices: {{ml.m5.large: 0.5}}}}
watch: {{poll_seconds: 0.3}}
"""
BATCH = f"{NAME}-batch-1"
TRANSFORM = ("transform", NAME, "photos", "--name", BATCH, "--yes")


def program_of(home: Path, aws: Account) -> Program:
    home.mkdir(exist_ok=True)
    (home / "trainscope.yaml").write_text(CONFIG.format(role=aws.role, bucket=aws.bucket))
    return Program(home, home, aws)


@pytest.fixture
def program(home: Path, aws: Account) -> Program:
    """A trained job whose classes are known, ten photos and one that is none; batch transforms end at once, a minute
    ago by this machine's clock.
    """
    aws.clock.advance(-60)
    aws.transforms.life = TransformLife(starting=0.0, photo=0.0, ending=0.0)
    job_and_photos(home, aws)
    return program_of(home, aws)


def test_it_starts_only_with_a_yes_and_is_watched_to_its_end(program: Program, tmp_path: Path) -> None:
    aws = program.account
    unasked = program.run(*TRANSFORM[:-1])
    assert (unasked.code, unasked.stdout) == (2, "")
    assert "$0.50 per hour" in unasked.stderr
    assert "truth        known of 10 of them" in unasked.stderr
    assert "nobody is here to say yes" in unasked.stderr
    assert (there(aws), list(aws.transforms)) == (NOTHING, [])
    done = program.run(*TRANSFORM, "--wait", "--json")
    assert done.code == 0, done.stderr
    assert "1 of 11 photos left out" in done.stderr
    last = done.objects()[-1]
    (_, _, shown) = ANSWERS["watch"].values
    assert isinstance(shown, dict)
    assert list(last) == [*shown, "transform"]
    assert (last["status"], last["transform"]["job"], last["transform"]["answered"]) == (
        "Completed",
        NAME,
        10,
    )
    assert last["instances"] == {"type": "ml.m5.large", "count": 1}
    found = program.run("results", BATCH, "--json")
    rows = {row["path"]: row for row in found.json()}
    bad = rows.pop("bad.jpg")
    assert (found.code, bad["label"], "bad.jpg" in found.stderr) == (1, None, True)
    assert len(rows) == 10
    assert {(row["name"], row["truth"]) for row in rows.values()} == {
        (name, label) for label, name in enumerate(CLASSES)
    }
    elsewhere = program_of(tmp_path / "other", aws)
    assert elsewhere.run("results", BATCH, "--json").json() == found.json()


def test_killed_while_photos_are_sent_it_goes_on_when_it_is_watched(program: Program) -> None:
    aws = program.account
    gate = aws.faults.hold("PutObject")
    with program.started(*TRANSFORM) as process:
        wait_until(gate.arrived.is_set, seconds=100, what="the call")
        kill(process)
    gate.open()
    aws.faults.clear()
    watched = program.run("watch", BATCH)
    assert watched.code == 0, watched.stderr
    assert "was interrupted" in watched.stderr
    assert watched.stdout.splitlines()[-1] == f"see the answers with: trainscope results {BATCH}"
    assert [job.name for job in aws.transforms] == [BATCH]
