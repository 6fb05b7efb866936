"""A trained baseline on disk: arrays, never pickles."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.engine.local import features, model
from core.engine.local.crop import Crop
from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.photos import PhotoReader
from core.engine.local.scaling import Scaling
from tests.core.engine.local.support import draw

if TYPE_CHECKING:
    from pathlib import Path

CLASSES = ("gänseblümchen", "roses", "tulips")


def trained() -> model.Model:
    rng = np.random.default_rng(0)
    count = sum(features.block_sizes())

    def floats(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(np.float32)

    return model.Model(
        reader=PhotoReader(Crop(32, 40, 64), 32, gray=True),
        scaling=Scaling(floats(count), floats(count)),
        weights=(floats(count, 8), floats(8, 3)),
        biases=(floats(8), floats(3)),
        classes=CLASSES,
    )


def save(folder: Path, saved: model.Model) -> None:
    model.save_classes(folder, saved.classes)
    (folder / MODEL_FILE).write_bytes(model.dump(saved))


def test_what_was_saved_is_loaded_and_says_the_same(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    draw("discs", 1, (80, 70)).save(photo)
    save(tmp_path, trained())
    loaded = model.load(tmp_path)
    assert loaded.classes == CLASSES
    assert loaded.reader == trained().reader
    assert (loaded.predict(photo) == trained().predict(photo)).all()
    assert loaded.predict(photo).shape == (3,)
    assert loaded.predict(photo).sum() == pytest.approx(1)


def test_the_file_holds_plain_arrays_only() -> None:
    with zipfile.ZipFile(io.BytesIO(model.dump(trained()))) as file:
        for name in file.namelist():
            array = np.load(io.BytesIO(file.read(name)), allow_pickle=False)
            assert array.dtype in (np.float32, np.int64)


def test_a_pickle_in_a_models_place_is_refused_and_never_run(tmp_path: Path) -> None:
    save(tmp_path, trained())
    np.savez(tmp_path / MODEL_FILE, settings=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="something else than arrays"):
        model.load(tmp_path)


def test_a_damaged_model_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    save(tmp_path, trained())
    whole = (tmp_path / MODEL_FILE).read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], b"no model at all"):
        (tmp_path / MODEL_FILE).write_bytes(damaged)
        with pytest.raises(ValueError, match=MODEL_FILE):
            model.load(tmp_path)
    np.savez(tmp_path / MODEL_FILE, mean=np.zeros(3))
    with pytest.raises(ValueError, match="settings"):
        model.load(tmp_path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    save(tmp_path, trained())
    with np.load(tmp_path / MODEL_FILE) as file:
        arrays = dict(file)
    arrays["settings"][0] = 3
    np.savez(tmp_path / MODEL_FILE, allow_pickle=False, **arrays)
    with pytest.raises(ValueError, match="has format 3; this program reads formats up to 2"):
        model.load(tmp_path)


def test_probabilities_are_scikit_learns() -> None:
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    for classes in (2, 4):
        inputs = rng.standard_normal((40, 6)).astype(np.float32)
        network = MLPClassifier((5,), random_state=0, solver="sgd")
        network.partial_fit(inputs, [place % classes for place in range(40)], classes=list(range(classes)))
        ours = model.forward(inputs, network.coefs_, network.intercepts_)
        assert ours == pytest.approx(network.predict_proba(inputs), abs=1e-5)


def test_scores_of_any_size_give_probabilities() -> None:
    inputs = np.ones((1, 2), dtype=np.float32)
    weights = (np.full((2, 3), 1e4, dtype=np.float32) * np.array([1, -1, 0], dtype=np.float32),)
    given = model.forward(inputs, weights, (np.zeros(3, dtype=np.float32),))
    assert given[0].tolist() == [1, 0, 0]


def test_resize_may_be_none(tmp_path: Path) -> None:
    plain = replace(trained(), reader=PhotoReader(Crop(32, 32, None), 32))
    save(tmp_path, plain)
    assert model.load(tmp_path).reader.crop.resize is None


def test_a_model_of_several_labels_is_a_format_of_its_own_with_independent_probabilities(
    tmp_path: Path,
) -> None:
    photo = tmp_path / "photo.png"
    draw("discs", 1, (80, 70)).save(photo)
    mild = replace(trained(), weights=tuple(weight / np.float32(50) for weight in trained().weights))
    save(tmp_path, replace(mild, several=True))
    with np.load(tmp_path / MODEL_FILE) as file:
        assert file["settings"][0] == 2
    loaded = model.load(tmp_path)
    assert loaded.several
    given, other = loaded.predict(photo), mild.predict(photo)
    assert ((given > 0) & (given < 1)).all()
    odds = given / (1 - given)
    assert odds / odds.sum() == pytest.approx(other, rel=1e-3)
    assert given.sum() != pytest.approx(1)


def test_independent_probabilities_are_scikit_learns() -> None:
    from sklearn.neural_network import MLPClassifier

    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((40, 6)).astype(np.float32)
    labels = (rng.random((40, 3)) < 0.4).astype(int)
    network = MLPClassifier((5,), random_state=0, solver="sgd")
    network.partial_fit(inputs, labels, classes=[0, 1, 2])
    ours = model.forward(inputs, network.coefs_, network.intercepts_, several=True)
    assert ours == pytest.approx(network.predict_proba(inputs), abs=1e-5)
    huge = np.full((1, 6), 1e6, dtype=np.float32)
    assert np.isfinite(model.forward(huge, network.coefs_, network.intercepts_, several=True)).all()
