"""A list is validated by itself: its lines, and with a root the photos they name."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.dataset.listcheck import CheckedList, check_list
from core.errors import Cancelled, DatasetError
from tests.core.dataset.samples import encoded, folder, jpeg, picture

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {"image_shape": "3,32,32"}


def checked(root: Path, content: str, *, look: bool = True) -> CheckedList:
    file = root / "some.lst"
    file.write_text(content)
    return check_list(file, root=root if look else None, hyperparameters=SMALL)


def told(found: CheckedList) -> list[tuple[str, str, int | None]]:
    return [(finding.level, finding.kind, finding.line) for finding in found.findings]


def test_without_a_root_no_photo_is_looked_at(tmp_path: Path) -> None:
    found = checked(tmp_path, "0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n", look=False)
    assert (found.rows, told(found)) == (2, [])
    assert [row.name for row in found.classes] == ["a", "b"]


def test_what_a_photo_is_comes_with_the_line_that_names_it(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "a/1.jpg": jpeg(),
            "a/gif.jpg": encoded(picture(), "GIF"),
            "b/tiny.jpg": jpeg(20, 20),
            "b/none.png": b"",
            "b/half.png": encoded(picture(), "PNG")[:2000],
        },
    )
    paths = ["a/1.jpg", "a/gif.jpg", "b/tiny.jpg", "b/none.png", "b/gone.jpg", "b/half.png"]
    found = checked(tmp_path, "".join(f"{place}\t{place // 2}\t{path}\n" for place, path in enumerate(paths)))
    assert told(found) == [
        ("error", "not-jpeg-or-png", 2),
        ("error", "too-small", 3),
        ("error", "empty-file", 4),
        ("error", "missing-file", 5),
        ("error", "broken-image", 6),
    ]
    assert {finding.path for finding in found.findings} == {str(tmp_path / "some.lst")}
    assert found.findings[0].detail.startswith("a/gif.jpg ")


def test_no_line_leads_out_of_the_root(tmp_path: Path) -> None:
    root = folder(tmp_path / "data", {"a/1.jpg": jpeg(), "b/1.jpg": jpeg(seed=1)})
    folder(tmp_path / "secret", {"1.jpg": jpeg(seed=2)})
    (root / "a/2.jpg").symlink_to("../../secret/1.jpg")
    (root / "out").symlink_to("../secret")
    os.mkfifo(root / "b/pipe.jpg")
    paths = ["a/1.jpg", "b/1.jpg", "../secret/1.jpg", str(tmp_path / "secret/1.jpg"), "a/2.jpg", "out/1.jpg"]
    paths += ["b/pipe.jpg", "b", "a/../../secret/1.jpg", "file:///etc/passwd"]
    found = checked(root, "".join(f"{place}\t{place % 2}\t{path}\n" for place, path in enumerate(paths)))
    assert sorted((line, kind) for _, kind, line in told(found) if kind != "index-gaps") == [
        (3, "path-leaves-root"),
        (4, "absolute-path"),
        (5, "link-outside"),
        (6, "link-outside"),
        (7, "not-a-file"),
        (8, "not-a-file"),
        (9, "path-leaves-root"),
        (10, "absolute-path"),
    ]


def test_one_class_is_a_warning_also_where_its_label_is_not_0(tmp_path: Path) -> None:
    assert ("warning", "one-class", None) in told(checked(tmp_path, "0\t0\ta.jpg\n1\t0\tb.jpg\n", look=False))
    assert ("warning", "one-class", None) in told(checked(tmp_path, "0\t1\ta.jpg\n1\t1\tb.jpg\n", look=False))


def test_names_with_escape_sequences_are_told_harmlessly(tmp_path: Path) -> None:
    evil = "\x1b]52;c;aGk=\x07\x1b[2J"
    found = checked(tmp_path, f"0\t0\t{evil}/1.jpg\n1\t{evil}\tb.jpg\n{evil}\t1\tb.jpg\n3\t0\t/{evil}\n")
    assert len(found.findings) >= 4
    assert all(finding.detail.isprintable() for finding in found.findings)


def test_a_root_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("0\t0\ta.jpg\n")
    with pytest.raises(DatasetError):
        check_list(tmp_path / "a.lst", root=tmp_path / "nowhere")


def test_a_check_is_cancelled_between_photos(tmp_path: Path) -> None:
    (tmp_path / "a.lst").write_text("".join(f"{number}\t0\t{number}.jpg\n" for number in range(1000)))
    token, seen = CancelToken(), list[int]()

    def stop(done: int, total: int, step: str) -> None:
        seen.append(done)
        token.cancel()

    with pytest.raises(Cancelled):
        check_list(tmp_path / "a.lst", root=tmp_path, on_progress=stop, cancel=token)
    assert seen == [0]


REAL: dict[str, tuple[int, list[str], dict[tuple[str, str], int]]] = {
    "crlf-int-labels.lst": (21, ["cats", "dogs"], {("info", "crlf"): 1}),
    "detection-header4.lst": (4, [], {("error", "detection-list"): 1}),
    "id-gaps.lst": (30, ["0", "1"], {("info", "index-gaps"): 1}),
    "im2rec-float-labels.lst": (
        30,
        ["helmet", "nohelmet"],
        {("info", "float-labels"): 1, ("info", "index-gaps"): 1},
    ),
    "imagenet-val-flat.lst": (
        15,
        [str(label) for label in range(981)],
        {("warning", "label-gap"): 15, ("info", "index-gaps"): 1},
    ),
    "int-labels.lst": (30, ["0", "1"], {}),
    "malformed-leading-tab-spaces.lst": (
        0,
        [],
        {("error", "spaces-not-tabs"): 8, ("error", "empty-list"): 1},
    ),
    "multilabel-onehot-4.lst": (34, ["0", "1", "2", "3"], {("info", "index-gaps"): 1}),
    "not-mxnet-path-space-label.lst": (
        0,
        [],
        {("error", "path-before-label"): 20, ("error", "empty-list"): 1},
    ),
    "spaces-in-names.lst": (
        24,
        ["0"],
        {("warning", "one-class"): 1, ("info", "float-labels"): 1, ("info", "index-gaps"): 1},
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_each_real_list_gives_the_findings_it_should(shared: Path, name: str) -> None:
    found = check_list(shared / "data" / "lst" / name)
    kinds = Counter((finding.level, finding.kind) for finding in found.findings)
    assert (found.rows, [row.name for row in found.classes], kinds) == REAL[name]


def test_no_real_list_is_left_out(shared: Path) -> None:
    assert {file.name for file in (shared / "data" / "lst").glob("*.lst")} == set(REAL)


def test_the_real_lists_of_the_flowers_are_sound(shared: Path) -> None:
    data = shared / "data"
    for name in ("flowers-im2rec-shuffled.lst", "flowers-im2rec-noshuffle.lst"):
        found = check_list(data / "recordio" / name, root=data / "flowers", hyperparameters={"resize": "224"})
        assert [(row.name, row.images) for row in found.classes] == [
            (name, 80) for name in ("daisy", "dandelion", "roses", "sunflowers", "tulips")
        ]
        assert {level for level, _, _ in told(found)} == {"info"}


def test_classes_that_are_far_smaller_than_others_are_told_of_the_list(tmp_path: Path) -> None:
    file = tmp_path / "a.lst"
    file.write_text("".join(f"{number}\t{int(number >= 40)}\t{number}.jpg\n" for number in range(43)))
    (finding,) = check_list(file).findings
    assert (finding.level, finding.kind, finding.path) == ("warning", "class-imbalance", str(file))
