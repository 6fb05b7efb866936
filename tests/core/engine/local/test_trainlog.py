"""The trainer's lines are those of the built-in algorithm: what reads a log of the service reads them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.engine.base import LogLine
from core.engine.local import labellog, parameters, trainlog, weighting
from core.engine.local.answers import Answers
from core.job.logfacts import LogFacts, advance
from core.job.metrics import parse_line, points_of

if TYPE_CHECKING:
    from collections.abc import Iterable

GIVEN = {"num_classes": "5", "num_training_samples": "320", "epochs": "7"}


def values(lines: Iterable[str]) -> dict[str, float]:
    return {
        point.name: point.value
        for number, text in enumerate(lines)
        for point in points_of(LogLine(str(number), "algo-1", 0.0, text))
    }


def facts(lines: Iterable[str]) -> LogFacts:
    found = LogFacts()
    for number, text in enumerate(lines):
        found = advance(found, LogLine(str(number), "algo-1", 0.0, text))
    return found


def meter(top_k: int | None = None) -> trainlog.Meter:
    counted = trainlog.Meter(100.0, top_k)
    for places in ([0, 0, 1, 4], [2, 0, 0, 0]):
        in_k = sum(place < (top_k or 0) for place in places)
        counted.count(Answers(4, 4, places.count(0), in_k))
    return counted


def test_the_end_of_an_epoch_parses_back() -> None:
    assert values(trainlog.train_lines(3, meter(), 102.5)) == {
        "train:accuracy": 0.625,
        "train:epoch_seconds": 2.5,
    }


def test_top_k_parses_back() -> None:
    assert values(trainlog.train_lines(3, meter(3), 102.5))["train:top_k_accuracy_3"] == 0.875


def test_there_is_a_batch_line_every_twenty_batches_and_it_parses_back() -> None:
    wanted = [batch for batch in range(61) if trainlog.batch_line(0, batch, meter(), 101.0)]
    assert wanted == [20, 40, 60]
    line = trainlog.batch_line(4, 20, meter(2), 104.0)
    assert line == (
        "Epoch[4] Batch [20]\tSpeed: 2.000 samples/sec\taccuracy=0.625000\ttop_k_accuracy_2=0.750000"
    )
    (event,) = parse_line(line)
    assert (event.epoch, event.batch, event.value) == (4, 20, "2.000")


def test_an_epoch_without_a_photo_has_no_accuracy_and_no_division_by_nought() -> None:
    assert trainlog.Meter(0.0, 2).accuracy == 0
    assert trainlog.Meter(0.0, 2).top_k_accuracy == 0


def test_a_line_has_the_containers_prefix(capsys: pytest.CaptureFixture[str]) -> None:
    trainlog.say("Epoch[0] Validation-accuracy=0.5", "ERROR")
    line = capsys.readouterr().out
    assert re.fullmatch(
        r"\[\d\d/\d\d/\d{4} \d\d:\d\d:\d\d ERROR \d+\] Epoch\[0\] Validation-accuracy=0\.5\n", line
    )
    (event,) = parse_line(line)
    assert event.sender is not None


def test_the_parameters_tell_the_cockpit_how_long_it_will_be() -> None:
    wanted = parameters.read({**GIVEN, "early_stopping": "True"})
    said = facts(trainlog.parameter_lines(wanted, 0, None))
    assert (said.epochs, said.samples, said.batch_size) == (7, 320, 32)
    assert said.early_stopping


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({}, "checkpoint_frequency not set, will store the best model"),
        ({"checkpoint_frequency": "2"}, "checkpoint_frequency: 2"),
        ({"top_k": "1"}, "top_k set to 1 which is identical to accuracy."),
        ({"top_k": "2"}, "top_k: 2"),
        ({"lr_scheduler_step": "2,4"}, "lr_scheduler_step: 2,4"),
        ({"resize": "64"}, "resize: 64"),
        ({"early_stopping": "1"}, "Early stopping patience: 10"),
        ({"optimizer": "rmsprop"}, "scikit-learn has no rmsprop"),
        ({"multi_label": "1"}, "Each class has a probability of its own"),
    ],
)
def test_what_was_asked_for_stands_in_the_log(given: dict[str, str], part: str) -> None:
    wanted = parameters.read(GIVEN | given)
    assert part in "\n".join(trainlog.parameter_lines(wanted, 0, given.get("top_k")))


def test_what_is_not_used_is_said_with_its_reason() -> None:
    given = {**GIVEN, "num_layers": "18", "use_pretrained_model": "1", "num_epochs": "3"}
    said = list(trainlog.unused_lines(given))
    assert said == [
        "num_layers: 18 is not used by the local baseline: it has one hidden layer",
        "use_pretrained_model: 1 is not used by the local baseline: "
        "there is no pretrained network to start from",
        "unknown to the local baseline: num_epochs",
    ]


def test_every_hyperparameter_is_used_or_said_not_to_be() -> None:
    from core.job.hyperparameters import table

    said = " ".join(trainlog.unused_lines(dict.fromkeys(table(), "1")))
    assert "unknown" not in said
    unused = {name for name in table() if f"{name}: 1 is not used" in said}
    used = set(parameters.Parameters.__dataclass_fields__)
    assert set(table()) - unused <= used | {
        *("early_stopping_min_epochs", "early_stopping_patience", "early_stopping_tolerance")
    }


def test_the_configuration_says_that_it_is_no_resnet() -> None:
    first, *rest = trainlog.configuration_lines(GIVEN, Path("hyperparameters.json"))
    assert "not the ResNet" in first
    assert "'epochs': '7'" in rest[-1]


def test_with_several_labels_top_k_is_said_to_be_unused_and_nothing_else_of_it() -> None:
    given = {**GIVEN, "multi_label": "1", "top_k": "2"}
    assert "no one right class" in "".join(trainlog.unused_lines(given))
    assert "top_k" not in "".join(trainlog.parameter_lines(parameters.read(given), 0, "2"))


def test_the_yardstick_and_the_weights_are_no_metrics() -> None:
    labels = [(1, 0), (1, 0), (0, 0), (0, 1)]
    said = [labellog.yardstick_line(labels), labellog.weight_line(weighting.weigh(labels))]
    assert "always no: 0.625000, the commoner answer of each class: 0.625000" in said[0]
    assert "a yes counts 1.00 to 2.00, a no 0.67 to 1.00 (at most 10)" in said[1]
    assert values(said) == {}


def test_how_often_each_label_was_found_is_told_for_ten_and_is_no_metric() -> None:
    counts = np.array([range(12), [1] * 12, [11] * 12])
    said = labellog.labels_line(["sky\x1b[2J", *map(str, range(1, 12))], counts)
    assert said.startswith(
        "Labels of the validation photos: sky 0 of 11 found, 1 said wrongly; 1 1 of 11 found"
    )
    assert said.endswith("9 9 of 11 found, 1 said wrongly; 2 more")
    assert values([said]) == {}
