"""The table says what the algorithm takes; a value is read, shown and made ready as the container wants it."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.model import ClassCount, DataSet, Row
from core.job.hyperparameters import DataFacts, group_names, parse, resolve, table

if TYPE_CHECKING:
    from core.job.hyperparameters import Hyperparameter

FACTS = DataFacts(num_classes=5, train_images=320, validation_images=80)
NAMES = sorted(table())


@pytest.fixture(scope="module")
def reference(shared: Path) -> dict[str, dict[str, Any]]:
    """The facts collected from the AWS guide, the container's schema and real logs."""
    text = (shared / "data" / "hyperparameters.yaml").read_bytes()
    return {row["name"]: row for row in yaml.load(text, Loader=yaml.CSafeLoader)["hyperparameters"]}


def test_there_are_29_of_them_and_four_stand_in_front() -> None:
    assert len(table()) == 29
    front = [row.name for row in table().values() if row.front]
    assert front == ["use_pretrained_model", "num_classes", "epochs", "resize"]


def test_the_data_set_fills_two_and_the_container_requires_the_same_two() -> None:
    assert {row.name for row in table().values() if row.auto} == {"num_classes", "num_training_samples"}
    assert {row.name for row in table().values() if row.required} == {"num_classes", "num_training_samples"}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_complete(name: str) -> None:
    row = table()[name]
    assert row.meaning.endswith(".")
    assert len(row.meaning) < 100
    assert len(row.help) > 40
    assert row.group in group_names()
    assert "\n" not in row.help
    if row.type in ("boolean", "choice"):
        assert row.choices


@pytest.mark.parametrize("name", NAMES)
def test_defaults_examples_and_choices_are_allowed_and_canonical(name: str) -> None:
    row = table()[name]
    for value in filter(None, [row.default, row.example, *row.choices]):
        assert row.parse(value) == value


def test_the_table_has_the_names_defaults_and_choices_of_the_reference(
    reference: dict[str, dict[str, Any]],
) -> None:
    assert set(table()) == set(reference)
    for name, fact in reference.items():
        row = table()[name]
        assert row.required == fact["required"]
        assert (row.default is None) == (fact["default"] is None), name
        if row.default is not None:
            assert row.parse(str(fact["default"])) == row.default, name
        if fact.get("choices"):
            assert {row.parse(str(choice)) for choice in fact["choices"]} == set(row.choices), name
        tuning = fact.get("tuning", {})
        assert (row.tuning is None) == (not tuning), name
        if row.tuning is not None and row.tuning.low is not None and row.tuning.high is not None:
            assert (float(row.tuning.low), float(row.tuning.high)) == (tuning["min"], tuning["max"])


