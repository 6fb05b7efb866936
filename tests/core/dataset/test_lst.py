"""Lists are written exactly, and read with the line of each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.dataset.lst import ListFile, read, write
from core.dataset.lstline import format_row
from core.dataset.model import Row
from core.dataset.names import not_listable
from core.errors import Cancelled, DatasetError

if TYPE_CHECKING:
    from pathlib import Path


def listed(folder: Path, content: str | bytes, *, num_classes: int | None = None) -> ListFile:
    file = folder / "some.lst"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(file, num_classes=num_classes)


def faults(found: ListFile) -> list[tuple[str, str, int | None]]:
    return [(finding.level, finding.kind, finding.line) for finding in found.findings]


def test_a_row_is_index_label_path_with_tabs_and_a_plain_line_end() -> None:
    assert format_row(Row(5, (2.0,), "daisy/a b.jpg")) == "5\t2\tdaisy/a b.jpg\n"
    assert format_row(Row(7, (1.0, 0.0, 1.0), "é.jpg")) == "7\t1\t0\t1\té.jpg\n"


@pytest.mark.parametrize("path", ["a\tb.jpg", "a\nb.jpg", "a\rb.jpg", " a.jpg", "a.jpg ", "\udce9.jpg"])
def test_a_path_that_no_list_can_hold_is_not_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="name"):
        write(tmp_path / "a.lst", [Row(0, (0.0,), "good.jpg"), Row(1, (0.0,), path)])
    assert list(tmp_path.iterdir()) == []


rows = st.lists(
    st.builds(
        Row,
        st.integers(0, 10**18),
        st.integers(0, 50).map(lambda label: (float(label),)),
        st.text(min_size=1).filter(
            lambda path: (
                not_listable(path) is None
                and "\\" not in path
                and ":" not in path
                and path[0] != "/"
                and ".." not in path
            )
        ),
    ),
    min_size=1,
    unique_by=(lambda row: row.index, lambda row: row.path),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows)
def test_what_is_written_is_read_again(tmp_path: Path, rows: list[Row]) -> None:
    write(tmp_path / "a.lst", rows)
    found = read(tmp_path / "a.lst")
    assert list(found.rows) == rows
    assert {finding.kind for finding in found.findings} <= {"label-gap", "index-gaps"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    st.one_of(
        st.binary(),
        st.lists(
            st.lists(
                st.sampled_from(
                    ["0", "1", "4", "5", "nan", "1e999", "", "a.jpg", "../x", "/y", "-1", "٣", "²"]
                )
            )
        ).map(lambda lines: "\n".join("\t".join(line) for line in lines).encode()),
    )
)
def test_no_list_raises_anything_but_the_projects_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.lst"
    file.write_bytes(content)
    try:
        found = read(file)
    except DatasetError:
        return
    lines = content.count(b"\n") + 1
    assert all(finding.line is None or 1 <= finding.line <= lines for finding in found.findings)
    assert len(found.rows) == len(found.lines)


@pytest.mark.parametrize(
    ("line", "level", "kind"),
    [
        ("", "warning", "blank-line"),
        ("  \t ", "warning", "blank-line"),
        ("1\t0", "error", "too-few-columns"),
        ("just words", "error", "too-few-columns"),
        ("1 0 a/1.jpg", "error", "spaces-not-tabs"),
        ("\t1 0 a/1.jpg", "error", "spaces-not-tabs"),
        ("a/1.jpg 7", "error", "path-before-label"),
        ("a/1.jpg\t7", "error", "path-before-label"),
        ("x\t0\ta/1.jpg", "error", "bad-index"),
        ("9" * 5000 + "\t0\ta/1.jpg", "error", "bad-index"),
        ("-1\t0\ta/1.jpg", "error", "bad-index"),
        ("1.0\t0\ta/1.jpg", "error", "bad-index"),
        ("1\tdaisy\ta/1.jpg", "error", "bad-label"),
        ("1\tnan\ta/1.jpg", "error", "bad-label"),
        ("1\tinf\ta/1.jpg", "error", "bad-label"),
        ("1\t1e999\ta/1.jpg", "error", "bad-label"),
        ("1\t-1\ta/1.jpg", "error", "bad-label"),
        ("1\t0.5\ta/1.jpg", "error", "bad-label"),
        ("1\t999999999999\ta/1.jpg", "error", "label-too-large"),
        ("1\t0\t", "error", "no-path"),
        ("1\t0\t/etc/passwd", "error", "absolute-path"),
        ("1\t0\tC:\\photos\\1.jpg", "error", "absolute-path"),
        ("1\t0\ts3://bucket/1.jpg", "error", "absolute-path"),
        ("1\t0\t../1.jpg", "error", "path-leaves-root"),
        ("1\t0\ta/../../1.jpg", "error", "path-leaves-root"),
        ("1\t0\ta\\..\\1.jpg", "error", "path-leaves-root"),
        ("1\t0\ta/\r.jpg", "error", "unlistable-name"),
        ("1\t0\tb\ta/1.jpg", "error", "bad-label"),
        ("1\t0\t1\ta/1.jpg", "error", "column-count"),
        ("0\t0\ta/1.jpg", "error", "duplicate-index"),
        ("1\t0\tgood.jpg", "warning", "listed-twice"),
        ("1\t1\tgood.jpg", "warning", "two-labels"),
        ("1\t2\ta/1.jpg", "warning", "label-gap"),
        ("1\t0\ta\\1.jpg", "warning", "backslash"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str, level: str, kind: str) -> None:
    found = listed(tmp_path, f"0\t0\tgood.jpg\n{line}\n2\t0\tgood2.jpg\n3\t0\tgood3.jpg\n")
    assert (level, kind, 2) in faults(found)
    assert all(finding.path == str(tmp_path / "some.lst") for finding in found.findings)


@pytest.mark.parametrize("path", ["../1.jpg", "/etc/passwd", "a/../../1.jpg"])
def test_a_path_out_of_the_root_is_no_row(tmp_path: Path, path: str) -> None:
    found = listed(tmp_path, f"0\t0\tgood.jpg\n1\t0\t{path}\n")
    assert [row.path for row in found.rows] == ["good.jpg"]


def test_dots_that_climb_nowhere_are_a_plain_name(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t0\ta..b.jpg\n1\t0\tc...jpg\n2\t0\t12:30.jpg\n")
    assert len(found.rows) == 3
    assert not found.findings


def test_bytes_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    found = listed(tmp_path, b"0\t0\tgood.jpg\n1\t0\tcaf\xe9.jpg\n")
    assert faults(found) == [("error", "unlistable-name", 2)]


def test_a_byte_order_mark_is_told_at_line_1(tmp_path: Path) -> None:
    found = listed(tmp_path, b"\xef\xbb\xbf0\t0\ta.jpg\n1\t0\tb.jpg\n")
    assert faults(found) == [("error", "byte-order-mark", 1)]
    assert len(found.rows) == 2


def test_windows_line_ends_are_one_info(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t0\ta.jpg\n1\t0\tb.jpg\r\n2\t0\tc.jpg\r\n")
    assert faults(found) == [("info", "crlf", 2)]
    assert "2 lines" in found.findings[0].detail
    assert [row.path for row in found.rows] == ["a.jpg", "b.jpg", "c.jpg"]


def test_labels_with_a_point_are_read_and_told_once(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t0.000000\ta.jpg\n1\t1.000000\tb.jpg\n2\t1.000000\tc.jpg\n")
    assert [row.labels for row in found.rows] == [(0.0,), (1.0,), (1.0,)]
    assert faults(found) == [("info", "float-labels", 1)]


def test_labels_must_be_below_num_classes(tmp_path: Path) -> None:
    lines = "0\t0\ta.jpg\n1\t1\tb.jpg\n2\t2\tc.jpg\n3\t2\td.jpg\n"
    found = listed(tmp_path, lines, num_classes=2)
    assert faults(found) == [("error", "label-too-large", 3), ("error", "label-too-large", 4)]
    assert not listed(tmp_path, lines, num_classes=3).findings


def test_labels_that_start_at_1_are_told(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t2\ta.jpg\n1\t1\tb.jpg\n")
    assert faults(found) == [("warning", "label-gap", 2)]
    assert "no image has 0" in found.findings[0].detail


def test_gaps_between_indices_are_an_info(tmp_path: Path) -> None:
    found = listed(tmp_path, "5\t0\ta.jpg\n9\t0\tb.jpg\n6\t0\tc.jpg\n")
    assert faults(found) == [("info", "index-gaps", 2)]


def test_several_columns_of_0_and_1_are_multi_label(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t1\t0\t1\ta.jpg\n1\t0\t0\t1\tb.jpg\n")
    assert found.multi_label
    assert not found.findings
    assert found.rows[0] == Row(0, (1.0, 0.0, 1.0), "a.jpg")


def test_several_columns_must_be_as_many_as_classes(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t1\t0\t1\ta.jpg\n", num_classes=4)
    assert faults(found) == [("error", "label-columns", 1)]


def test_several_columns_hold_only_0_and_1(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t1\t0\ta.jpg\n1\t2\t0\tb.jpg\n")
    assert faults(found) == [("error", "mixed-labels", 2)]


def test_a_detection_list_is_recognised(tmp_path: Path) -> None:
    found = listed(tmp_path, "0\t2\t5\t1\t.1\t.1\t.5\t.5\ta.jpg\n1\t2\t5\tb.jpg\n")
    assert found.detection
    assert faults(found) == [("error", "detection-list", 1)]


def test_faults_beyond_a_thousand_of_a_kind_are_counted(tmp_path: Path) -> None:
    found = listed(tmp_path, "1 0 a.jpg\n" * 5000)
    told = [finding for finding in found.findings if finding.kind == "spaces-not-tabs"]
    assert len(told) == 1001
    assert told[-1].detail.startswith("4,000 more")


def test_an_empty_list_is_an_error(tmp_path: Path) -> None:
    assert faults(listed(tmp_path, "")) == [("error", "empty-list", None)]


def test_hostile_text_in_a_list_is_told_harmlessly(tmp_path: Path) -> None:
    found = listed(tmp_path, "x\x1b]52;c;aGk=\x07\t0\ta.jpg\n1\t\x1b[2Jz\tb.jpg\n2\t0\t/\x1b[31m\n")
    assert len(found.findings) >= 3
    assert all(finding.detail.isprintable() for finding in found.findings)


@pytest.mark.parametrize("content", [b"\0\0\1\0 not a list", None])
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "a.lst"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DatasetError):
        read(file)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="regular file"):
        read(tmp_path)


def test_reading_is_cancelled_in_the_middle(tmp_path: Path) -> None:
    token = CancelToken()
    file = tmp_path / "a.lst"
    file.write_text("".join(f"{number}\t0\tphoto_{number}.jpg\n" for number in range(100_000)))

    def stop(count: int) -> None:
        if count > 20_000:
            token.cancel()

    with pytest.raises(Cancelled):
        read(file, on_progress=stop, cancel=token)


def test_writing_replaces_the_old_list_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("old")
    write(tmp_path / "a.lst", [Row(0, (0.0,), "a.jpg")])
    assert (tmp_path / "a.lst").read_bytes() == b"0\t0\ta.jpg\n"
    assert [file.name for file in tmp_path.iterdir()] == ["a.lst"]


REAL = {
    "crlf-int-labels.lst": (21, [("info", "crlf", 1)]),
    "detection-header4.lst": (4, [("error", "detection-list", 1)]),
    "id-gaps.lst": (30, [("info", "index-gaps", 2)]),
    "im2rec-float-labels.lst": (30, [("info", "float-labels", 1), ("info", "index-gaps", 28)]),
    "int-labels.lst": (30, []),
    "malformed-leading-tab-spaces.lst": (
        0,
        [*[("error", "spaces-not-tabs", line) for line in range(1, 9)], ("error", "empty-list", None)],
    ),
    "multilabel-onehot-4.lst": (34, [("info", "index-gaps", 9)]),
    "not-mxnet-path-space-label.lst": (
        0,
        [*[("error", "path-before-label", line) for line in range(1, 21)], ("error", "empty-list", None)],
    ),
    "spaces-in-names.lst": (24, [("info", "float-labels", 1), ("info", "index-gaps", 17)]),
}


@pytest.mark.parametrize("name", REAL)
def test_the_real_lists_have_these_faults(shared: Path, name: str) -> None:
    found = read(shared / "data" / "lst" / name)
    assert (len(found.rows), faults(found)) == REAL[name]


def test_the_excerpt_of_a_thousand_classes_has_gaps_only(shared: Path) -> None:
    found = read(shared / "data" / "lst" / "imagenet-val-flat.lst")
    assert len(found.rows) == 15
    assert {(level, kind) for level, kind, _ in faults(found)} == {
        ("warning", "label-gap"),
        ("info", "index-gaps"),
    }


def test_no_real_list_is_left_out(shared: Path) -> None:
    on_disk = {file.name for file in (shared / "data" / "lst").glob("*.lst")}
    assert on_disk == {*REAL, "imagenet-val-flat.lst"}


def test_columns_that_are_read_fast_are_read_as_with_care(tmp_path: Path) -> None:
    plain = "0\t1\t0\ta.jpg\n1\t1\t0\tb.jpg\n2\t0\t0\tc/d.jpg\n3\t0\t1\te.jpg\n"
    careful = plain.replace("\t1\t0\t", "\t1.0\t 0\t").replace("2\t0\t0", "2\t0.\t0")
    found = [listed(tmp_path, text) for text in (plain, careful)]
    assert found[0].rows == found[1].rows
    assert [row.labels for row in found[0].rows] == [(1.0, 0.0), (1.0, 0.0), (0.0, 0.0), (0.0, 1.0)]
    assert found[0].findings == ()
    odd = listed(tmp_path, plain + "4\t1\t2\tf.jpg\n5\t1\t0\t1\tg.jpg\n6\t1\th.jpg\n7\t1\t0\t../i.jpg\n")
    assert odd.rows == found[0].rows
