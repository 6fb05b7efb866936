"""The command lst, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.runner import Result, controls_in, trainscope
from tests.core.dataset.samples import folder, jpeg, named

CLASSES = [{"label": 0, "name": "daisy", "images": 10}, {"label": 1, "name": "rose", "images": 10}]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ten sound photos of each of two classes, large enough for the default image_shape."""
    names = [f"{name}/{number}.jpg" for name in ("daisy", "rose") for number in range(10)]
    return folder(tmp_path / "photos", {name: jpeg(240, 230, seed=seed) for seed, name in enumerate(names)})


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A folder with files of photos' names in two classes of thirteen, to be read with --no-check."""
    return named(tmp_path / "names", *[f"{name}/{number:02}.jpg" for name in "ab" for number in range(13)])


def lst(home: Path, *args: str | Path) -> Result:
    return trainscope(home, "lst", *args)


def rows(file: Path) -> list[tuple[int, int, str]]:
    cells = [line.split("\t") for line in file.read_text().splitlines()]
    return [(int(index), int(label), path) for index, label, path in cells]


def paths_in(out: Path) -> list[str]:
    return sorted(path for file in out.glob("*.lst") for _, _, path in rows(file))


def test_lst_writes_lists_and_class_names(home: Path, photos: Path, tmp_path: Path) -> None:
    result = lst(home, photos, "-o", tmp_path / "out", "--validation", "0.3", "--json")
    assert result.code == 0
    assert result.json() == {"train": 14, "validation": 6, "classes": CLASSES}
    out = tmp_path / "out"
    assert {file.name for file in out.iterdir()} == {"classes.json", "train.lst", "validation.lst"}
    both = rows(out / "train.lst") + rows(out / "validation.lst")
    assert sorted(index for index, _, _ in both) == list(range(20))
    assert all((photos / path).is_file() for _, _, path in both)
    assert {(label, path.split("/")[0]) for _, label, path in both} == {(0, "daisy"), (1, "rose")}
    assert json.loads((out / "classes.json").read_text()) == ["daisy", "rose"]


def test_what_lst_writes_passes_check(home: Path, photos: Path, tmp_path: Path) -> None:
    assert lst(home, photos, "-o", tmp_path / "out").code == 0
    result = trainscope(home, "check", tmp_path / "out" / "train.lst", "--root", photos, "--json")
    assert result.code == 0
    assert result.json()["rows"] == 16
    assert [row["name"] for row in result.json()["classes"]] == ["daisy", "rose"]
    assert {problem["kind"] for problem in result.json()["problems"]} <= {"index-gaps"}


def test_lst_is_repeatable_and_the_seed_changes_it(home: Path, names: Path, tmp_path: Path) -> None:
    for out, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert lst(home, names, "-o", tmp_path / out, "--seed", seed, "--test", "0.1", "--no-check").code == 0
    for name in ("train.lst", "validation.lst", "test.lst"):
        first, again, other = [(tmp_path / out / name).read_bytes() for out in "abc"]
        assert first == again != other


def test_lst_refuses_photos_with_errors_unless_told(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "bad.jpg").write_bytes(b"")
    refused = lst(home, photos, "-o", tmp_path / "out")
    assert (refused.code, refused.stdout) == (1, "")
    assert "rose/bad.jpg" in refused.stderr
    assert not (tmp_path / "out").exists()
    assert lst(home, photos, "-o", tmp_path / "out", "--no-check").code == 0


