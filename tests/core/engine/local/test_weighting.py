"""The weighted loss: what answers weigh, and that the network learns by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.local import parameters
from core.engine.local.network import Network
from core.engine.local.weighting import MOST, Weights, weigh


def test_in_each_class_photos_with_the_label_and_without_it_weigh_the_same_together() -> None:
    labels = [(1, 0), (0, 0), (0, 1), (0, 1), (0, 1), (0, 0), (0, 1), (1, 1)]
    weights = weigh(labels)
    truth = np.array(labels)
    with_it, without = (truth * weights.yes).sum(axis=0), ((1 - truth) * weights.no).sum(axis=0)
    assert with_it == pytest.approx(without)
    assert with_it + without == pytest.approx(len(labels))


def test_what_all_or_none_have_weighs_one_and_nothing_weighs_too_much() -> None:
    labels = [(1, 0, int(place == 0)) for place in range(1000)]
    weights = weigh(labels)
    assert (weights.yes[:2].tolist(), weights.no[:2].tolist()) == ([1, 1], [1, 1])
    assert (weights.yes[2], weights.no[2]) == (MOST, pytest.approx(1000 / 999 / 2))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_weights_of_one_change_nothing(optimizer: str) -> None:
    ones = np.ones(3, dtype=np.float32)
    plain, weighted = trained(None, optimizer), trained(Weights(ones, ones), optimizer)
    for one, other in zip(plain.weights, weighted.weights, strict=True):
        assert (one == other).all()


def test_an_update_follows_the_gradient_of_the_weighted_loss() -> None:
    weights = Weights(np.array([3, 1, 0.5], dtype=np.float32), np.array([0.5, 2, 1], dtype=np.float32))
    inputs, labels = batch()
    truth = np.array(labels)
    network = Network(read(momentum=0, weight_decay=0), 0, weights)
    network.learn(inputs, labels, 0.1)
    (_, out), (hidden_bias, out_bias) = network.weights, (bias.copy() for bias in network.biases)
    hidden = np.maximum(inputs @ network.weights[0] + hidden_bias, 0)
    said = network.probabilities(inputs)
    error = np.where(truth == 1, weights.yes * (said - 1), weights.no * said) / len(inputs)
    slopes = ((error @ out.T * (hidden > 0)).sum(axis=0), error.sum(axis=0))
    network.learn(inputs, labels, 0.01)
    for was, now, slope in zip((hidden_bias, out_bias), network.biases, slopes, strict=True):
        assert now - was == pytest.approx(-0.01 * slope, abs=1e-6)
        assert abs(slope).max() > 0.01


def test_a_rare_label_is_found_more_often_in_photos_that_were_not_learned_from() -> None:
    rng = np.random.default_rng(1)
    inputs = rng.standard_normal((800, 20)).astype(np.float32) * np.float32(0.4)
    rare = inputs[:, 0] + 0.4 * rng.standard_normal(800) > 0.6
    labels = [(int(one), int(other)) for one, other in zip(rare, inputs[:, 1] > 0, strict=True)]
    assert 20 < rare[400:].sum() < 60
    found = []
    for weights in (None, weigh(labels[:400])):
        network = Network(read(num_classes=2), 0, weights)
        for _ in range(3):
            network.learn(inputs[:400], labels[:400], 0.1)
        said = network.probabilities(inputs[400:])[:, 0] > 0.5
        found.append(int(said[rare[400:]].sum()))
    assert found[1] > found[0] + 5


def read(**changes: object) -> parameters.Parameters:
    given: dict[str, Any] = {"num_classes": 3, "num_training_samples": 30, "mini_batch_size": 30}
    return parameters.read({**given, "multi_label": 1, **changes})


def batch() -> tuple[np.ndarray, list[tuple[int, ...]]]:
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((30, 20)).astype(np.float32) * np.float32(0.4)
    return inputs, [tuple(int(value > 0.2) for value in row[:3]) for row in inputs]


def trained(weights: Weights | None, optimizer: str) -> Network:
    network = Network(read(optimizer=optimizer), 0, weights)
    for _ in range(5):
        network.learn(*batch(), 0.01)
    return network
