"""A trained baseline: saved as plain arrays, loaded and used without scikit-learn.

model.npz holds arrays only (``allow_pickle=False``): the weights ``w0``, ``b0``, …, the features' ``mean`` and
``scale``, and ``settings`` = format, channels, height, width, resize (0: none), side. In format 2 each class has a
probability of its own (several labels per photo). The class names are in classes.json beside it.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from core.engine.local import features, jobdir
from core.engine.local.crop import Crop
from core.engine.local.jobdir import MODEL_FILE
from core.engine.local.photos import PhotoReader
from core.engine.local.scaling import Scaling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from core.engine.local.photos import Photo

    Floats = NDArray[np.float32]

CLASSES_FILE = "classes.json"
FORMAT, SEVERAL_LABELS_FORMAT = 1, 2


@dataclass(frozen=True, slots=True)
class Model:
    """A trained baseline.

    Args:
        reader: how photos are opened.
        scaling: how their features are scaled.
        weights: one matrix per layer.
        biases: one vector per layer.
        classes: names in label order.
        several: whether a photo may have several labels: the probabilities are independent then.
    """

    reader: PhotoReader
    scaling: Scaling
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    classes: tuple[str, ...]
    several: bool = False

    def predict(self, photo: Photo) -> Floats:
        """The probability of each class for one photo; they add up to 1 unless there may be several labels.

        Raises:
            core.engine.local.parse.CustomerError: the photo cannot be used.
        """
        return self.of_pixels(self.reader.plain(photo))

    def of_pixels(self, pixels: NDArray[np.uint8]) -> Floats:
        """The same for a photo as `PhotoReader.plain` gives it: ``(side, side, 3)``."""
        inputs = self.scaling.apply(features.features(pixels[None]))
        probabilities: Floats = forward(inputs, self.weights, self.biases, several=self.several)[0]
        return probabilities


def forward(
    inputs: Floats, weights: Sequence[Floats], biases: Sequence[Floats], *, several: bool = False
) -> Floats:
    """Probabilities ``(n, classes)`` of scaled features: hidden layers of rectified units, softmax at the end.

    A last layer with one unit is the probability of the second of two classes (scikit-learn's way).

    Args:
        inputs: ``(n, features)``.
        weights: one matrix per layer.
        biases: one vector per layer.
        several: a logistic function for each class in softmax's place.
    """
    import numpy as np

    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        inputs = np.maximum(inputs @ weight + bias, 0)
    scores = inputs @ weights[-1] + biases[-1]
    if several:
        independent: Floats = np.exp(-np.logaddexp(0, -scores))
        return independent
    if scores.shape[1] == 1:
        scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Floats = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


def dump(model: Model) -> bytes:
    """The bytes of model.npz."""
    import numpy as np

    crop = model.reader.crop
    settings = [
        SEVERAL_LABELS_FORMAT if model.several else FORMAT,
        1 if model.reader.gray else 3,
        crop.height,
        crop.width,
        crop.resize or 0,
        model.reader.side,
    ]
    arrays: dict[str, NDArray[np.generic]] = {
        "settings": np.array(settings, dtype=np.int64),
        "mean": model.scaling.mean,
        "scale": model.scaling.scale,
    }
    for number, (weight, bias) in enumerate(zip(model.weights, model.biases, strict=True)):
        arrays[f"w{number}"] = weight
        arrays[f"b{number}"] = bias
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def save_classes(folder: Path, classes: Sequence[str]) -> None:
    """Write classes.json, the names in label order."""
    jobdir.write_bytes(folder / CLASSES_FILE, json.dumps(list(classes), ensure_ascii=False).encode())


def load(folder: Path) -> Model:
    """The model in a job's ``model/`` folder.

    Raises:
        OSError: a file is missing.
        ValueError: it is damaged, or was written by a newer trainscope.
    """
    classes = tuple(str(name) for name in json.loads((folder / CLASSES_FILE).read_bytes()))
    arrays = _arrays(folder / MODEL_FILE)
    try:
        number, channels, height, width, resize, side = (int(value) for value in arrays["settings"])
        if number not in (FORMAT, SEVERAL_LABELS_FORMAT):
            raise ValueError(
                f"{MODEL_FILE} has format {number}; this program reads formats up to {SEVERAL_LABELS_FORMAT}"
            )
        layers = range(sum(name.startswith("w") for name in arrays))
        return Model(
            reader=PhotoReader(Crop(height, width, resize or None), side, gray=channels == 1),
            scaling=Scaling(arrays["mean"], arrays["scale"]),
            weights=tuple(arrays[f"w{layer}"] for layer in layers),
            biases=tuple(arrays[f"b{layer}"] for layer in layers),
            classes=classes,
            several=number == SEVERAL_LABELS_FORMAT,
        )
    except KeyError as problem:
        raise ValueError(f"{MODEL_FILE} is damaged: {problem} is missing") from problem


def _arrays(file: Path) -> dict[str, NDArray[Any]]:
    import numpy as np

    data = io.BytesIO(file.read_bytes())
    try:
        with np.load(data, allow_pickle=False) as stored:
            return dict(stored)
    except (BadZipFile, EOFError, ValueError) as problem:
        raise ValueError(f"{file.name} is damaged, or holds something else than arrays") from problem
