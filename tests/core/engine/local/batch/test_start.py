"""How a batch transform is reviewed and started, and what stands in its way."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.engine.local import drafts, lock
from core.engine.local.batch import making
from core.errors import Cancelled, EngineError, NameTaken
from core.job.status import Stage, Status
from core.predict.question import Question
from tests.core.engine.local import serving_support
from tests.core.engine.local import support as jobs_support
from tests.core.engine.local.batch import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.engine.local.engine import LocalEngine
    from core.engine.transforming import Transform


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return serving_support.save(tmp_path / "trained/model", serving_support.random_model())


@pytest.fixture
def wanted(engine: LocalEngine, model: Path, tmp_path: Path) -> Transform:
    return support.asked(engine, "batch", model, support.questions(support.drawn(tmp_path / "photos")))


def test_the_review_shows_what_would_be_made_and_that_it_is_free(
    engine: LocalEngine, wanted: Transform, model: Path, tmp_path: Path, jobs: Path
) -> None:
    review = support.review(engine, wanted)
    assert review.findings == ()
    assert review.price_per_hour is None
    assert "free" in review.price_basis
    assert review.request == {
        "folder": str(jobs / "batch"),
        "input/model/model.npz": str(model / "model.npz"),
        "input/model/classes.json": str(model / "classes.json"),
        "input/photos.jsonl": {"folder": str(tmp_path / "photos"), "list": None, "photos": 6},
        "command": [sys.executable, "-P", "-m", "core.engine.local.batch.program"],
    }
    assert dict(review.facts)["answers"] == str(jobs / "batch/output/answers.jsonl")
    assert not jobs.exists()


def test_what_stands_in_the_way_is_found(
    engine: LocalEngine, wanted: Transform, model: Path, tmp_path: Path, jobs: Path
) -> None:
    def kinds(transform: Transform) -> list[str]:
        return [finding.kind for finding in support.review(engine, transform).findings]

    assert kinds(support.asked(engine, "two words", model, wanted.questions)) == ["bad-name"]
    assert kinds(support.asked(engine, "batch", "s3://bucket/model.tar.gz", wanted.questions)) == [
        "model-in-s3"
    ]
    assert kinds(support.asked(engine, "batch", tmp_path / "nowhere", wanted.questions)) == ["no-model"]
    assert kinds(support.asked(engine, "batch", model, ())) == ["no-photos"]
    (jobs / "batch").mkdir(parents=True)
    assert kinds(wanted) == ["name-taken"]
    shutil.rmtree(tmp_path / "photos")
    assert kinds(support.asked(engine, "other", model, wanted.questions)) == ["photos-gone"]


def test_it_is_started_once_however_often_it_is_asked_for(
    engine: LocalEngine, wanted: Transform, jobs: Path
) -> None:
    threads = [threading.Thread(target=partial(support.start, engine, wanted)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs_support.at_its_end(engine, "batch")
    support.start(engine, wanted)
    assert [path.name for path in jobs.iterdir()] == ["batch"]
    assert len(support.lines(jobs, "batch")) == 6
    assert engine.has_launched("batch", wanted.launch_id)
    with pytest.raises(NameTaken):
        engine.has_launched("batch", "another")


def test_what_a_killed_launch_left_half_made_is_removed_once_it_is_old(
    engine: LocalEngine, wanted: Transform, jobs: Path
) -> None:
    for name, age in ((".batch.0a", drafts.OLD_SECONDS + 60), (".batch.0b", 0.0)):
        (jobs / name).mkdir(parents=True)
        os.utime(jobs / name, (time.time() - age,) * 2)
    support.start(engine, wanted)
    assert sorted(path.name for path in jobs.iterdir()) == [".batch.0b", "batch"]


def test_the_name_of_another_job_is_refused(engine: LocalEngine, wanted: Transform) -> None:
    support.start(engine, wanted)
    other = support.asked(engine, "batch", wanted.trained.model, wanted.questions, launch_id="other")
    with pytest.raises(EngineError, match="there is a job named batch already"):
        support.start(engine, other)
    with pytest.raises(EngineError, match="cannot be a job's name"):
        support.start(engine, support.asked(engine, "../up", wanted.trained.model, wanted.questions))


def test_one_whose_launcher_died_before_the_runner_was_started_is_started_by_the_next_call(
    engine: LocalEngine, wanted: Transform, jobs: Path
) -> None:
    claimed = making.claim(jobs, wanted, 0.0, lambda _progress: None, CancelToken())
    assert claimed is not None
    assert engine.describe("batch").stage == Stage.STARTING
    assert lock.held(jobs / "batch/lock")
    os.close(claimed[1])
    assert engine.describe("batch").status is Status.FAILED
    assert "start the batch transform again" in (engine.describe("batch").failure_reason or "")
    support.start(engine, wanted)
    assert jobs_support.at_its_end(engine, "batch").status is Status.COMPLETED


def test_a_model_that_is_gone_is_told_and_leaves_nothing(
    engine: LocalEngine, wanted: Transform, model: Path, jobs: Path
) -> None:
    (model / "classes.json").unlink()
    with pytest.raises(EngineError, match="batch-job has no model any more") as caught:
        support.start(engine, wanted)
    assert "classes.json is gone" in caught.value.why
    assert caught.value.fix == "train again"
    assert list(jobs.iterdir()) == []


def test_the_trained_job_may_be_removed_once_it_is_started(
    engine: LocalEngine, wanted: Transform, model: Path
) -> None:
    support.start(engine, wanted)
    shutil.rmtree(model.parent)
    assert jobs_support.at_its_end(engine, "batch").status is Status.COMPLETED


def test_a_cancel_while_the_photos_are_written_down_leaves_nothing(
    engine: LocalEngine, wanted: Transform, jobs: Path, tmp_path: Path
) -> None:
    cancel = CancelToken()
    photos = support.questions(tmp_path / "photos", 5_000)
    seen: list[int] = []

    def on_progress(progress: object) -> None:
        seen.append(getattr(progress, "done", 0))
        if len(seen) == 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        engine.transform(support.asked(engine, "batch", wanted.trained.model, photos), on_progress, cancel)
    assert seen == [0, 1_000]
    assert list(jobs.iterdir()) == []


def test_a_photo_that_is_in_no_file_is_refused(engine: LocalEngine, wanted: Transform, jobs: Path) -> None:
    transform = support.asked(engine, "batch", wanted.trained.model, [Question("-", b"bytes")])
    with pytest.raises(EngineError, match="the photo - is in no file"):
        support.start(engine, transform)
    assert list(jobs.iterdir()) == []


def test_a_disk_that_takes_no_more_is_told(engine: LocalEngine, wanted: Transform, jobs: Path) -> None:
    jobs.parent.mkdir(exist_ok=True)
    jobs.write_text("a file where the folder should be")
    with pytest.raises(EngineError, match="cannot be made"):
        support.start(engine, wanted)
    jobs.unlink()
