"""Stops, kills and what goes away while a batch transform runs, with real processes."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.cancel import CancelToken
from core.engine.local import claiming
from core.engine.local.batch import making
from core.errors import Cancelled, EngineError, JobNotFound
from core.job.status import Stage, Status
from tests.conftest import wait_until
from tests.core.engine.local import serving_support
from tests.core.engine.local import support as jobs_support
from tests.core.engine.local.batch import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.local.engine import LocalEngine
    from core.engine.local.jobdir import JobDir
    from core.engine.transforming import Transform


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return serving_support.save(tmp_path / "model", serving_support.random_model())


@pytest.fixture
def endless(engine: LocalEngine, model: Path, tmp_path: Path) -> Transform:
    photos = support.questions(support.drawn(tmp_path / "photos"), support.MANY)
    return support.asked(engine, "batch", model, photos)


def claimed(jobs: Path, transform: Transform) -> tuple[JobDir, int]:
    found = making.claim(jobs, transform, 0.0, lambda _progress: None, CancelToken())
    assert found is not None
    return found


def test_a_stop_is_seen_at_the_next_photo_and_keeps_the_answers(
    engine: LocalEngine, endless: Transform
) -> None:
    support.start(engine, endless)
    support.wait_for_answers(engine, "batch")
    with pytest.raises(EngineError, match="has not ended yet") as caught:
        support.answers(engine, "batch")
    assert caught.value.fix == "wait for its end: trainscope watch batch"
    assert engine.stop("batch") is Status.STOPPING
    state = jobs_support.at_its_end(engine, "batch")
    assert state.status is Status.STOPPED
    assert [step.stage for step in state.transitions][-2:] == [Stage.STOPPING, Stage.STOPPED]
    assert state.transitions[-2].message == "Stopping the batch transform"
    assert "Told to stop; the answers so far are kept" in jobs_support.log_texts(engine, "batch")[-1]
    answers = support.answers(engine, "batch")
    assert 0 < len(answers) == support.answered(engine, "batch") < support.MANY
    assert all(answer.prediction.probabilities for answer in answers)
    names = [question.name for question in endless.questions]
    assert [answer.question.name for answer in answers] == names[: len(answers)]


def test_a_stop_before_the_runner_has_started_is_honoured(
    engine: LocalEngine, endless: Transform, jobs: Path
) -> None:
    found = claimed(jobs, endless)
    engine.stop("batch")
    claiming.start(*found)
    assert jobs_support.at_its_end(engine, "batch").status is Status.STOPPED
    assert support.answers(engine, "batch") == []


def test_a_killed_one_has_failed_and_keeps_the_answers(
    engine: LocalEngine, endless: Transform, jobs: Path
) -> None:
    support.start(engine, endless)
    support.wait_for_answers(engine, "batch")
    os.kill(jobs_support.runner_pid(jobs, "batch"), signal.SIGKILL)
    state = jobs_support.at_its_end(engine, "batch")
    assert state.status is Status.FAILED
    assert "ended without a word" in (state.failure_reason or "")
    assert "start the batch transform again (the answers by then are kept)" in (state.failure_reason or "")
    assert state.transitions[-1].message == "Batch transform failed"
    assert len(support.answers(engine, "batch")) > 0


def test_the_job_folder_may_go_while_it_runs(engine: LocalEngine, endless: Transform, jobs: Path) -> None:
    support.start(engine, endless)
    support.wait_for_answers(engine, "batch")
    runner = jobs_support.runner_pid(jobs, "batch")
    aside = (jobs / "batch").rename(jobs.with_name("aside"))
    shutil.rmtree(aside, ignore_errors=True)
    wait_until(lambda: not serving_support.running(runner), what="the end of the runner")
    with pytest.raises(JobNotFound):
        support.answers(engine, "batch")


def test_photos_that_go_away_end_it_with_their_folder_named(
    engine: LocalEngine, endless: Transform, jobs: Path, tmp_path: Path
) -> None:
    support.start(engine, endless)
    support.wait_for_answers(engine, "batch")
    (tmp_path / "photos").rename(tmp_path / "elsewhere")
    reason = jobs_support.at_its_end(engine, "batch").failure_reason
    assert reason == f"ClientError: The folder of the photos, {tmp_path / 'photos'}, is gone., exit code: 2"
    assert all(answer.prediction.probabilities for answer in support.answers(engine, "batch"))
    again = support.asked(engine, "again", tmp_path / "model", endless.questions[:3])
    support.start(engine, again)
    assert jobs_support.at_its_end(engine, "again").failure_reason == reason
    assert support.lines(jobs, "again") == []


def test_a_full_disk_is_told(engine: LocalEngine, endless: Transform, jobs: Path) -> None:
    job, descriptor = claimed(jobs, endless)
    job.answers.unlink()
    job.answers.symlink_to("/dev/full")
    assert job.reserve.stat().st_size == claiming.RESERVED
    claiming.start(job, descriptor)
    reason = jobs_support.at_its_end(engine, "batch").failure_reason or ""
    assert reason.startswith("ClientError: The answers cannot be written: No space left on device. Free some")
    assert reason.endswith("then start the batch transform again., exit code: 2")
    assert not job.reserve.exists()


def test_a_model_that_is_damaged_meanwhile_is_told(
    engine: LocalEngine, endless: Transform, jobs: Path
) -> None:
    job, descriptor = claimed(jobs, endless)
    (job.asked_model / "model.npz").write_bytes(b"no arrays")
    claiming.start(job, descriptor)
    reason = jobs_support.at_its_end(engine, "batch").failure_reason or ""
    assert reason.startswith("ClientError: The model cannot be loaded: model.npz is damaged")


def test_a_model_that_answers_nothing_is_given_up(
    engine: LocalEngine, tmp_path: Path, endless: Transform
) -> None:
    diverged = serving_support.random_model()
    diverged.biases[-1][:] = np.nan
    source = serving_support.save(tmp_path / "diverged", diverged)
    support.start(engine, support.asked(engine, "batch", source, endless.questions))
    reason = jobs_support.at_its_end(engine, "batch").failure_reason or ""
    assert reason.startswith(
        "ClientError: The model has failed on each of 16 photos. It answers with what is no number"
    )
    assert "smaller learning_rate" in reason
    answers = support.answers(engine, "batch")
    assert [answer.findings[0].kind for answer in answers] == ["model-failed"] * 16


def test_answers_of_what_is_no_batch_transform_are_refused(engine: LocalEngine, photos: DataSet) -> None:
    for call in (support.answers, support.class_names):
        with pytest.raises(JobNotFound):
            call(engine, "nothing")
    spec = jobs_support.job(photos, "job", command=["/no/such/program"])
    jobs_support.launch(engine, spec)
    for call in (support.answers, support.class_names):
        with pytest.raises(EngineError, match="job is no batch transform: it is a training job") as caught:
            call(engine, "job")
        assert "trainscope transform job DIR" in caught.value.fix
    assert engine.describe("job").transform is None


def test_answers_that_cannot_be_read_are_told(
    engine: LocalEngine, model: Path, tmp_path: Path, jobs: Path
) -> None:
    photos = support.questions(support.drawn(tmp_path / "photos"))
    support.start(engine, support.asked(engine, "batch", model, photos))
    jobs_support.at_its_end(engine, "batch")
    assert support.class_names(engine, "batch") == list(serving_support.CLASSES)
    names = jobs / "batch/input/model/classes.json"
    names.write_text("no JSON")
    with pytest.raises(EngineError, match="the names of the classes of batch cannot be read"):
        support.class_names(engine, "batch")
    names.unlink()
    assert support.class_names(engine, "batch") == []
    cancel = CancelToken()
    reading = engine.answers("batch", cancel)
    next(reading)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(reading)
    file = jobs / "batch/output/answers.jsonl"
    whole = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(whole[:3]) + whole[3][:20])
    assert len(support.answers(engine, "batch")) == 3
    assert support.answered(engine, "batch") == 3
    file.write_bytes(whole[0] + b"rubbish\n" + whole[2])
    with pytest.raises(EngineError, match=r"line 2 of answers.jsonl is damaged"):
        support.answers(engine, "batch")
    file.unlink()
    with pytest.raises(EngineError, match="No such file"):
        support.answers(engine, "batch")
    assert engine.describe("batch").transform == ("batch-job", str(file), 6, None)
