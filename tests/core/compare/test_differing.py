"""Only what differs is shown: what means the same is the same, a default counts, the unknown differs in nothing."""

from __future__ import annotations

import pytest

from core.compare.differing import Difference, circumstances, hyperparameters
from tests.core.compare.runs import run, state


def names(*values: dict[str, str]) -> list[str]:
    runs = [run(f"job-{number}", known=state(each)) for number, each in enumerate(values)]
    return [found.name for found in hyperparameters(runs)]


def test_what_all_have_is_left_out_and_the_rest_is_in_the_order_of_the_table() -> None:
    one = {"optimizer": "adam", "epochs": "10", "num_layers": "18", "zeal": "1"}
    two = {"optimizer": "sgd", "epochs": "10", "num_layers": "34", "zeal": "2", "awe": "x"}
    assert names(one, two) == ["num_layers", "optimizer", "awe", "zeal"]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [("learning_rate", "0.10", "0.1"), ("use_pretrained_model", "1", "true"), ("alpha", "1e-3", "0.001")],
)
def test_values_that_mean_the_same_are_the_same(name: str, one: str, other: str) -> None:
    assert names({name: one}, {name: other}) == []


def test_a_value_that_was_left_out_is_the_documented_default() -> None:
    assert names({"optimizer": "sgd"}, {"epochs": "30"}) == []
    runs = [run("a", known=state({"optimizer": "adam"})), run("b", known=state({"epochs": "30"}))]
    assert hyperparameters(runs) == [Difference("optimizer", ("adam", "sgd"), (False, True))]
    assert hyperparameters(runs)[0].cells() == ("adam", "(sgd)")


def test_of_a_run_that_nobody_knows_nothing_differs_and_its_cells_say_so() -> None:
    known = [run("a", known=state({"optimizer": "adam"})), run("b", known=state({"optimizer": "sgd"}))]
    assert hyperparameters([known[0], run("c")]) == []
    assert hyperparameters([*known, run("c")])[0].cells() == ("adam", "sgd", "?")


def test_a_value_without_a_default_is_a_dash_where_it_is_not_given() -> None:
    runs = [run("a", known=state({"resize": "64"})), run("b", known=state({"epochs": "30"}))]
    assert hyperparameters(runs)[0].cells() == ("64", "–")


def test_where_on_what_and_with_which_data_they_ran() -> None:
    paid = state({"epochs": "1"}, instance_type="ml.g5.xlarge", instance_count=2, spot=True)
    here = run("a", known=state({"epochs": "1"}), engine="local", spec={"dataset": "/flowers"})
    there = run("b", known=paid, spec={"dataset": "/birds\x1b[2J"})
    assert {found.name: found.cells() for found in circumstances([here, there])} == {
        "where": ("local", "sagemaker eu-west-1"),
        "instances": ("none", "2 × ml.g5.xlarge spot"),
        "data": ("/flowers", "/birds"),
    }
    assert circumstances([here, here]) == []
