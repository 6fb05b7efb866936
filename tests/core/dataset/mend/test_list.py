"""A mended list: what has one meaning is written as it should be, what has none is dropped and told."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.dataset.listcheck import check_list
from core.dataset.mend.line import mend_line
from core.dataset.mend.list import mend_list
from core.errors import Cancelled, DatasetError, UsageError
from tests.core.dataset.samples import folder, jpeg


def mended(
    place: Path, content: str | bytes, *, root: Path | None = None
) -> tuple[str, list[tuple[str, int, int]]]:
    """The text of the mended list, and action, first line and number of lines of what was done."""
    file = place / "some.lst"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    made = mend_list(file, place / "new.lst", root=root)
    assert all(action.why for action in made.actions)
    text = (place / "new.lst").read_bytes().decode()
    assert made.rows == text.count("\n")
    return text, [(action.action, action.line, action.lines) for action in made.actions]


GOOD = "0\t0\ta/1.jpg\n1\t1\tb/2.jpg\n"


def test_a_good_list_is_written_again_as_it_is(tmp_path: Path) -> None:
    assert mended(tmp_path, GOOD) == (GOOD, [])


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ("\ufeff" + GOOD, 1),
        (GOOD.replace("\n", "\r\n"), 2),
        (GOOD[:-1], 1),
        ("0\t0.000000\ta/1.jpg\n1\t1.0\tb/2.jpg\n", 2),
        ("0\t0\ta\\1.jpg\n1\t1\tb\\2.jpg\n", 2),
        ("0\t0\t./a/1.jpg\n1\t1\tb//../b/./2.jpg\n", 2),
        ("0 0 a/1.jpg\n1\t1\tb/2.jpg\n", 1),
        ("\t0 0 a/1.jpg\n1 1\tb/2.jpg\n", 2),
        ("a/1.jpg 0\nb/2.jpg 1\n", 2),
        ("0.0\t0\ta/1.jpg\n1.\t1\tb/2.jpg\n", 2),
        (" 0 \t 0 \t a/1.jpg \n01\t1\tb/2.jpg\n", 2),
    ],
)
def test_each_other_way_to_write_it_is_mended(tmp_path: Path, content: str, lines: int) -> None:
    text, done = mended(tmp_path, content)
    assert text == GOOD
    ((action, _, count),) = done
    assert (action, count) == ("rewritten", lines)


def test_blank_and_repeated_lines_are_dropped(tmp_path: Path) -> None:
    content = "0\t0\ta/1.jpg\n\n1\t1\tb/2.jpg\n2\t0\t./a/1.jpg\n"
    assert mended(tmp_path, content) == (GOOD, [("rewritten", 4, 1), ("dropped", 2, 1), ("dropped", 4, 1)])


def test_a_photo_with_two_labels_is_left_for_a_person(tmp_path: Path) -> None:
    content = "0\t0\ta/1.jpg\n1\t1\ta/1.jpg\n"
    assert mended(tmp_path, content) == (content, [])


def test_of_two_lines_with_an_index_the_later_gets_a_new_one(tmp_path: Path) -> None:
    text, done = mended(tmp_path, "5\t0\ta.jpg\n5\t0\tb.jpg\n7\t0\tc.jpg\n\t0\td.jpg\n")
    assert text == "5\t0\ta.jpg\n8\t0\tb.jpg\n7\t0\tc.jpg\n9\t0\td.jpg\n"
    assert done == [("rewritten", 4, 1), ("renumbered", 2, 1)]


def test_the_largest_index_leaves_room_for_a_new_one(tmp_path: Path) -> None:
    largest = "9" * 19
    text, _ = mended(tmp_path, f"{largest}\t0\ta.jpg\n{largest}\t0\tb.jpg\n")
    assert text == f"{largest}\t0\ta.jpg\n0\t0\tb.jpg\n"


@pytest.mark.parametrize(
    "line",
    [
        "x\t0\ta.jpg",
        "0\tcat\ta.jpg",
        "0\t1\ta\tb.jpg",
        "0\t1\t/abs/a.jpg",
        "0\t1\t../a.jpg",
        "0\t1\tC:\\a.jpg",
        "0\t1",
        "0 1 2 a.jpg",
        "0 1 0 1 a.jpg",
        "words only here",
        "0\t1\t\udce9.jpg",
    ],
)
def test_what_no_one_reading_makes_sense_of_is_dropped(tmp_path: Path, line: str) -> None:
    content = f"{GOOD}{line}\n".encode(errors="surrogateescape")
    assert mended(tmp_path, content) == (GOOD, [("dropped", 3, 1)])


@pytest.mark.parametrize("line", ["2\t-1\tc.jpg", "2\tnan\tc.jpg", "2\t0.5\tc.jpg", "2\t0\t1\tc.jpg"])
def test_a_label_that_is_wrong_is_nothing_to_guess_at_and_stays(tmp_path: Path, line: str) -> None:
    text, done = mended(tmp_path, f"{GOOD}{line}\n")
    assert (text, done) == (f"{GOOD}{line}\n", [])
    assert next(finding.level for finding in check_list(tmp_path / "new.lst").findings) == "error"


def test_several_columns_of_labels_stay(tmp_path: Path) -> None:
    content = "0\t1\t0\ta.jpg\n1\t1.0\t1.0\tb.jpg\n"
    assert mended(tmp_path, content)[0] == "0\t1\t0\ta.jpg\n1\t1\t1\tb.jpg\n"


def test_with_a_root_photos_that_do_not_exist_are_dropped_and_near_names_corrected(tmp_path: Path) -> None:
    root = folder(
        tmp_path / "photos",
        {"a/1.jpg": jpeg(), "a/2.JPG": jpeg(), "b/é.jpg": jpeg()},
    )
    content = f"0\t0\ta/1.jpg\n1\t0\ta/2.jpg\n2\t0\ta/3.jpg\n3\t0\t{root}/b/e\u0301.jpg\n"
    text, done = mended(tmp_path, content, root=root)
    assert text == "0\t0\ta/1.jpg\n1\t0\ta/2.JPG\n3\t0\tb/é.jpg\n"
    assert [action for action, *_ in done] == ["rewritten", "rewritten", "dropped"]


def test_a_backslash_that_is_part_of_a_photos_name_stays(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a\\1.jpg": jpeg(), "b/2.jpg": jpeg()})
    content = "0\t0\ta\\1.jpg\n1\t0\tb\\2.jpg\n"
    assert mended(tmp_path, content, root=root)[0] == "0\t0\ta\\1.jpg\n1\t0\tb/2.jpg\n"


def test_the_reason_of_a_line_follows_it(tmp_path: Path) -> None:
    assert mend_line("0\t1\t/abs/a.jpg") == '"/abs/a.jpg" must be relative to the root'
    found = mend_line("/data/a.jpg 3", ("/data",))
    assert not isinstance(found, str)
    assert (found.index, found.labels, found.path) == (None, (3.0,), "a.jpg")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "some.lst"
    file.write_text(GOOD)
    with pytest.raises(UsageError):
        mend_list(file, file)
    assert file.read_text() == GOOD


@pytest.mark.parametrize("content", ["", "\n\n", "words only\n", "0\tcat\ta.jpg\n"])
def test_a_list_without_a_line_to_use_is_refused_with_the_reason(tmp_path: Path, content: str) -> None:
    with pytest.raises(DatasetError, match=r"no line of .* can be mended"):
        mended(tmp_path, content)
    assert not (tmp_path / "new.lst").exists()


def test_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    (tmp_path / "some.lst").write_text(GOOD * 10_000)
    with pytest.raises(Cancelled):
        mend_list(tmp_path / "some.lst", tmp_path / "new.lst", cancel=token)
    assert [file.name for file in tmp_path.iterdir()] == ["some.lst"]


def test_every_real_list_comes_out_without_errors_or_is_refused_with_a_reason(
    shared: Path, tmp_path: Path
) -> None:
    refused = {}
    for file in sorted((shared / "data/lst").glob("*.lst")):
        try:
            mend_list(file, tmp_path / file.name)
        except DatasetError as error:
            refused[file.name] = str(error)
            continue
        found = check_list(tmp_path / file.name)
        assert found.rows == len(file.read_text().splitlines())
        assert [finding for finding in found.findings if finding.level == "error"] == []
        assert not {finding.kind for finding in found.findings} & {"crlf", "float-labels", "backslash"}
    assert list(refused) == ["detection-header4.lst", "malformed-leading-tab-spaces.lst"]
    assert "object detection" in refused["detection-header4.lst"]
    assert "where the labels end" in refused["malformed-leading-tab-spaces.lst"]


cells = st.sampled_from(
    [
        "0",
        "1",
        "2.0",
        "",
        " ",
        "-1",
        "nan",
        "a.jpg",
        "./b.jpg",
        "b\\c.jpg",
        "../x",
        "/y",
        "c d.png",
        "\ufeff",
        "\udce9",
        "\r",
    ]
)
lines = st.tuples(st.lists(cells, max_size=5), st.sampled_from(["\t", " "])).map(
    lambda line: line[1].join(line[0])
)


@settings(deadline=None, max_examples=200)
@given(st.lists(lines, max_size=8))
def test_every_line_of_any_list_stays_or_is_told(content: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        file, new = Path(place, "some.lst"), Path(place, "new.lst")
        file.write_bytes("".join(f"{line}\n" for line in content).encode(errors="surrogateescape"))
        try:
            made = mend_list(file, new)
        except DatasetError:
            assert not new.exists()
            return
        dropped = [action.line for action in made.actions if action.action == "dropped"]
        assert made.rows + len(dropped) == len(content)
        assert len(set(dropped)) == len(dropped)
        left = {finding.kind for finding in check_list(new).findings if finding.level == "error"}
        assert left <= {
            "bad-label",
            "column-count",
            "mixed-labels",
            "no-label",
            "empty-list",
            "detection-list",
        }
        again = mend_list(new, Path(place, "again.lst")) if left.isdisjoint({"detection-list"}) else None
        assert again is None or again.path.read_bytes() == new.read_bytes()
