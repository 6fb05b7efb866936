"""What the form holds: values and ranges, each checked before it is taken."""

from __future__ import annotations

import pytest

from core.job.hyperparameters import table
from tui.widgets.form_draw import form_rows
from tui.widgets.form_values import FormValues, range_of


def values(ranges: dict[str, str] | None = None) -> FormValues:
    return FormValues(table(), {"learning_rate": "0.1", "num_classes": "auto"}, ranges or {})


def test_a_range_is_kept_beside_the_value_and_dropped_before_it() -> None:
    form = values()
    form.keep(range_of("learning_rate"), "0.001..0.1")
    assert form.ranges == {"learning_rate": "0.001..0.1"}
    assert form.given["learning_rate"] == "0.1"
    assert form.shown("learning_rate") == "0.001..0.1"
    form.reset("learning_rate")
    assert (form.ranges, form.shown("learning_rate")) == ({}, "0.1")
    form.reset("learning_rate")
    assert "learning_rate" not in form.given


def test_no_text_is_the_range_of_the_guide() -> None:
    form = values()
    assert form.fault(range_of("learning_rate"), "") == ""
    form.keep(range_of("learning_rate"), "")
    assert form.ranges == {"learning_rate": "1e-6..0.5"}


@pytest.mark.parametrize("text", ["0.1", "0.5..0.1", "many", "0.1..0.2..0.3", "0.001..0.1 up"])
def test_what_is_no_range_is_refused_in_words(text: str) -> None:
    assert values().fault(range_of("learning_rate"), text)


def test_only_what_the_service_tunes_takes_a_range() -> None:
    form = values()
    assert form.why_no_range("learning_rate") == ""
    assert "cannot be swept" in form.why_no_range("num_classes")
    assert form.range_words("num_classes", "v") == form.range_words(None, "v") == ""


def test_a_row_offers_the_keys_that_do_something_there() -> None:
    assert values().line_keys("epochs").idle == ("form.cycle", "form.cycle_back", "form.range")
    assert values().line_keys("multi_label").idle == ("form.range",)
    assert values().line_keys("learning_rate").idle == ("form.cycle", "form.cycle_back")
    assert values().line_keys("optimizer").idle == ()
    assert "form.range" in values().line_keys(None).idle


def test_the_help_says_the_guide_s_range_and_what_a_job_alone_takes() -> None:
    assert values().range_words("learning_rate", "v").startswith("v lets a sweep try a range")
    swept = values({"learning_rate": "0.001..0.1"}).range_words("learning_rate", "v")
    assert "a job alone takes 0.1" in swept
    assert "1e-6..0.5" in swept


def test_a_range_that_is_typed_changes_no_value_meanwhile() -> None:
    form = values()
    assert form.considered(range_of("learning_rate"), "0.001..0.1") == form.given
    assert form.considered("learning_rate", "0.2")["learning_rate"] == "0.2"


def origins(form: FormValues, resolved: dict[str, str] | None = None) -> dict[str, str]:
    """Name -> where the form says that its value comes from."""
    rows = form_rows(
        table(), form.given, resolved or {}, expanded=True, cloned=form.cloned, ranges=form.ranges
    )
    return {row.name: form.origin(row) for row in rows}


def test_a_value_says_where_it_comes_from() -> None:
    form = FormValues(table(), {"use_pretrained_model": "1", "epochs": "20", "num_classes": "auto"}, {})
    form.keep("resize", "100")
    found = origins(form, {"multi_label": "1"})
    assert found["use_pretrained_model"] == "as trainscope proposes"
    assert found["epochs"] == "from the configuration"
    assert found["num_classes"] == found["multi_label"] == "from the data set"
    assert found["resize"] == "set here"
    assert found["learning_rate"] == found["top_k"] == "", "a default, and one that is not sent"
    form.keep("epochs", "21")
    assert origins(form)["epochs"] == "set here"
    form.keep("epochs", "20")
    assert origins(form)["epochs"] == "from the configuration"


def test_values_of_a_clone_say_so_until_they_are_changed() -> None:
    form = values()
    form.take({"learning_rate": "0.1", "epochs": "7"}, cloned=True)
    form.keep("epochs", "8")
    assert (origins(form)["learning_rate"], origins(form)["epochs"]) == ("from the cloned job", "set here")
    form.take({"learning_rate": "0.1"}, cloned=False)
    assert origins(form)["learning_rate"] == "from the configuration"


def test_of_a_range_its_own_words_are_enough() -> None:
    assert origins(values({"learning_rate": "0.001..0.1"}))["learning_rate"] == ""
