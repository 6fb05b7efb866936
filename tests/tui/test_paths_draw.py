"""Paths in few cells: nothing is cut, and rows begin with the name of a folder where they can."""

from __future__ import annotations

import pytest

from tui.widgets.paths_draw import folded, path_rows, wrapped_words

PATH = "~/.local/state/trainscope/jobs/ic-flowers-1127-1748-sny5/model/model.npz"


def test_a_path_is_broken_between_its_folders() -> None:
    assert [row.plain for row in path_rows("model", PATH, 76)] == [
        "model ~/.local/state/trainscope/jobs/ic-flowers-1127-1748-sny5/model/",
        "model.npz",
    ]
    assert [row.plain for row in path_rows("model", PATH, 90)] == [f"model {PATH}"]


@pytest.mark.parametrize("width", [1, 8, 20, 33, 60])
@pytest.mark.parametrize("path", [PATH, "s3://bucket/" + "x" * 70 + "/model.tar.gz", "/画像/花/" * 9, ""])
def test_nothing_of_a_path_is_lost_at_any_width(path: str, width: int) -> None:
    rows = path_rows("model", path, width)
    assert "".join(row.plain for row in rows).removeprefix("model").strip() == path
    assert all(row.cell_length <= max(8, width) for row in rows)


def test_an_address_is_broken_behind_its_slashes_and_words_as_ever() -> None:
    text = "to be written to s3://trainscope-test/trainscope/output/ic-flowers/classes.json, once"
    assert [row.plain for row in wrapped_words(text, 40)] == [
        "to be written to s3://trainscope-test/",
        "trainscope/output/ic-flowers/",
        "classes.json, once",
    ]
    assert [row.plain for row in wrapped_words("1/2 of all photos", 12)] == ["1/2 of all", "photos"]
    assert [row.plain for row in wrapped_words("", 12)] == [""]
    console = [row.plain for row in path_rows("job:", "https://us-east-1.example.com/jobs/ic", 36)]
    assert console == ["job: https://us-east-1.example.com/", "jobs/ic"]


def test_a_long_line_of_a_request_goes_on_further_in_and_is_broken_between_words() -> None:
    rows = [row.plain for row in folded('    "folder": "one two three four"', 20)]
    assert rows == ['    "folder": "one', "      two three", '      four"']
    rows = [row.plain for row in folded('  "folder": "/home/me/jobs/ic-flowers-1127-1953-fajx",', 40)]
    assert rows == ['  "folder": "/home/me/jobs/', '    ic-flowers-1127-1953-fajx",']
    rows = [row.plain for row in folded(f'  "{"x" * 30}"', 20)]
    assert rows == ['  "xxxxxxxxxxxxxxxxx', '    xxxxxxxxxxxxx"']
    assert [row.plain for row in folded("", 20)] == [""]
    assert all(len(row.plain) <= 9 for row in folded(" " * 30 + "{", 9))


def test_a_label_longer_than_a_row_is_wrapped_not_cut() -> None:
    rows = [row.plain for row in path_rows("job in the console (o copies):", "https://a.example/jobs/", 24)]
    assert rows == ["job in the console (o", "copies):", "https://a.example/jobs/"]
