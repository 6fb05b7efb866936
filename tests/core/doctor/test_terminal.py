"""The doctor tells what of the terminal works, and how to mend the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.doctor.terminal import multiplexer, terminal

if TYPE_CHECKING:
    from pathlib import Path

    from core.doctor.result import Check

GOOD = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def look(environ: dict[str, str], size: tuple[int, int] | None = (80, 24)) -> dict[str, Check]:
    return {check.check: check for check in terminal(environ, size=size)}


def test_a_good_terminal_has_nothing_to_mend() -> None:
    checks = look(GOOD)
    assert all(check.ok and not check.fix for check in checks.values())
    assert checks["terminal"].detail == "xterm-256color, 16 million colours"
    assert checks["size"].detail == "80×24"


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "xterm"}, "16 colours"),
        ({**GOOD, "NO_COLOR": "1"}, "no colours wanted (NO_COLOR)"),
    ],
)
def test_colours_are_told_as_they_will_be(environ: dict[str, str], colours: str) -> None:
    assert look(environ)["terminal"].detail.endswith(colours)


@pytest.mark.parametrize("environ", [{}, {"TERM": "dumb"}, {"TERM": "unknown"}])
def test_a_terminal_that_can_show_nothing_is_a_fault(environ: dict[str, str]) -> None:
    check = look(environ)["terminal"]
    assert not check.ok
    assert "command line" in check.fix


def test_letters_beyond_ascii_need_utf_8() -> None:
    assert look(GOOD)["letters"].detail == "UTF-8 (LANG=C.UTF-8)"
    assert look({"TERM": "xterm"})["letters"].detail == "UTF-8 (no locale is set)"
    check = look({**GOOD, "LC_ALL": "C"})["letters"]
    assert not check.ok
    assert "LC_ALL=C" in check.detail
    assert "LC_ALL=C.UTF-8" in check.fix


@pytest.mark.parametrize("size", [(59, 24), (80, 19)])
def test_a_small_terminal_is_a_fault(size: tuple[int, int]) -> None:
    assert not look(GOOD, size)["size"].ok


def test_no_terminal_at_all_is_none() -> None:
    (check,) = look({}, size=None).values()
    assert check.ok


def with_tmux(folder: Path, **options: str) -> dict[str, str]:
    """An environment inside tmux, whose program knows these options."""
    cases = "".join(f"{name.replace('_', '-')}) echo {value};; " for name, value in options.items())
    program = folder / "tmux"
    program.write_text(f'#!/bin/sh\ncase "$3" in {cases} *) exit 1;; esac\n')
    program.chmod(0o755)
    return {"TMUX": "/tmp/tmux,1,0", "PATH": f"{folder}:/bin:/usr/bin"}


@pytest.mark.parametrize(("value", "ok"), [("on", True), ("external", True), ("off", False)])
def test_copying_inside_tmux_depends_on_set_clipboard(tmp_path: Path, value: str, ok: bool) -> None:
    (check,) = multiplexer(with_tmux(tmp_path, set_clipboard=value))
    assert (check.check, check.ok) == ("tmux", ok)
    assert value in check.detail


def test_notifications_inside_tmux_are_only_a_hint(tmp_path: Path) -> None:
    checks = list(multiplexer(with_tmux(tmp_path, set_clipboard="on", allow_passthrough="off")))
    assert [check.ok for check in checks] == [True, True]
    assert "allow-passthrough on" in checks[1].fix


def test_a_tmux_that_says_nothing_is_no_fault(tmp_path: Path) -> None:
    (check,) = multiplexer({"TMUX": "x", "PATH": str(tmp_path)})
    assert check.ok
    assert "not known" in check.detail
