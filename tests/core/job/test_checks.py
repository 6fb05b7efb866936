"""Values that would fail a job, waste it or do nothing are found before launch, each with its level."""

from __future__ import annotations

import pytest

from core.dataset.model import ClassCount
from core.job.hyperparameters import DataFacts, check, resolve

FACTS = DataFacts(num_classes=5, train_images=320, validation_images=80)


def told(given: dict[str, str], facts: DataFacts | None = FACTS, **where: int) -> list[tuple[str, str]]:
    """Level and kind of what is found about the values, made ready as a launch would."""
    return [(finding.level, finding.kind) for finding in check(resolve(given, facts), facts, **where)]


def test_the_defaults_of_the_configuration_have_no_findings() -> None:
    assert told({"use_pretrained_model": "1", "epochs": "10", "resize": "224"}) == []


@pytest.mark.parametrize(
    ("given", "level", "kind"),
    [
        ({"num_epochs": "3"}, "error", "unknown-hyperparameter"),
        ({"epochs": "x"}, "error", "bad-hyperparameter"),
        ({"num_classes": "4"}, "error", "num-classes"),
        ({"num_classes": "6"}, "warning", "num-classes"),
        ({"num_training_samples": "120"}, "warning", "num-training-samples"),
        ({"num_training_samples": "1000"}, "warning", "num-training-samples"),
        ({"mini_batch_size": "81"}, "error", "batch-too-large"),
        ({"mini_batch_size": "321"}, "error", "batch-too-large"),
        ({"multi_label": "1"}, "error", "multi-label"),
        ({"use_weighted_loss": "1"}, "warning", "weighted-loss"),
        ({"resize": "223"}, "error", "resize-too-small"),
        ({"resize": "32", "image_shape": "3,32,48"}, "error", "resize-too-small"),
        ({"use_pretrained_model": "1", "num_layers": "20"}, "error", "pretrained-layers"),
        ({"use_pretrained_model": "1", "image_shape": "3,150,250"}, "warning", "pretrained-shape"),
        ({"epochs": "10", "checkpoint_frequency": "11"}, "error", "checkpoint-frequency"),
        ({"epochs": "10", "lr_scheduler_step": "5,10"}, "warning", "lr-step"),
        ({"lr_scheduler_step": "9,5"}, "warning", "lr-step"),
        ({"lr_scheduler_factor": "0.5"}, "info", "lr-step"),
        ({"top_k": "1"}, "warning", "top-k"),
        ({"top_k": "6"}, "warning", "top-k"),
        ({"early_stopping_patience": "3"}, "warning", "early-stopping"),
        ({"early_stopping": "yes", "epochs": "10"}, "warning", "early-stopping"),
        ({"kv_store": "dist_sync"}, "warning", "kv-store"),
        ({"beta_1": "0.8"}, "info", "optimizer"),
        ({"gamma": "0.8"}, "info", "optimizer"),
        ({"optimizer": "adam", "momentum": "0.8"}, "info", "optimizer"),
        ({"optimizer": "rmsprop", "weight_decay": "0.1"}, "info", "optimizer"),
        ({"optimizer": "sgd", "eps": "0.1"}, "info", "optimizer"),
    ],
)
def test_what_does_not_fit_is_found_alone(given: dict[str, str], level: str, kind: str) -> None:
    assert told(given) == [(level, kind)]


@pytest.mark.parametrize(
    "given",
    [
        {"mini_batch_size": "80"},
        {"resize": "224", "image_shape": "3,224,200"},
        {"use_pretrained_model": "0", "num_layers": "20", "image_shape": "3,32,32"},
        {"epochs": "10", "checkpoint_frequency": "10"},
        {"epochs": "10", "lr_scheduler_step": "5, 9", "lr_scheduler_factor": "0.5"},
        {"top_k": "5"},
        {"early_stopping": "yes", "epochs": "11"},
        {"optimizer": "rmsprop", "eps": "0.1", "gamma": "0.8"},
        {"optimizer": "adam", "eps": "0.1", "beta_1": "0.8", "beta_2": "0.8"},
        {"optimizer": "nag", "momentum": "0.1", "weight_decay": "0.8"},
    ],
)
def test_what_just_fits_is_left_in_peace(given: dict[str, str]) -> None:
    assert told(given) == []


