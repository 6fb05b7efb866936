"""JSON that every parser reads, tables that line up, findings in groups."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from cli.output import count_findings, emit_json, print_findings, table, to_json, wants_colour
from core.finding import Finding


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_not_a_number_is_a_string_in_json_however_deep() -> None:
    value = {"points": [{"value": float("nan")}, {"value": float("inf")}], "best": (float("-inf"), 0.5)}
    assert json.loads(to_json(value)) == {
        "points": [{"value": "nan"}, {"value": "inf"}],
        "best": ["-inf", 0.5],
    }


def test_json_is_ascii_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"name": "Gänseblümchen\x1b[31m\n", "path": Path("a/b")})
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1
    assert "\x1b" not in out
    assert json.loads(out) == {"name": "Gänseblümchen\x1b[31m\n", "path": "a/b"}


def test_what_has_no_json_form_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        to_json({"x": object()})


def test_columns_line_up_with_wide_and_combining_characters(capsys: pytest.CaptureFixture[str]) -> None:
    table([["薔薇", "12"], ["rose", "3"], ["é", "400"]], ["class", "n"], right=[1])
    assert capsys.readouterr().out.splitlines() == ["class    n", "薔薇    12", "rose     3", "é      400"]


def test_a_table_without_rows_still_shows_its_headers(capsys: pytest.CaptureFixture[str]) -> None:
    table([], ["name", "status"])
    assert capsys.readouterr().out == "name  status\n"


def test_cells_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    table([["\x1b]0;t\x07rose\n", "\x9b2J"]], ["a", "b"])
    out = capsys.readouterr().out
    assert "rose" in out
    assert "\x1b" not in out
    assert "\x9b" not in out


def test_colour_is_for_terminals_whose_user_wants_it() -> None:
    assert wants_colour(Terminal(), {"TERM": "xterm"})
    assert not wants_colour(Terminal(), {"TERM": "xterm", "NO_COLOR": "1"})
    assert not wants_colour(Terminal(), {"TERM": "dumb"})
    assert not wants_colour(Terminal(), {})
    assert not wants_colour(io.StringIO(), {"TERM": "xterm"})


def test_findings_come_in_groups_errors_first_with_counts() -> None:
    infos = [Finding("info", "hidden", "a hidden file", path=f"._{number}.jpg") for number in range(20)]
    error = Finding("error", "unreadable-image", "cannot be decoded", path="a.jpg", why="w", fix="f")
    stream = io.StringIO()
    print_findings([*infos, error], stream=stream)
    lines = stream.getvalue().splitlines()
    assert lines[:4] == ["error  unreadable-image", "  a.jpg: cannot be decoded", "  why: w", "  fix: f"]
    assert lines[4] == "info  hidden (20)"
    assert lines[-1] == "  … and 17 more"


def test_a_finding_that_stands_for_many_counts_as_many() -> None:
    one_by_one = [
        Finding("warning", "alike", "is like b.jpg", path=f"{number}.jpg") for number in range(1000)
    ]
    rest = Finding("warning", "alike", "19,000 more photos like this", count=19_000)
    stream = io.StringIO()
    print_findings([*one_by_one, rest], stream=stream)
    lines = stream.getvalue().splitlines()
    assert (lines[0], lines[-1]) == ("warning  alike (20,000)", "  … and 19,997 more")
    assert count_findings([*one_by_one, rest]) == "20,000 warnings"


def test_a_finding_of_a_line_names_file_and_line() -> None:
    stream = io.StringIO()
    print_findings([Finding("error", "bad-label", "label is x", path="my.lst", line=7)], stream=stream)
    assert "  my.lst:7: label is x\n" in stream.getvalue()


def test_counts_in_words() -> None:
    findings = [Finding("error", "a", ""), Finding("error", "b", ""), Finding("warning", "c", "")]
    assert count_findings(findings) == "2 errors, 1 warning"
    assert count_findings([]) == "no findings"


def test_standard_out_gets_the_findings_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    print_findings([Finding("info", "k", "d")])
    print_findings([Finding("info", "k2", "d")], stream=sys.stderr)
    out, err = capsys.readouterr()
    assert "k2" not in out
    assert "k2" in err
