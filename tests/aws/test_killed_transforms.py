"""A batch transform whose start is killed at any moment comes to one job, and nothing is sent twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from tests.aws.faults import Gate
from tests.aws.hosting import NOTHING, engine_of, there
from tests.aws.program import kill, sent
from tests.aws.transform import QUICK
from tests.aws.transforming import FOLDER, NAME, draw, go, reviewed, wanted
from tests.conftest import REPOSITORY, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.engine.transforming import Transform
    from tests.aws.account import Account


@pytest.fixture
def transform(aws: Account, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Transform:
    """Ten photos, reviewed."""
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    aws.transforms.life = QUICK
    return reviewed(aws, engine_of(aws), wanted(aws, tmp_path / "photos", draw(tmp_path / "photos")))


@contextmanager
def killed(transform: Transform, gate: Gate, file: Path) -> Iterator[None]:
    """Start it in a process that is killed when it stands at the gate; what is done then is done at its grave."""
    given = {
        "key": transform.key,
        "saved": transform.as_json(),
        "folder": transform.place.folder,
        "paths": [row.name for row in transform.questions],
    }
    file.write_text(json.dumps(given), "utf-8")
    command = [sys.executable, "-m", "tests.aws.transform_child", str(file)]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=dict(os.environ))
    try:
        wait_until(lambda: gate.arrived.is_set() or process.poll() is not None, seconds=60, what="the gate")
        assert process.poll() is None
    finally:
        kill(process)
    yield


def check_whole(aws: Account) -> None:
    """One job, one model, each photo sent once, all answered."""
    [job] = aws.transforms
    assert (job.name, len(job.photos)) == (NAME, 10)
    assert there(aws) == NOTHING | {"model": [NAME]}
    photos = [key for key in sent(aws) if key.startswith(f"{FOLDER}/photos/")]
    assert len(photos) == len(set(photos)) == 10
    aws.clock.advance(60)
    answers = list(engine_of(aws).answers(NAME, CancelToken()))
    assert all(answer.prediction.right for answer in answers)


@pytest.mark.parametrize(
    ("operation", "gate", "jobs", "models"),
    [
        ("PutObject", Gate(let=4, drop=True), 0, []),
        ("CreateModel", Gate(drop=True), 0, []),
        ("CreateModel", Gate(after=True), 0, [NAME]),
        ("CreateTransformJob", Gate(drop=True), 0, [NAME]),
        ("CreateTransformJob", Gate(after=True), 1, [NAME]),
    ],
    ids=["amid the photos", "before the model", "after the model", "before the job", "after the job"],
)
def test_killed_at_any_step_it_is_gone_on_with(
    aws: Account,
    transform: Transform,
    tmp_path: Path,
    operation: str,
    gate: Gate,
    jobs: int,
    models: list[str],
) -> None:
    aws.faults.gates[operation] = gate
    with killed(transform, gate, tmp_path / "given.json"):
        assert (len(aws.transforms), there(aws)["model"]) == (jobs, models)
    aws.faults.clear()
    engine = engine_of(aws)
    assert engine.has_launched(NAME, transform.launch_id) == bool(jobs)
    go(engine, transform)
    check_whole(aws)


def test_a_call_that_arrives_late_makes_no_second_job(
    aws: Account, transform: Transform, tmp_path: Path
) -> None:
    gate = aws.faults.hold("CreateTransformJob")
    with killed(transform, gate, tmp_path / "given.json"):
        del aws.faults.gates["CreateTransformJob"]
        go(engine_of(aws), transform)
        gate.open()
        wait_until(lambda: aws.requests.count("CreateTransformJob") == 2, what="the late request")
    check_whole(aws)
