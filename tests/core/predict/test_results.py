"""The answers of a batch transform that has ended, with whose they are, also where another machine started it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.cancel import CancelToken
from core.errors import NotFound, UsageError
from core.finding import has_errors
from core.job.status import JobKey, Status
from core.photoplace import photo_place
from core.predict.results import Results, require_ended, results
from core.runs import RunBook
from core.trained import TrainedModel
from core.transforming import prepare, review, start
from tests.core.fileengine import FileEngine, write_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.runs import Record

JOB = JobKey("local", "", "", "ic-birds-1")
VALUES = {"num_classes": "2", "image_shape": "3,32,32"}
NAMES = ("finch", "wren")


@dataclass
class World:
    """A batch transform that runs."""

    files: Path
    engine: FileEngine
    book: RunBook
    record: Record

    def end(self, status: Status = Status.COMPLETED, *, reason: str | None = None) -> None:
        write_state(self.files / self.record.key.name, status, status.value, reason=reason)

    def results(self, record: Record | None = None) -> Results:
        record = record or self.record
        state = self.engine.describe(record.key.name)
        return results(record, state, self.engine, self.book, CancelToken())


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    photos, files = tmp_path / "birds", tmp_path / "files"
    for name in ("finch/a1.png", "wren/a2.png", "wren/bad.png"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8)).save(photos / name)
    files.mkdir()
    engine = FileEngine(files)
    with closing(RunBook.open(tmp_path / "runs.sqlite")) as book:
        trained = TrainedModel(JOB, NAMES, False, VALUES, "model")
        draft = prepare(trained, photo_place(str(photos)), engine)
        record = start(draft, engine, book, reviewed=review(draft, engine))
        yield World(files, engine, book, record)


def test_answers_stand_in_the_order_of_the_photos_with_truth_and_reason(world: World) -> None:
    world.end()
    found = world.results()
    assert [answer.prediction.path for answer in found.answers] == [
        "finch/a1.png",
        "wren/a2.png",
        "wren/bad.png",
    ]
    assert [answer.prediction.right for answer in found.answers] == [True, False, None]
    assert [has_errors(answer.findings) for answer in found.answers] == [False, False, True]
    assert (found.answered, found.photos) == (2, 3)
    assert (found.model.job, found.model.classes, found.model.hyperparameters) == (JOB, NAMES, VALUES)


def test_one_that_runs_or_trains_is_refused_with_what_to_do(world: World) -> None:
    with pytest.raises(UsageError, match="still runs") as refused:
        world.results()
    assert f"trainscope watch {world.record.key.name}" in refused.value.fix
    with pytest.raises(UsageError, match="has not begun"):
        require_ended(world.record, None)
    write_state(world.files / "ic-birds-1", Status.COMPLETED, "Completed")
    trains = world.book.add_job(JOB, spec=None, created=1.0)
    with pytest.raises(UsageError, match="is no batch transform: it trains") as refused:
        world.results(trains)
    assert "trainscope metrics ic-birds-1" in refused.value.fix


def test_one_that_never_began_says_why(world: World) -> None:
    world.end(Status.FAILED, reason="no room")
    state = world.engine.describe(world.record.key.name)
    (world.files / world.record.key.name / "transform.json").unlink()
    with pytest.raises(UsageError, match="has no answers: it is Failed: no room"):
        results(world.record, state, world.engine, world.book, CancelToken())
    with pytest.raises(NotFound):
        results(
            world.record, replace(state, status=Status.COMPLETED), world.engine, world.book, CancelToken()
        )


def test_what_is_known_of_the_job_serves_where_another_machine_started_it(world: World) -> None:
    world.end()
    elsewhere = replace(world.record, spec=None)
    found = world.results(elsewhere)
    assert (found.model.job, found.model.classes, found.model.hyperparameters) == (JOB, NAMES, {})
    world.book.add_job(JOB, spec={"launch_id": "x", "hyperparameters": VALUES}, created=1.0)
    found = world.results(elsewhere)
    assert (found.model.job, found.model.classes, found.model.hyperparameters) == (JOB, NAMES, VALUES)