def test_lst_writes_nothing_for_no_photos(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert lst(home, tmp_path / "empty", "-o", tmp_path / "out", "--no-check").code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("part", ["0", "1", "-1", "nan", "x"])
@pytest.mark.parametrize("option", ["--validation", "--test"])
def test_lst_refuses_a_part_that_is_none(
    home: Path, names: Path, option: str, part: str, tmp_path: Path
) -> None:
    result = lst(home, names, "-o", tmp_path / "out", f"{option}={part}", "--no-check")
    assert (result.code, len(result.stderr.splitlines())) == (2, 2)
    assert not (tmp_path / "out").exists()


def test_a_test_list_takes_its_photos_from_those_that_train(home: Path, names: Path, tmp_path: Path) -> None:
    plain, tested = tmp_path / "plain", tmp_path / "tested"
    assert lst(home, names, "-o", plain, "--no-check").code == 0
    result = lst(home, names, "-o", tested, "--test", "0.2", "--no-check", "--json")
    assert {key: result.json()[key] for key in ("train", "validation", "test")} == {
        "train": 16,
        "validation": 5,
        "test": 5,
    }
    assert paths_in(plain) == paths_in(tested)
    assert sorted(rows(plain / "validation.lst")) == sorted(rows(tested / "validation.lst"))
    for part in ("train", "validation", "test"):
        assert {label for _, label, _ in rows(tested / f"{part}.lst")} == {0, 1}


def test_parts_that_leave_nothing_to_train_are_refused(home: Path, names: Path, tmp_path: Path) -> None:
    result = lst(home, names, "-o", tmp_path / "out", "--validation", "0.7", "--test", "0.3", "--no-check")
    assert result.code == 2
    assert "0.7 for validation and 0.3 for test" in result.stderr


def test_all_photos_in_one_list(home: Path, names: Path, tmp_path: Path) -> None:
    result = lst(home, names, "-o", tmp_path / "out", "--no-validation", "--no-check", "--json")
    assert (result.json()["train"], result.json()["validation"]) == (26, 0)
    assert [file.name for file in (tmp_path / "out").glob("*.lst")] == ["train.lst"]


def test_ratios_that_are_1_together_lose_no_photo(home: Path, names: Path, tmp_path: Path) -> None:
    args = ("--no-validation", "--test", "0.2", "--no-check", "--json")
    result = lst(home, names, "-o", tmp_path / "out", *args)
    assert (result.json()["train"], result.json()["test"]) == (21, 5)
    assert len(set(paths_in(tmp_path / "out"))) == 26


def test_chunks_are_lists_that_are_the_whole_together(home: Path, names: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert lst(home, names, "-o", whole, "--test", "0.2", "--no-check").code == 0
    result = lst(home, names, "-o", cut, "--test", "0.2", "--chunks", "3", "--no-check", "--json")
    assert result.json()["chunks"] == [
        {"train": 6, "validation": 1, "test": 2},
        {"train": 5, "validation": 2, "test": 2},
        {"train": 5, "validation": 2, "test": 1},
    ]
    for part in ("train", "validation", "test"):
        chunks = [rows(cut / f"{part}_{number}.lst") for number in range(3)]
        assert sorted(row for chunk in chunks for row in chunk) == sorted(rows(whole / f"{part}.lst"))


def test_chunks_are_named_so_that_their_order_is_that_of_their_names(
    home: Path, names: Path, tmp_path: Path
) -> None:
    args = ("--no-validation", "--chunks", "11", "--no-check")
    assert lst(home, names, "-o", tmp_path / "out", *args).code == 0
    files = sorted(file.name for file in (tmp_path / "out").glob("*.lst"))
    assert files == [f"train_{number:02}.lst" for number in range(11)]


def test_chunks_that_would_be_empty_are_refused(home: Path, names: Path, tmp_path: Path) -> None:
    result = lst(home, names, "-o", tmp_path / "out", "--chunks", "6", "--no-check")
    assert result.code == 2
    assert "ask for 5 chunks or fewer" in result.stderr
    assert not (tmp_path / "out").exists()


def test_classes_that_are_not_in_every_chunk_are_told(home: Path, names: Path, tmp_path: Path) -> None:
    named(names, "c/1.jpg", "c/2.jpg", "c/3.jpg")
    result = lst(home, names, "-o", tmp_path / "out", "--chunks", "4", "--no-check")
    assert result.code == 0
    assert "thin-chunks" in result.stderr


def test_lists_without_shuffle_go_by_label_and_path(home: Path, names: Path, tmp_path: Path) -> None:
    mixed, ordered = tmp_path / "mixed", tmp_path / "ordered"
    assert lst(home, names, "-o", mixed, "--no-check").code == 0
    assert lst(home, names, "-o", ordered, "--no-shuffle", "--no-check").code == 0
    for name in ("train.lst", "validation.lst"):
        assert rows(mixed / name) != rows(ordered / name) == sorted(rows(mixed / name))


def test_lists_of_an_earlier_run_are_told(home: Path, names: Path, tmp_path: Path) -> None:
    args = (names, "-o", tmp_path / "out", "--no-check")
    assert "left-over-list" not in lst(home, *args, "--chunks", "2").stderr
    assert "left-over-list" in lst(home, *args).stderr


def test_every_nested_folder_is_a_class_as_im2rec_reads_it(home: Path, tmp_path: Path) -> None:
    tree = [
        "10/z.png",
        "9/._z.jpg",
        "9/z.jpeg",
        "B/1.JPG",
        "a/x.jpg",
        "a/sub/y.jpg",
        "a-b/1.jpg",
        "c/d/1.jpg",
    ]
    root = named(tmp_path / "tree", *tree)
    args = ("--nested", "--no-validation", "--no-check", "--json")
    result = lst(home, root, "-o", tmp_path / "out", *args)
    wanted = ["10", "9", "B", "a", "a/sub", "a-b", "c/d"]
    assert [row["name"] for row in result.json()["classes"]] == wanted
    assert json.loads((tmp_path / "out" / "classes.json").read_text()) == wanted
    assert {path.rpartition("/")[0]: label for _, label, path in rows(tmp_path / "out" / "train.lst")} == {
        name: label for label, name in enumerate(wanted)
    }
    assert "nested-folder" not in result.stderr
    assert "empty-class" not in result.stderr


def test_nested_classes_are_taken_in_the_order_of_the_configuration(home: Path, tmp_path: Path) -> None:
    root = named(tmp_path / "tree", "a/1.jpg", "a/sub/1.jpg", "b/1.jpg")
    (home / "trainscope.yaml").write_text(f"dataset: {{path: {root}, classes: [b, a/sub]}}\n")
    result = lst(home, "--nested", "-o", tmp_path / "out", "--no-check", "--json")
    assert [(row["label"], row["name"]) for row in result.json()["classes"]] == [(0, "b"), (1, "a/sub")]


def test_a_flat_folder_is_one_class(home: Path, tmp_path: Path) -> None:
    root = named(tmp_path / "plain", "b.jpg", "a.png", "C.JPG", ".hidden.jpg", "notes.txt", "sub/1.jpg")
    (root / "link").symlink_to("sub")
    (home / "trainscope.yaml").write_text("dataset: {classes: [x, y]}\n")
    result = lst(home, root, "-o", tmp_path / "out", "--flat", "--no-validation", "--no-check", "--json")
    assert result.json()["classes"] == [{"label": 0, "name": "plain", "images": 3}]
    assert paths_in(tmp_path / "out") == ["C.JPG", "a.png", "b.jpg"]
    assert "2 folders lie beside the photos and were not read: link, sub" in result.stderr
    assert "one-class" in result.stderr


def test_a_flat_reading_of_class_folders_says_why_there_is_nothing(
    home: Path, names: Path, tmp_path: Path
) -> None:
    result = lst(home, names, "-o", tmp_path / "out", "--flat", "--no-check")
    assert result.code == 2
    assert "no photo lies in the folder itself" in result.stderr
    assert lst(home, names, "-o", tmp_path / "out", "--flat").code == 1


@pytest.mark.parametrize(
    "exts", [("--exts", "jpg,.PNG"), ("--exts", "JPG", "--exts", "png"), ("--exts", "png jpg")]
)
def test_endings_are_taken_in_any_case_with_or_without_a_dot(
    home: Path, tmp_path: Path, exts: tuple[str, ...]
) -> None:
    root = named(tmp_path / "tree", "a/1.jpg", "a/2.JPG", "a/3.jpeg", "b/4.png", "b/5.txt")
    result = lst(home, root, "-o", tmp_path / "out", *exts, "--no-check")
    assert paths_in(tmp_path / "out") == ["a/1.jpg", "a/2.JPG", "b/4.png"]
    assert "1 photo has an ending that was not asked for: a/3.jpeg" in result.stderr


def test_the_content_counts_whatever_the_ending_says(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "odd.jpe").write_bytes(jpeg(240, 230, seed=99))
    taken = lst(home, photos, "-o", tmp_path / "out", "--exts", "jpg,jpe", "--json")
    assert (taken.code, taken.json()["classes"][1]["images"]) == (0, 11)
    (photos / "rose" / "bad.webp").write_bytes(b"<html>")
    assert lst(home, photos, "-o", tmp_path / "out", "--exts", "jpg,webp").code == 1


@pytest.mark.parametrize(
    "args",
    [
        ("--flat", "--nested"),
        ("--validation", "0.2", "--no-validation"),
        ("--exts", "jpg/"),
        ("--exts", ","),
        ("--exts", "."),
        ("--chunks", "0"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    home: Path, names: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    result = lst(home, names, "-o", tmp_path / "out", "--no-check", *args)
    assert result.code == 2
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("args", [("--flat",), ("--nested",), ("--exts", "jpg"), ("--test", "0.1")])
def test_own_lists_are_neither_read_anew_nor_divided_anew(
    home: Path, names: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    assert lst(home, names, "-o", tmp_path / "own", "--no-check").code == 0
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: {names}, train_lst: {tmp_path}/own/train.lst, "
        f"validation_lst: {tmp_path}/own/validation.lst}}\n"
    )
    result = lst(home, "-o", tmp_path / "out", "--no-check", *args)
    assert result.code == 2
    assert "lst" in result.stderr
    assert lst(home, "-o", tmp_path / "out", "--no-check", "--chunks", "2").code == 0
    assert len(paths_in(tmp_path / "out")) == 26


def test_one_list_of_the_users_own_is_divided_into_three(home: Path, names: Path, tmp_path: Path) -> None:
    assert lst(home, names, "-o", tmp_path / "own", "--no-validation", "--no-check").code == 0
    (home / "trainscope.yaml").write_text(
        f"dataset: {{path: {names}, train_lst: {tmp_path}/own/train.lst}}\n"
    )
    result = lst(home, "-o", tmp_path / "out", "--no-check", "--test", "0.2", "--json")
    assert [result.json()[part] for part in ("train", "validation", "test")] == [16, 5, 5]
    assert len(set(paths_in(tmp_path / "out"))) == 26


def test_hostile_names_reach_no_terminal(home: Path, tmp_path: Path) -> None:
    evil = "\x1b]52;c;aGk=\x07\x1b[2J"
    root = named(tmp_path / "tree", f"a/{evil}/1.jpg", "a/1.jpg", f"{evil}.jpg", "b/1.jpeg", f"b/{evil}.jpeg")
    for args in (("--nested",), ("--flat",), ("--exts", "jpg"), ("--chunks", "2", "--no-validation")):
        result = lst(home, root, "-o", tmp_path / "out", "--no-check", *args)
        assert result.code == 0
        assert not controls_in(result.stdout + result.stderr)


def test_the_flower_photos_on_the_command_line(home: Path, shared: Path, tmp_path: Path) -> None:
    result = lst(home, shared / "data" / "flowers", "-o", tmp_path / "out", "--json")
    assert result.code == 0
    assert (result.json()["train"], result.json()["validation"]) == (320, 80)


def test_one_ordered_list_of_the_flowers_is_im2recs(home: Path, shared: Path, tmp_path: Path) -> None:
    args = ("--no-validation", "--no-shuffle", "--no-check")
    assert lst(home, shared / "data" / "flowers", "-o", tmp_path / "out", *args).code == 0
    theirs = (shared / "data" / "recordio" / "flowers-im2rec-noshuffle.lst").read_text()
    assert (tmp_path / "out" / "train.lst").read_text() == theirs.replace(".000000\t", "\t")
