"""What stands in the way of deploying on this machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.engine.hosting import EndpointStatus
from tests.core.engine.local import serving_support
from tests.core.engine.local import support as jobs_support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.hosting import Deployment
    from core.engine.local.engine import LocalEngine
    from core.finding import Finding


def of_job(engine: LocalEngine, name: str) -> Deployment:
    asked = serving_support.deployment(engine, name, engine.describe(name).model or "")
    return replace(asked, trained=replace(asked.trained, job=engine.key(name)))


def only(engine: LocalEngine, asked: Deployment) -> Finding:
    (finding,) = serving_support.review(engine, asked).findings
    assert finding.level == "error"
    return finding


def test_the_review_shows_what_would_be_made_and_that_it_is_free(
    engine: LocalEngine, tmp_path: Path, jobs: Path
) -> None:
    source = serving_support.save(tmp_path / "model", serving_support.random_model())
    review = serving_support.review(engine, serving_support.deployment(engine, "roses", source))
    assert review.findings == ()
    assert review.price_per_hour is None
    assert "free" in review.price_basis
    assert review.request == {
        "folder": str(jobs.with_name("endpoints") / "roses"),
        "model/model.npz": str(source / "model.npz"),
        "model/classes.json": str(source / "classes.json"),
        "command": [sys.executable, "-P", "-m", "core.engine.local.serving.server"],
    }
    assert not jobs.with_name("endpoints").exists()


def test_a_completed_baseline_can_be_deployed_as_its_state_names_it(
    engine: LocalEngine, photos: DataSet
) -> None:
    jobs_support.completed(engine, jobs_support.job(photos, "job", epochs=1))
    asked = of_job(engine, "job")
    assert serving_support.review(engine, asked).findings == ()
    assert serving_support.in_service(engine, asked).classes == jobs_support.CLASSES
    photo = photos.folder / photos.validation[0].path
    assert len(engine.invoke("job", photo.read_bytes(), "image/png")) == 2


def test_a_job_stopped_after_an_epoch_can_be_deployed(engine: LocalEngine, photos: DataSet) -> None:
    jobs_support.launch(engine, jobs_support.job(photos, "job", epochs=10_000))
    jobs_support.wait_for_line(engine, "job", "Validation-accuracy")
    jobs_support.wait_for_line(engine, "job", "Storing the best model")
    engine.stop("job")
    assert jobs_support.at_its_end(engine, "job").status == "Stopped"
    assert serving_support.in_service(engine, of_job(engine, "job")).status is EndpointStatus.IN_SERVICE


def test_a_job_that_failed_without_a_model_cannot(engine: LocalEngine, photos: DataSet) -> None:
    jobs_support.launch(engine, jobs_support.job(photos, "job", image_shape="3,4000,4000"))
    assert jobs_support.at_its_end(engine, "job").status == "Failed"
    finding = only(engine, of_job(engine, "job"))
    assert finding.kind == "no-model"
    assert "failed before its first epoch" in finding.why
    assert "smaller than image_shape" in finding.why
    assert "choose a job that completed" in finding.fix


def test_a_job_stopped_at_once_cannot(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    hang = jobs_support.script(tmp_path, "print('up')\nwhile True: time.sleep(0.05)\n")
    jobs_support.launch(engine, jobs_support.job(photos, "job", command=hang))
    jobs_support.wait_for_line(engine, "job", "up")
    assert only(engine, of_job(engine, "job")).why == "it is still training"
    engine.stop("job")
    jobs_support.at_its_end(engine, "job")
    assert "stopped before its first epoch" in only(engine, of_job(engine, "job")).why


def test_the_model_of_a_program_of_ones_own_cannot(
    engine: LocalEngine, photos: DataSet, tmp_path: Path
) -> None:
    program = jobs_support.script(tmp_path, "open(job + '/model/weights.pt', 'w').write('x')")
    jobs_support.completed(engine, jobs_support.job(photos, "job", command=program))
    finding = only(engine, of_job(engine, "job"))
    assert finding.kind == "no-model"
    assert "a program of your own" in finding.detail
    assert "model.npz" in finding.why


def test_a_program_that_left_nothing_is_told(engine: LocalEngine, photos: DataSet, tmp_path: Path) -> None:
    jobs_support.completed(
        engine, jobs_support.job(photos, "job", command=jobs_support.script(tmp_path, "pass"))
    )
    assert only(engine, of_job(engine, "job")).why == "its program left no model.npz"


def test_a_job_whose_folder_is_gone_cannot(engine: LocalEngine, tmp_path: Path) -> None:
    asked = serving_support.deployment(engine, "roses", tmp_path / "gone" / "model")
    assert "not on this machine" in only(engine, asked).why


@pytest.mark.parametrize("content", [b"", b"no arrays at all"])
def test_a_damaged_model_is_found(engine: LocalEngine, tmp_path: Path, content: bytes) -> None:
    source = serving_support.save(tmp_path / "model", serving_support.random_model())
    (source / "model.npz").write_bytes(content)
    finding = only(engine, serving_support.deployment(engine, "roses", source))
    assert finding.kind == "bad-model"
    assert "is damaged" in finding.detail


def test_a_model_without_its_classes_is_found(engine: LocalEngine, tmp_path: Path) -> None:
    source = serving_support.save(tmp_path / "model", serving_support.random_model())
    (source / "classes.json").unlink()
    assert only(engine, serving_support.deployment(engine, "roses", source)).kind == "bad-model"


def test_a_model_of_sagemakers_cannot_run_here(engine: LocalEngine) -> None:
    asked = serving_support.deployment(engine, "roses", "s3://bucket/output/model.tar.gz")
    finding = only(engine, asked)
    assert finding.kind == "model-in-s3"
    assert "SageMaker" in finding.fix


def test_a_name_that_is_none_is_found(engine: LocalEngine, tmp_path: Path) -> None:
    source = serving_support.save(tmp_path / "model", serving_support.random_model())
    finding = only(engine, serving_support.deployment(engine, "two words", source))
    assert finding.kind == "bad-name"
