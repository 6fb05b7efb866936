"""The line of keys: those that the state asks for first, then as many others as fit."""

from __future__ import annotations

from tui.widgets.key_bar import key_line


def test_keys_of_the_state_stand_before_those_of_the_place() -> None:
    line = key_line(
        ("log", "everywhere"), 60, keymap={}, read_only=False, first=("log.next", "log.previous")
    ).plain
    assert line.startswith("n next  N previous  ")
    assert line.endswith("? help  q quit")


def test_a_key_of_the_state_stands_there_once() -> None:
    line = key_line(("chart",), 200, keymap={}, read_only=False, first=("chart.line",)).plain
    assert line.startswith("enter log line  ")
    assert line.count("log line") == 1


def test_the_arrows_stand_together_as_they_are_mapped() -> None:
    def line(keymap: dict[str, str]) -> str:
        return key_line(
            (), 60, keymap=keymap, read_only=False, first=("chart.left",), called={"chart.left": "point"}
        ).plain

    assert line({}) == "←→ point"
    assert line({"chart.right": "f"}) == "←f point"


def test_what_would_do_nothing_is_not_there_though_the_state_asks_for_it() -> None:
    first, without = ("log.next", "log.save"), ("log.next",)
    assert key_line((), 60, keymap={}, read_only=True, first=first, without=without).plain == ""
