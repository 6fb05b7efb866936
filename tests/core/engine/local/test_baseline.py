"""The baseline as a job: the real program in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from core.engine.local import model, trainer
from core.engine.local.engine import LocalEngine
from core.job.status import Stage, Status
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet

ENDLESS = 100_000


def trainer_pid(runner: int) -> int:
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(runner)], capture_output=True, check=True)
    return int(children.stdout)


def test_a_job_learns_and_leaves_a_model_and_a_log_that_says_what_it_is(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    state = support.completed(engine, support.job(photos, "job", epochs=5, use_pretrained_model=1))
    log = support.log_texts(engine, "job")
    assert "not the ResNet" in log[0]
    assert any("use_pretrained_model: 1 is not used by the local baseline" in text for text in log)
    curve = support.curve(log)
    assert len(curve) == 5
    assert max(curve) > 0.7
    assert state.model == str(jobs / "job/model/model.npz")
    assert model.load(jobs / "job/model").classes == support.CLASSES


def test_the_engines_seed_is_the_jobs(photos: DataSet, jobs: Path) -> None:
    curves = []
    for name, seed in (("one", 5), ("same", 5), ("other", 6)):
        engine = LocalEngine(jobs, seed=seed)
        support.completed(engine, support.job(photos, name, learning_rate="0.02", epochs=4))
        log = support.log_texts(engine, name)
        curves.append((support.curve(log), support.curve(log, "train:accuracy")))
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]


def test_a_stop_is_seen_within_a_second_and_leaves_the_best_epochs_model(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    support.launch(engine, support.job(photos, "job", epochs=ENDLESS))
    support.wait_for_line(engine, "job", "Epoch[0] Validation-accuracy")
    asked = time.time()
    assert engine.stop("job") is Status.STOPPING
    state = support.at_its_end(engine, "job")
    assert state.status is Status.STOPPED
    stopping, stopped = state.transitions[-2:]
    assert stopping.stage == Stage.STOPPING
    assert stopping.start - asked < 1.0
    assert stopped.start - asked < trainer.STOP_SECONDS
    assert "Told to stop" in support.log_texts(engine, "job")[-1]
    assert model.load(jobs / "job/model").classes == support.CLASSES


def test_a_stop_in_the_first_epoch_leaves_no_model(engine: LocalEngine, photos: DataSet) -> None:
    support.launch(engine, support.job(photos, "job", num_training_samples=10**6))
    support.wait_for_line(engine, "job", "Batch [20]")
    engine.stop("job")
    state = support.at_its_end(engine, "job")
    assert (state.status, state.model) == (Status.STOPPED, None)


def test_a_runner_that_dies_leaves_the_best_epochs_model(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    support.launch(engine, support.job(photos, "job", epochs=ENDLESS))
    support.wait_for_line(engine, "job", "Epoch[1] Validation-accuracy")
    os.kill(support.runner_pid(jobs, "job"), signal.SIGKILL)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert "a model in its folder" in (state.failure_reason or "")
    assert model.load(jobs / "job/model").classes == support.CLASSES


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mini_batch_size": 100}, "must be bigger or equal to the mini_batch_size"),
        ({"num_classes": 1}, "The label 1 of stripes/0.png in the train channel is not one of 0..0"),
        ({"image_shape": "3,64,64"}, "(40x36) is smaller than image_shape (64x64)"),
        ({"optimizer": "lion"}, "The value 'lion' is not valid for the 'optimizer' hyperparameter"),
        ({"multi_label": 1}, "One label for discs/0.png in the train channel: multi_label=1 needs a column"),
    ],
)
def test_bad_input_is_a_customer_error(
    engine: LocalEngine, photos: DataSet, jobs: Path, changes: dict[str, object], reason: str
) -> None:
    support.launch(engine, support.job(photos, "job", command=None, **changes))
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert (state.failure_reason or "").startswith("ClientError: ")
    assert reason in (state.failure_reason or "")
    assert (state.failure_reason or "").endswith("exit code: 2")
    assert "Customer Error: " in support.log_texts(engine, "job")[-1]
    assert (jobs / "job/output/failure").read_text().startswith("Customer Error: ")


def test_a_photo_that_is_no_image_is_named(engine: LocalEngine, tmp_path: Path) -> None:
    dataset = support.data_set(tmp_path / "photos")
    (tmp_path / "photos/discs/3.png").write_bytes(b"\x89PNG no more")
    support.launch(engine, support.job(dataset, "job"))
    reason = support.at_its_end(engine, "job").failure_reason
    assert reason == "ClientError: The photo discs/3.png is none of JPEG, PNG, WEBP., exit code: 2"


def test_every_epoch_opens_the_photos_again(engine: LocalEngine, tmp_path: Path) -> None:
    dataset = support.data_set(tmp_path / "photos")
    support.launch(engine, support.job(dataset, "job", epochs=ENDLESS))
    support.wait_for_line(engine, "job", "Epoch[1] Validation-accuracy")
    Image.new("RGB", (8, 8)).save(tmp_path / "small.png")
    (tmp_path / "small.png").replace(tmp_path / "photos/discs/1.png")
    state = support.at_its_end(engine, "job")
    assert "discs/1.png (8x8) is smaller than image_shape" in (state.failure_reason or "")


def test_a_trainer_that_somebody_else_told_to_end_has_not_completed(
    engine: LocalEngine, photos: DataSet, jobs: Path
) -> None:
    support.launch(engine, support.job(photos, "job", epochs=ENDLESS))
    support.wait_for_line(engine, "job", "Epoch[0] Validation-accuracy")
    os.kill(trainer_pid(support.runner_pid(jobs, "job")), signal.SIGTERM)
    state = support.at_its_end(engine, "job")
    assert state.status is Status.FAILED
    assert "exit code: 143" in (state.failure_reason or "")
