"""What the form shows, row by row."""

from __future__ import annotations

import pytest

from core.finding import Finding
from core.job.hyperparameters import table
from tui.widgets.form_draw import allowed, draw_row, field_left, finding_names, form_rows, help_rows, more_row

TABLE = table()


def shown(
    given: dict[str, str], resolved: dict[str, str] | None = None, *, expanded: bool = False
) -> dict[str, str]:
    return {row.name: row.text for row in form_rows(TABLE, given, resolved or {}, expanded=expanded)}


def test_four_stand_in_front() -> None:
    assert list(shown({})) == ["use_pretrained_model", "num_classes", "epochs", "resize"]


def test_all_are_one_key_away() -> None:
    assert set(shown({}, expanded=True)) == set(TABLE)


def test_a_given_value_always_shows() -> None:
    assert "optimizer" in shown({"optimizer": "adam"})


def test_auto_shows_what_the_data_set_fills_in() -> None:
    assert shown({"num_classes": "auto"}, {"num_classes": "5"})["num_classes"] == "5 auto"


def test_auto_without_a_data_set_shows_that_it_is_not_known_yet() -> None:
    assert shown({"num_classes": "auto"}, {"num_classes": "auto"})["num_classes"] == "… auto"


def test_what_the_data_set_turns_on_shows_with_its_value() -> None:
    resolved = {"num_classes": "5", "multi_label": "1"}
    rows = shown({}, resolved)
    assert list(rows) == ["use_pretrained_model", "num_classes", "epochs", "resize", "multi_label"]
    assert rows["multi_label"] == "yes auto"
    assert shown({"multi_label": "0"}, {"multi_label": "0"})["multi_label"] == "no"
    assert "multi_label" not in shown({}, {"multi_label": "0"})


def test_a_switch_reads_yes_or_no() -> None:
    assert shown({"use_pretrained_model": "1"})["use_pretrained_model"] == "yes"


def test_a_default_is_told_from_a_given_value() -> None:
    sources = {row.name: row.source for row in form_rows(TABLE, {"epochs": "10"}, {}, expanded=True)}
    assert sources["epochs"] == "given"
    assert sources["learning_rate"] == "default"
    assert sources["top_k"] == "unset"


def test_values_line_up_behind_names_of_any_length() -> None:
    rows = form_rows(TABLE, {}, {}, expanded=True)
    assert {draw_row(row, 24).plain[25] for row in rows} == {" "}


def test_a_marked_row_says_so_without_colour() -> None:
    row = form_rows(TABLE, {"resize": "100"}, {}, expanded=False)[-1]
    assert draw_row(row, 24, marked="error").plain.startswith("✗")


def test_the_last_row_names_its_key() -> None:
    assert more_row(25, "m", expanded=False).plain.split() == ["▸", "25", "more", "m"]


def test_help_puts_faults_before_the_meaning() -> None:
    findings = [Finding("error", "k", "resize is small"), Finding("error", "k", "epochs is 0")]
    lines = [line.plain for line in help_rows(TABLE["epochs"], findings, 40, 9)]
    assert lines[0] == "✗ epochs is 0"
    assert lines[-1] == "✗ resize is small", "other rows' faults come last"
    assert any(TABLE["epochs"].meaning.split()[0] in line for line in lines[1:])


def test_help_explains_the_mark_of_an_info_on_its_own_row_only() -> None:
    info = Finding("info", "k", "beta_1 is given, but optimizer sgd does not use it")
    lines = [line.plain for line in help_rows(TABLE["beta_1"], [info], 60, 9)]
    assert lines[0] == "· beta_1 is given, but optimizer sgd does not use it"
    assert not any("beta_1" in line.plain for line in help_rows(TABLE["epochs"], [info], 60, 9))


def test_help_never_exceeds_its_height() -> None:
    assert len(help_rows(TABLE["image_shape"], [Finding("error", "k", "word " * 99)], 20, 4)) == 4


def test_hostile_text_in_a_finding_is_not_markup() -> None:
    (line,) = help_rows(None, [Finding("error", "k", "[red]x[/red] \x1b]0;t\x07")], 60, 5)
    assert line.plain == "✗ [red]x[/red] "


def test_allowed_names_the_default() -> None:
    assert allowed(TABLE["epochs"]).endswith("default 30")
    assert allowed(TABLE["resize"]).endswith("no default")
    assert allowed(TABLE["epochs"], "set here").endswith("; set here; default 30")


def test_a_finding_belongs_to_the_hyperparameters_it_names() -> None:
    finding = Finding("error", "k", "resize 100 is below image_shape 3,224,224")
    assert set(finding_names(finding, tuple(TABLE))) == {"image_shape", "resize"}


def test_a_range_stands_in_place_of_the_value_with_a_mark_of_its_own() -> None:
    rows = form_rows(
        TABLE, {"learning_rate": "0.1"}, {}, expanded=False, ranges={"learning_rate": "0.001..0.1"}
    )
    swept = next(row for row in rows if row.name == "learning_rate")
    assert (swept.text, swept.source) == ("0.001..0.1", "swept")
    assert draw_row(swept, 16).plain == "±learning_rate    0.001..0.1"
    assert "learning_rate" not in shown({})


@pytest.mark.parametrize(
    ("text", "names", "width", "left"),
    [("0.1", 24, 34, 26), ("1e-6..0.5", 24, 34, 24), ("0.000001..0.000005 reverse-log", 24, 34, 15)],
)
def test_the_field_begins_before_the_values_where_its_text_needs_it(
    text: str, names: int, width: int, left: int
) -> None:
    assert field_left("learning_rate", text, names, width) == left
