"""The course of a training, on drawn photos, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.dataset import lst
from core.engine.local import model
from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.parse import CustomerError
from core.engine.local.stopwatch import Stopped
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet


@pytest.fixture
def train(jobs: Path, photos: DataSet, capsys: pytest.CaptureFixture[str]) -> Train:
    return Train(jobs, photos, capsys)


class Train:
    """Trains jobs one after the other and gives their logs."""

    def __init__(self, jobs: Path, photos: DataSet, capsys: pytest.CaptureFixture[str]) -> None:
        self.jobs, self._photos, self._capsys = jobs, photos, capsys
        self.number = 0

    def __call__(self, *, seed: int = 0, **hyperparameters: object) -> list[str]:
        self.number += 1
        spec = support.job(self._photos, f"job-{self.number}", command=None, **hyperparameters)
        job = support.prepared(self.jobs, spec)
        self._capsys.readouterr()
        support.trained(job, seed=seed)
        return [line.partition("] ")[2] for line in self._capsys.readouterr().out.splitlines()]

    @property
    def models(self) -> list[str]:
        return sorted(path.name for path in (self.jobs / f"job-{self.number}" / "model").iterdir())


def test_it_learns_to_tell_discs_from_stripes(train: Train) -> None:
    curve = support.curve(train(epochs=6))
    assert len(curve) == 6
    assert max(curve) == 1.0


def test_the_same_seed_gives_the_same_curve_and_another_seed_another(train: Train) -> None:
    def curves(seed: int) -> tuple[list[float], list[float]]:
        log = train(
            seed=seed, epochs=4, learning_rate="0.01", augmentation_type="crop_color_transform", top_k=2
        )
        return support.curve(log), support.curve(log, "train:accuracy")

    assert curves(3) == curves(3)
    assert len({str(curves(seed)) for seed in range(4)}) > 1


def test_lines_of_an_epoch_come_in_the_containers_order(train: Train) -> None:
    log = train(epochs=1, mini_batch_size=1, num_training_samples=41, top_k=2)
    said = [
        text.partition("\t")[0].partition("=")[0] for text in log if text.startswith(("Epoch", "St", "Sa"))
    ]
    assert said[:6] == [
        *("Epoch[0] Batch [20]", "Epoch[0] Batch [40]", "Epoch[0] Train-accuracy"),
        *("Epoch[0] Train-top_k_accuracy_2", "Epoch[0] Time cost", "Epoch[0] Validation-accuracy"),
    ]
    assert said[6].startswith("Storing the best model with validation accuracy")
    assert said[7].startswith("Saved checkpoint to")


def test_the_best_model_is_kept_and_is_the_one_whose_accuracy_stands_in_the_log(
    train: Train, photos: DataSet
) -> None:
    log = train(epochs=5)
    best = max(support.curve(log))
    assert train.models[0] == "classes.json"
    assert train.models[-1] == MODEL_FILE
    assert len(train.models) == 3
    loaded = model.load(train.jobs / "job-1" / "model")
    right = [
        int(loaded.predict(photos.folder / row.path).argmax()) == int(row.labels[0])
        for row in photos.validation
    ]
    assert sum(right) / len(right) == pytest.approx(best, abs=1e-6)


def test_checkpoints_are_numbered_from_one_and_come_before_validation(train: Train) -> None:
    log = train(epochs=5, checkpoint_frequency=2)
    assert train.models == [
        *("classes.json", "image-classification-0002.npz", "image-classification-0004.npz", MODEL_FILE)
    ]
    saved = next(place for place, text in enumerate(log) if text.startswith("Saved checkpoint"))
    assert log[saved + 1].startswith("Epoch[1] Validation-accuracy")
    assert not any("best model with" in text for text in log)


def test_early_stopping_ends_it_and_says_so(train: Train) -> None:
    log = train(
        epochs=30,
        learning_rate="0",
        early_stopping="True",
        early_stopping_min_epochs=2,
        early_stopping_patience=2,
    )
    assert len(support.curve(log)) == 5
    assert log[-1] == "Early stopping criteria met."


def test_num_training_samples_sets_the_length_of_an_epoch(train: Train) -> None:
    long = train(epochs=1, mini_batch_size=4, num_training_samples=400)
    assert sum("Batch [" in text for text in long) == 4
    short = train(epochs=1, mini_batch_size=4, num_training_samples=8)
    assert sum("Batch [" in text for text in short) == 0


def test_gray_and_small_photos_train_too(train: Train) -> None:
    assert len(support.curve(train(epochs=2, image_shape="1,20,24", resize=24, optimizer="adam"))) == 2


def test_no_photo_of_the_validation_channel_is_learned_from(
    jobs: Path, photos: DataSet, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Other validation photos: the same training lines and the same weights."""
    weights, logs = [], []
    for name, rows in (("one", photos.validation), ("other", photos.validation[:4])):
        job = support.prepared(jobs, support.job(photos, name, checkpoint_frequency=2, epochs=2))
        lst.write(job.list_file("validation"), rows)
        support.trained(job)
        logs.append(support.curve(capsys.readouterr().out.splitlines(), "train:accuracy"))
        (job.model / "image-classification-0002.npz").rename(job.model / MODEL_FILE)
        weights.append(model.load(job.model))
    assert logs[0] == logs[1]
    assert (weights[0].weights[0] == weights[1].weights[0]).all()
    assert (weights[0].scaling.mean == weights[1].scaling.mean).all()


def test_a_stop_after_the_first_epoch_leaves_its_model(
    jobs: Path, photos: DataSet, capsys: pytest.CaptureFixture[str]
) -> None:
    job = support.prepared(jobs, support.job(photos, "job", epochs=50))

    def check() -> None:
        if (job.model / MODEL_FILE).exists():
            raise Stopped

    with pytest.raises(Stopped):
        support.trained(job, check=check)
    assert len(support.curve(capsys.readouterr().out.splitlines())) == 1
    assert model.load(job.model).classes == support.CLASSES


def test_a_batch_larger_than_the_validation_channel_is_refused(train: Train) -> None:
    with pytest.raises(CustomerError, match="mini_batch_size"):
        train(mini_batch_size=9)
