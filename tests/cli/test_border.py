"""Whatever ends a command becomes one line, a hint and an exit code."""

from __future__ import annotations

import pytest

from cli.border import guarded
from core.errors import (
    AmbiguousJob,
    Cancelled,
    ConfigError,
    DatasetError,
    EngineError,
    EngineUnreachable,
    FolderError,
    JobNotFound,
    LaunchBlocked,
    ReadOnly,
    RunBookError,
    TrainscopeError,
    UnknownJob,
    UsageError,
)
from core.finding import Finding
from tests.cli.runner import controls_in


def ends_with(error: BaseException, *, debug: bool = False) -> int:
    def work() -> int | None:
        raise error

    return guarded(work, debug=debug)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (ConfigError("x"), 2),
        (UnknownJob("x"), 2),
        (AmbiguousJob("x"), 2),
        (ReadOnly("x"), 2),
        (DatasetError("x"), 2),
        (LaunchBlocked("x", []), 1),
        (FolderError("x"), 2),
        (RunBookError("x"), 2),
        (EngineError("x"), 1),
        (JobNotFound("x"), 2),
        (EngineUnreachable("x"), 4),
        (Cancelled("x"), 130),
        (KeyboardInterrupt(), 130),
        (RuntimeError("x"), 1),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int) -> None:
    assert ends_with(error) == code


def test_no_answer_of_a_command_is_success_and_a_number_is_the_exit_code() -> None:
    assert guarded(lambda: None, debug=False) == 0
    assert guarded(lambda: 3, debug=False) == 3


def test_an_error_says_what_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    ends_with(TrainscopeError("cannot read the list", why="it is a folder", fix="name a file"))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "trainscope: cannot read the list: it is a folder\n  hint: name a file\n"


def test_every_problem_of_a_configuration_has_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    ends_with(ConfigError("the configuration has 2 problems", problems=["a.yaml:1: x", "a.yaml:7: y"]))
    assert capsys.readouterr().err.splitlines() == [
        "trainscope: the configuration has 2 problems",
        "  a.yaml:1: x",
        "  a.yaml:7: y",
    ]


def test_the_only_problem_of_a_configuration_is_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    ends_with(ConfigError("the configuration has a problem", problems=["a.yaml:1: x"], fix="do y"))
    assert capsys.readouterr().err.splitlines() == ["trainscope: a.yaml:1: x", "  hint: do y"]


def test_a_blocked_launch_shows_what_blocks_it(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding("error", "empty-class", "the class has no photo", path="roses", fix="add photos")
    ends_with(LaunchBlocked("1 error stands in the way", [finding]))
    err = capsys.readouterr().err
    assert "roses: the class has no photo" in err
    assert "fix: add photos" in err


def test_an_unexpected_error_shows_its_traceback_only_with_debug(capsys: pytest.CaptureFixture[str]) -> None:
    assert ends_with(ZeroDivisionError("by zero")) == 1
    quiet = capsys.readouterr().err
    assert "Traceback" not in quiet
    assert quiet.startswith("trainscope: internal error: ZeroDivisionError: by zero\n")
    assert "--debug" in quiet
    assert ends_with(ZeroDivisionError("by zero"), debug=True) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("debug", [False, True])
def test_escape_sequences_in_an_error_stay_out_of_the_terminal(
    capsys: pytest.CaptureFixture[str], debug: bool
) -> None:
    ends_with(DatasetError("cannot read \x1b]52;c;aGk=\x07.lst", why="\x9b31m", fix="\x1b[2J"), debug=debug)
    ends_with(RuntimeError("\x1b]0;title\x07"), debug=debug)
    err = capsys.readouterr().err
    assert controls_in(err) == set()
