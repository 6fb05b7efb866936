"""Desktop notifications: the sequence the configuration names, harmless whatever stands in it."""

from __future__ import annotations

from core.attention.desktop import desktop


def test_the_sequence_is_the_one_of_the_configuration() -> None:
    assert desktop("t", "b", "osc9", "rxvt") == "\x1b]9;trainscope: t: b\x07"
    assert desktop("t", "b", "osc777", "xterm-kitty") == "\x1b]777;notify;trainscope: t;b\x07"
    assert desktop("t", "b", False, "xterm") == ""


def test_true_is_both_but_for_terminals_that_would_show_two() -> None:
    assert desktop("t", "b", True, "xterm-256color").count("\x1b]") == 2
    assert desktop("t", "b", True, "xterm-kitty").count("\x1b]") == 1
    assert desktop("t", "b", True, "rxvt-unicode-256color").startswith("\x1b]777;")


def test_nothing_in_a_notification_can_end_it_early() -> None:
    sequence = desktop("t;x", "a\x07b\x1b\\c;d", True, "rxvt")
    assert sequence.count("\x07") == 1
    assert sequence.count("\x1b") == 1
    assert sequence.count(";") == 3
