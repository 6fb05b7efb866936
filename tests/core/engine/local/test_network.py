"""The network learns, batch by batch, what its hyperparameters say."""

from __future__ import annotations

import numpy as np
import pytest

from core.engine.local import parameters
from core.engine.local.network import Network, rate_in

FEATURES = 20


def read(**changes: object) -> parameters.Parameters:
    return parameters.read({"num_classes": 3, "num_training_samples": 30, "mini_batch_size": 30, **changes})


def batch() -> tuple[np.ndarray, list[int]]:
    """30 inputs of root mean square length 2, in three clouds."""
    rng = np.random.default_rng(0)
    labels = [place % 3 for place in range(30)]
    centres = rng.standard_normal((3, FEATURES))
    inputs = centres[labels] + 0.3 * rng.standard_normal((30, FEATURES))
    return (2 * inputs / np.sqrt((inputs**2).sum(axis=1).mean())).astype(np.float32), labels


def accuracy(network: Network) -> float:
    inputs, labels = batch()
    return float((network.probabilities(inputs).argmax(axis=1) == labels).mean())


@pytest.mark.parametrize(
    ("optimizer", "rate"), [("sgd", 0.1), ("nag", 0.1), ("adam", 0.01), ("rmsprop", 0.01)]
)
def test_each_optimizer_learns(optimizer: str, rate: float) -> None:
    network = Network(read(optimizer=optimizer), 0)
    for _ in range(40):
        network.learn(*batch(), rate)
    assert accuracy(network) > 0.95


def test_the_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    networks = [Network(read(), seed) for seed in (1, 1, 2, 2**40)]
    for network in networks:
        for _ in range(3):
            network.learn(*batch(), 0.1)
    one, same, other, _ = (network.weights[0] for network in networks)
    assert (one == same).all()
    assert (one != other).any()


def test_learning_tells_what_was_thought_before_it() -> None:
    inputs, labels = batch()
    network = Network(read(), 0)
    network.learn(inputs, labels, 0.1)
    before = network.probabilities(inputs)
    assert (network.learn(inputs, labels, 0.1) == before).all()
    assert (network.probabilities(inputs) != before).any()
    assert before.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_rate_is_that_of_each_update(optimizer: str) -> None:
    inputs, labels = batch()
    network = Network(read(optimizer=optimizer, momentum=0), 0)
    network.learn(inputs, labels, 0.1)

    def moved(rate: float) -> float:
        before = network.weights[0].copy()
        network.learn(inputs, labels, rate)
        return float(abs(network.weights[0] - before).max())

    assert moved(0) < 1e-6
    assert moved(0.1) > 1e-3
    assert moved(1e-4) < 1e-3


def test_weight_decay_shrinks_the_weights() -> None:
    free, decaying = (Network(read(weight_decay=decay), 0) for decay in (0, 0.1))
    for network in (free, decaying):
        for _ in range(20):
            network.learn(*batch(), 0.1)
    assert abs(decaying.weights[0]).mean() < abs(free.weights[0]).mean() * 0.8


@pytest.mark.parametrize("classes", [1, 2, 7])
def test_there_is_a_probability_for_each_class_whether_or_not_it_comes_up(classes: int) -> None:
    network = Network(read(num_classes=classes), 0)
    inputs, _ = batch()
    before = network.learn(inputs, [0] * 30, 0.1)
    assert before.shape == (30, max(2, classes))


def test_the_schedule_multiplies_the_rate_after_each_step() -> None:
    scheduled = read(lr_scheduler_step="2,4", lr_scheduler_factor=0.5, learning_rate=0.4)
    assert [rate_in(scheduled, epoch) for epoch in range(6)] == pytest.approx([0.4, 0.4, 0.2, 0.2, 0.1, 0.1])
    assert rate_in(read(), 29) == 0.1
