"""hyperparameters.json as the baseline reads it."""

from __future__ import annotations

import pytest

from core.engine.local import parameters
from core.engine.local.parse import CustomerError
from core.job.earlystop import EarlyStopping
from core.job.hyperparameters import table

NEEDED = {"num_classes": "5", "num_training_samples": "320"}


def test_defaults_are_the_containers() -> None:
    read = parameters.read(NEEDED)
    assert (read.epochs, read.mini_batch_size, read.image_shape) == (30, 32, (3, 224, 224))
    assert (read.optimizer, read.learning_rate, read.momentum) == ("sgd", 0.1, 0.9)
    assert read.early_stopping is None
    assert (read.resize, read.augmentation_type, read.checkpoint_frequency) == (None, None, None)
    for name, text in parameters.DEFAULTS.items():
        row = table()[name]
        assert _same(text, row.default) or _same(text, row.container_default), name


def _same(one: str, other: str | None) -> bool:
    try:
        return float(one) == float(other or "nan")
    except ValueError:
        return one.lower() == other


def test_early_stopping_without_its_numbers_takes_the_containers() -> None:
    read = parameters.read({**NEEDED, "early_stopping": "True"})
    assert read.early_stopping == EarlyStopping(10, 10, 0.01)


def test_values_may_be_json_numbers_and_empty_ones_are_none() -> None:
    read = parameters.read({"num_classes": 5, "num_training_samples": 9, "lr_scheduler_step": "", "top_k": 1})
    assert (read.num_classes, read.lr_scheduler_step, read.top_k) == (5, (), None)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_required_is_missed(name: str) -> None:
    with pytest.raises(CustomerError, match=f"The hyperparameter {name} is required"):
        parameters.read({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("epochs", "0"),
        ("epochs", "-1"),
        ("epochs", "1.5"),
        ("mini_batch_size", "many"),
        ("learning_rate", "2"),
        ("learning_rate", "nan"),
        ("image_shape", "224,224"),
        ("image_shape", "3,0,224"),
        ("optimizer", "lion"),
        ("augmentation_type", "flip"),
        ("lr_scheduler_step", "2,x"),
        ("top_k", "0"),
        ("resize", "big"),
        ("multi_label", "yes"),
        ("use_weighted_loss", "2"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_the_containers_words(name: str, text: str) -> None:
    with pytest.raises(
        CustomerError, match=f"^The value '{text}' is not valid for the '{name}' hyperparameter"
    ):
        parameters.read({**NEEDED, name: text})


def test_a_weighted_loss_and_top_k_each_need_their_kind_of_labels() -> None:
    both = {**NEEDED, "use_weighted_loss": "1", "top_k": "2"}
    one, several = parameters.read(both), parameters.read({**both, "multi_label": "1"})
    assert (one.multi_label, one.use_weighted_loss, one.top_k) == (False, False, 2)
    assert (several.multi_label, several.use_weighted_loss, several.top_k) == (True, True, None)
    assert list(parameters.unused(both)) == ["use_weighted_loss"]
    assert list(parameters.unused({**both, "multi_label": "1"})) == ["top_k"]
    assert list(parameters.unused({**both, "multi_label": 1, "num_layers": 18})) == ["top_k", "num_layers"]
