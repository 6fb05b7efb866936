"""The table of keys is consistent, and the user's keys are laid over it with every clash reported."""

from __future__ import annotations

import pytest

from tui.keys import KEYS, TITLES, Where, bindings, remap, shown

SWALLOWED = {"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+z", "ctrl+enter", "ctrl+j", "ctrl+o", "tilde"}
"""By screen, tmux, flow control, job control, or never sent by common terminals (reference/what-users-ask.md)."""

NO_PAGES: set[Where] = {
    *("cockpit", "replay", "everywhere", "page"),
    *("dataset", "form", "chart", "job", "log"),
    *("field", "question", "path"),
}
"""The cockpit and its panes, and lines that are typed into."""


def test_ids_are_unique() -> None:
    assert len({row.id for row in KEYS}) == len(KEYS)


def test_the_table_has_no_clashes_of_its_own() -> None:
    assert remap(KEYS, {}) == ({}, [])


def test_no_key_is_one_that_terminals_or_multiplexers_swallow() -> None:
    assert not {key for row in KEYS for key in row.keys.split(",")} & SWALLOWED


def test_every_row_has_a_label_and_a_sentence() -> None:
    assert all(row.label and row.help and not row.help.endswith(".") for row in KEYS)


def test_bindings_carry_the_ids_that_the_keymap_uses() -> None:
    assert {binding.id for binding in bindings("cockpit")} == {
        row.id for row in KEYS if row.where == "cockpit"
    }


def test_a_key_can_be_changed() -> None:
    assert remap(KEYS, {"job.launch": "K, f5"}) == ({"job.launch": "K,f5"}, [])


def test_a_clash_names_both_actions() -> None:
    _, problems = remap(KEYS, {"job.launch": "s"})
    assert problems == ["ui.keys.job.stop: s is also job.launch"]


def test_a_pane_may_take_a_key_of_the_cockpit() -> None:
    assert remap(KEYS, {"log.top": "l"})[1] == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"review.again": "b"}, "ui.keys.rows.page_up: b is also review.again"),
        ({"rows.down": "down,v"}, "ui.keys.rows.down: v is also review.request"),
        ({"page.back": "f"}, "ui.keys.page.back: f is also jobs.status"),
    ],
)
def test_keys_of_a_page_clash_with_those_of_what_it_shows(changes: dict[str, str], problem: str) -> None:
    assert problem in remap(KEYS, changes)[1]


@pytest.mark.parametrize("where", sorted(set(TITLES) - NO_PAGES))
def test_the_keys_of_every_page_clash_with_the_way_back(where: Where) -> None:
    row = next(row for row in KEYS if row.where == where)
    _, problems = remap(KEYS, {"page.back": "f9", row.id: "f9"})
    assert any(
        problem.endswith(f"f9 is also {other}") for problem in problems for other in (row.id, "page.back")
    )


def test_a_key_that_a_list_takes_by_the_table_may_be_named_again() -> None:
    assert remap(KEYS, {"page.back": "escape,left"})[1] == []


@pytest.mark.parametrize(
    ("changes", "word"), [({"job.lunch": "x"}, "no such key id"), ({"quit": ""}, "no key given")]
)
def test_nonsense_is_reported(changes: dict[str, str], word: str) -> None:
    assert word in remap(KEYS, changes)[1][0]


def test_keys_are_shown_as_people_write_them() -> None:
    assert shown("slash") == "/"
    assert shown("question_mark,f1") == "? f1"
    assert shown("question_mark,f1", first=True) == "?"