def test_bounds_are_the_containers_where_it_is_stricter(reference: dict[str, dict[str, Any]]) -> None:
    for name, fact in reference.items():
        row, words = table()[name], fact["valid_per_container_schema"]
        if "strictly between 0 and 1" in words:
            assert (row.above, row.below) == (0, 1), name
        elif "0 <= x < 1" in words:
            assert (row.min, row.below) == (0, 1), name
        elif "0 <= x <= 1" in words:
            assert (row.min, row.max) == (0, 1), name
        elif words.startswith("positive integer"):
            assert row.min == 1, name


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("use_pretrained_model", "yes", "1"),
        ("use_pretrained_model", "False", "0"),
        ("early_stopping", "1", "true"),
        ("early_stopping", "no", "false"),
        ("epochs", " +012 ", "12"),
        ("learning_rate", "1e-4", "0.0001"),
        ("learning_rate", ".5", "0.5"),
        ("momentum", "0", "0"),
        ("eps", "1e-8", "1e-08"),
        ("early_stopping_tolerance", "1", "1"),
        ("image_shape", " 3, 32 ,32", "3,32,32"),
        ("lr_scheduler_step", "10, 20", "10,20"),
        ("optimizer", "Adam", "adam"),
        ("num_layers", "018", "18"),
        ("num_classes", "AUTO", "auto"),
    ],
)
def test_a_value_is_read_as_people_write_it(name: str, text: str, value: str) -> None:
    assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("epochs", "0", "epochs must be a whole number of at least 1, not '0' (such as 30)"),
        ("epochs", "1.0", "a whole number"),
        ("epochs", "", "a whole number"),
        ("epochs", "٣", "a whole number"),
        ("epochs", "9" * 5000, "a whole number"),
        ("epochs", "auto", "a whole number"),
        ("learning_rate", "0", "above 0 and below 1"),
        ("learning_rate", "1", "above 0 and below 1"),
        ("learning_rate", "nan", "above 0 and below 1"),
        ("learning_rate", "0,1", "above 0 and below 1"),
        ("weight_decay", "0", "above 0"),
        ("momentum", "1", "at least 0 and below 1"),
        ("image_shape", "224", "such as 3,224,224"),
        ("image_shape", "3,0,32", "such as 3,224,224"),
        ("image_shape", "3,32," + "9" * 5000, "such as 3,224,224"),
        ("lr_scheduler_step", "10,", "such as 10,20"),
        ("lr_scheduler_step", "9" * 5000, "such as 10,20"),
        ("optimizer", "adm", "did you mean adam?"),
        ("num_layers", "19", "one of 18, 34,"),
        ("multi_label", "maybe", "yes or no"),
        ("num_epochs", "3", "there is no hyperparameter num_epochs (did you mean epochs?)"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_a_sentence(name: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        parse(name, text)


@given(name=st.sampled_from(NAMES), text=st.text(max_size=40) | st.floats().map(str) | st.integers().map(str))
def test_what_is_accepted_is_canonical_and_what_is_not_is_told_harmlessly(name: str, text: str) -> None:
    row: Hyperparameter = table()[name]
    value, refusal = text, ""
    try:
        value = row.parse(text)
    except ValueError as error:
        refusal = str(error)
    assert refusal.isprintable()
    assert refusal or row.parse(value) == value
    assert refusal or row.type != "float" or math.isfinite(float(value))


def test_no_value_is_longer_than_the_service_takes() -> None:
    longest = ",".join(["123456789"] * 250)
    assert len(parse("lr_scheduler_step", longest)) <= 2500
    with pytest.raises(ValueError, match="lr_scheduler_step must be"):
        parse("lr_scheduler_step", f"{longest},1")


def test_booleans_are_shown_as_yes_and_no_and_all_else_as_it_is() -> None:
    assert table()["use_pretrained_model"].show("1") == "yes"
    assert table()["early_stopping"].show("False") == "no"
    assert table()["early_stopping"].show("perhaps") == "perhaps"
    assert table()["image_shape"].show("3,32,32") == "3,32,32"


def test_the_data_set_fills_what_is_auto_or_missing() -> None:
    for given_values in ({"num_classes": "auto"}, {}):
        assert resolve(given_values, FACTS) == {"num_classes": "5", "num_training_samples": "320"}
    assert resolve({"num_classes": "7"}, FACTS)["num_classes"] == "7"


def test_without_a_data_set_auto_remains() -> None:
    assert resolve({}, None) == {"num_classes": "auto", "num_training_samples": "auto"}


def test_lists_with_several_label_columns_turn_multi_label_on_unless_it_is_given() -> None:
    several = DataFacts(4, 10, 10, multi_label=True)
    assert resolve({}, several)["multi_label"] == "1"
    assert resolve({"multi_label": "no"}, several)["multi_label"] == "0"


def test_early_stopping_sends_its_values_along_because_guide_and_container_disagree() -> None:
    sent = resolve({"early_stopping": "True", "early_stopping_patience": "3"}, FACTS)
    assert sent["early_stopping_min_epochs"] == "10"
    assert sent["early_stopping_patience"] == "3"
    assert sent["early_stopping_tolerance"] == "0"
    assert not any(name.startswith("early_stopping_") for name in resolve({"early_stopping": "no"}, FACTS))


def test_what_is_not_given_is_not_sent_and_empty_text_is_not_given() -> None:
    assert "learning_rate" not in resolve({"epochs": "3", "learning_rate": " "}, FACTS)


def test_what_cannot_be_read_stays_as_it_is_for_the_check_to_tell() -> None:
    assert resolve({"epochs": "thre", "nonsense": "1"}, FACTS) == {
        "epochs": "thre",
        "nonsense": "1",
        "num_classes": "5",
        "num_training_samples": "320",
    }


def test_the_facts_of_a_data_set_are_its_counts(tmp_path: Path) -> None:
    rows = [Row(number, (0.0,), f"{number}.png") for number in range(3)]
    dataset = DataSet(tmp_path, (ClassCount(0, "a", 3),), rows[:2], rows[2:])
    assert DataFacts.of(dataset) == DataFacts(1, 2, 1)


def test_a_number_too_large_for_the_container_is_told_the_largest() -> None:
    with pytest.raises(ValueError, match="epochs must be at most 2147483647, not '99999999999999'"):
        parse("epochs", "99999999999999")
