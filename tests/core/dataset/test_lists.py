"""Whatever the tree and whatever is asked for, the lists together are exactly the photos."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import DatasetSettings
from core.dataset import lst
from core.dataset.lists import Wanted, judged_as, left_over, make_lists
from core.dataset.load import load
from core.dataset.model import ClassCount, DataSet, Row
from core.dataset.reading import Folders, Reading
from core.errors import UsageError
from tests.core.dataset.samples import named

PARTS = ("train", "validation", "test")

segments = (
    st.sampled_from(["C:", "..\\up", "a\\..", "b\\c"])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=8)
).filter(lambda name: name not in {".", ".."} and len(name.encode()) < 60)
endings = st.sampled_from([".jpg", ".JPG", ".jpeg", ".png", ".gif", ".txt", ".jpg ", ""])
files = st.lists(
    st.tuples(st.lists(st.sampled_from("abc") | segments, max_size=3), segments, endings), max_size=40
)


def planted(root: Path, files: list[tuple[list[str], str, str]]) -> None:
    """The files, but for those whose name is taken by a folder or whose folder's name is taken by a file."""
    for folders, name, ending in files:
        try:
            named(root, "/".join([*folders, name + ending]))
        except OSError:
            continue


def photos_of(root: Path, reading: Folders) -> set[str]:
    """What the documentation says is a photo, found in the plainest way."""
    found = set()
    for file in root.rglob("*"):
        path = file.relative_to(root).as_posix()
        if (
            file.is_file()
            and file.suffix.lower() in {".jpg", ".jpeg", ".png"}
            and not any(part.startswith(".") for part in path.split("/"))
            and not set(path) & set("\t\n\r")
            and path.strip() == path
            and ".." not in path.replace("\\", "/").split("/")
            and not path.startswith(("C:/", "C:\\"))
            and ("/" not in path) == (reading == "flat")
        ):
            found.add(path)
    return found