def test_with_several_machines_an_epoch_needs_a_batch_for_each() -> None:
    assert told({"mini_batch_size": "64"}, hosts=5) == []
    assert told({"mini_batch_size": "80"}, hosts=5) == [("error", "batch-too-large")]
    assert told({"kv_store": "dist_sync"}, hosts=2) == []


def test_the_gpus_of_a_machine_should_share_a_batch_evenly() -> None:
    assert told({"mini_batch_size": "32"}, gpus=4) == []
    assert told({"mini_batch_size": "30"}, gpus=4) == [("warning", "batch-gpus")]
    assert told({"mini_batch_size": "2"}, gpus=4) == [("warning", "batch-gpus")]


def test_with_several_labels_the_number_of_classes_must_be_exact() -> None:
    several = DataFacts(4, 320, 80, multi_label=True)
    assert told({}, several) == []
    assert told({"num_classes": "5"}, several) == [("error", "num-classes")]
    assert told({"multi_label": "0"}, several) == [("error", "multi-label")]
    assert told({"use_weighted_loss": "1"}, several) == []
    assert told({"top_k": "2"}, several) == [("warning", "top-k")]


def test_with_several_labels_what_always_no_reaches_is_told_and_a_rare_label_with_its_remedy() -> None:
    labels = (ClassCount(0, "sky", 200), ClassCount(1, "dog", 19), ClassCount(2, "cat", 0))
    several = DataFacts(3, 320, 80, multi_label=True, labels=labels)
    rare, yardstick = check(resolve({}, several), several)
    assert (yardstick.level, yardstick.kind) == ("info", "always-no")
    assert yardstick.detail == f"multi_label: always saying no reaches an accuracy of {1 - 219 / 1200:.2f}"
    assert (rare.level, rare.kind) == ("warning", "rare-label")
    assert rare.detail == "use_weighted_loss is no, and the label dog is on 19 of 400 photos"
    for given in ({"use_weighted_loss": "yes"}, {"use_weighted_loss": "no"}):
        assert told(given, several) == [("info", "always-no")]
    common = DataFacts(2, 320, 80, multi_label=True, labels=(labels[0], ClassCount(1, "dog", 20)))
    assert told({}, common) == [("info", "always-no")]


def test_without_a_data_set_what_the_container_requires_must_be_given() -> None:
    assert told({}, None) == [("error", "missing-hyperparameter")] * 2
    assert told({"num_classes": "5", "num_training_samples": "100"}, None) == []


def test_an_empty_channel_is_too_small_for_any_batch() -> None:
    (finding,) = check(resolve({"mini_batch_size": "1"}, DataFacts(1, 9, 0)), DataFacts(1, 9, 0))
    assert (finding.kind, finding.fix) == ("batch-too-large", "add images")


def test_errors_come_first_and_each_finding_explains_itself() -> None:
    values = {"beta_1": "0.8", "top_k": "1", "resize": "3", "num_epochs": "1"}
    findings = check(resolve(values, FACTS), FACTS)
    assert [finding.level for finding in findings] == ["error", "error", "warning", "info"]
    assert all(finding.why and finding.fix and finding.path is None for finding in findings)


def test_the_data_behind_a_finding_is_named() -> None:
    (finding,) = check(resolve({"mini_batch_size": "100"}, FACTS), FACTS)
    assert finding.detail == "mini_batch_size is 100, but the validation channel has 80"
    assert finding.fix == "set mini_batch_size to at most 80"


def test_a_data_set_without_photos_is_not_blamed_on_the_hyperparameters() -> None:
    facts = DataFacts(num_classes=0, train_images=0, validation_images=0)
    values = resolve({"num_classes": "auto", "num_training_samples": "auto"}, facts)
    assert check(values, facts) == []