@settings(deadline=None, max_examples=150)
@given(
    files,
    st.sampled_from(["top", "nested", "flat"]),
    st.none() | st.floats(0.01, 0.6),
    st.none() | st.floats(0.01, 0.39),
    st.integers(1, 4),
    st.booleans(),
    st.integers(0, 2**32),
)
def test_all_lists_together_are_exactly_the_photos(
    files: list[tuple[list[str], str, str]],
    folders: Folders,
    validation: float | None,
    test: float | None,
    chunks: int,
    shuffle: bool,
    seed: int,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "photos"
        root.mkdir()
        planted(root, files)
        source = DatasetSettings(path=root, validation=validation or 0.2, seed=seed)
        data = load(source, reading=Reading(folders))
        wanted = Wanted(validation, test, seed, chunks, shuffle)
        try:
            lists = make_lists(data, wanted)
        except UsageError:
            assert chunks > 1
            lists = make_lists(data, Wanted(validation, test, seed, 1, shuffle))
        written: list[Row] = []
        for name, rows in lists.files().items():
            lst.write(Path(folder) / name, rows)
            written += lst.read(Path(folder) / name).rows
        assert sorted(row.path for row in written) == sorted(photos_of(root, folders))
        assert sorted(row.index for row in written) == list(range(len(written)))
        labels = Counter(int(row.labels[0]) for row in written)
        assert labels == {row.label: row.images for row in data.classes}
        assert not left_over(Path(folder), lists.files())
        if folders != "flat":
            names = {row.label: row.name for row in data.classes}
            for row in written:
                of_folder = row.path.rpartition("/")[0] if folders == "nested" else row.path.partition("/")[0]
                assert names[int(row.labels[0])] == of_folder


def of(counts: dict[int, int], *, width: int = 0) -> DataSet:
    """A data set of that many photos of each label, all of which train."""
    labels = [label for label, count in counts.items() for _ in range(count)]
    rows = [
        Row(
            place,
            tuple(float(column == label) for column in range(width)) if width else (float(label),),
            f"{label}/{place}.jpg",
        )
        for place, label in enumerate(labels)
    ]
    classes = tuple(ClassCount(label, str(label), count) for label, count in counts.items())
    return DataSet(Path("photos"), classes, rows, (), multi_label=bool(width))


def test_what_tests_is_judged_as_what_does_not_train() -> None:
    data = of({0: 10, 1: 10})
    lists = make_lists(data, Wanted(0.2, 0.3))
    judged = judged_as(data, lists)
    assert (len(judged.train), len(judged.validation)) == (10, 10)
    assert {row.path for row in judged.validation} == {
        row.path for part in ("validation", "test") for row in lists.parts[part]
    }


def test_a_class_of_enough_photos_is_in_every_list() -> None:
    lists = make_lists(of({0: 3, 1: 300}), Wanted(0.01, 0.01))
    assert {part: {row.labels for row in rows} for part, rows in lists.parts.items()} == {
        part: {(0.0,), (1.0,)} for part in PARTS
    }


@pytest.mark.parametrize(("validation", "test"), [(0.7, 0.3), (0.9, 0.2), (0.2, 1.0), (None, float("nan"))])
def test_shares_that_leave_nothing_to_train_are_refused(validation: float | None, test: float) -> None:
    with pytest.raises(UsageError):
        make_lists(of({0: 10}), Wanted(validation, test))


def test_photos_with_several_labels_are_divided_and_dealt_without_loss() -> None:
    data = of({0: 20, 1: 30, 2: 50}, width=3)
    lists = make_lists(data, Wanted(0.2, 0.1, chunks=5))
    assert {part: len(rows) for part, rows in lists.parts.items()} == {
        "train": 70,
        "validation": 20,
        "test": 10,
    }
    written = [row.path for rows in lists.files().values() for row in rows]
    assert sorted(written) == sorted(row.path for row in data.train)
    for chunk in lists.chunks:
        assert Counter(row.labels.index(1.0) for row in chunk["validation"]) <= Counter({0: 1, 1: 2, 2: 2})


def test_shares_are_taken_as_they_are_written() -> None:
    # As binary floats 0.29 of 100 is 28.999…, and 0.1 + 0.2 more than 0.3.
    lists = make_lists(of({0: 100}), Wanted(0.29, 0.01))
    assert [len(lists.parts[part]) for part in PARTS] == [70, 29, 1]


def test_too_many_chunks_are_refused_with_a_number_that_fits_every_list() -> None:
    data = of({0: 40, 1: 40})
    with pytest.raises(UsageError) as caught:
        make_lists(data, Wanted(None, 0.2, chunks=500))
    assert caught.value.fix == "ask for 16 chunks or fewer"
    assert len(make_lists(data, Wanted(None, 0.2, chunks=16)).chunks) == 16


def test_small_classes_in_many_chunks_are_named() -> None:
    lists = make_lists(of({0: 40, 1: 3}), Wanted(None, None, chunks=4))
    (finding,) = lists.findings
    assert finding.kind == "thin-chunks"
    assert finding.detail.endswith("of class 1")
    assert not make_lists(of({0: 40, 1: 4}), Wanted(None, None, chunks=4)).findings


def test_classes_that_no_photo_tests_are_named() -> None:
    lists = make_lists(of({0: 40, 1: 2, 2: 1, 3: 3}), Wanted(0.2, 0.2))
    (finding,) = lists.findings
    assert (finding.level, finding.kind) == ("warning", "not-tested")
    assert finding.detail == "test.lst has no photo of 2 classes: 1, 2"
    assert not make_lists(of({0: 40, 1: 2}), Wanted(0.2)).findings


def test_a_list_that_is_written_anew_is_not_left_over(tmp_path: Path) -> None:
    named(tmp_path, "train.lst", "validation_3.lst", "mine.lst", "train_old.lst", "test.lst")
    (finding,) = left_over(tmp_path, ["train.lst"])
    assert finding.detail.endswith(": test.lst, validation_3.lst")
    assert left_over(tmp_path / "nowhere", []) == []
