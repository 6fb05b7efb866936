"""The option --fix of dataset and check, as a user runs it."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import PROGRAM, controls_in, environment, trainscope
from tests.conftest import wait_until
from tests.core.dataset.samples import encoded, folder, jpeg, picture

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def photos(home: Path, tmp_path: Path) -> Path:
    """Two classes of sound photos, and in one of them some that are not; a configuration that few photos do for."""
    configure(home)
    names = [f"{name}/{number}.jpg" for name in ("daisy", "rose") for number in range(4)]
    sound = {name: jpeg(240, 230, seed=seed) for seed, name in enumerate(names)}
    return folder(
        tmp_path / "photos",
        {
            **sound,
            "rose/shot.webp": encoded(picture(240, 230, seed=50), "WEBP"),
            "rose/really.png": jpeg(240, 230, seed=51),
            "rose/empty.jpg": b"",
        },
    )


def configure(home: Path, dataset: str = "", **hyperparameters: str) -> None:
    values = {"mini_batch_size": "2", **hyperparameters}
    lines = "".join(f"  {name}: {value}\n" for name, value in values.items())
    (home / "trainscope.yaml").write_text(f"hyperparameters:\n{lines}dataset: {{{dataset}}}\n")


def test_dataset_fix_answers_with_the_original_and_what_was_fixed(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    result = trainscope(home, "dataset", photos, "--fix", out, "--json")
    assert result.code == 0
    answer = result.json()
    assert (answer["path"], answer["images"]) == (str(photos), 10)
    assert "empty-file" in {problem["kind"] for problem in answer["problems"]}
    fixed = answer["fixed"]
    assert list(fixed) == ["path", "images", "actions", "problems"]
    assert (fixed["path"], fixed["images"], fixed["problems"]) == (str(out), 10, [])
    assert fixed["actions"] == [
        {"action": "dropped", "path": "rose/empty.jpg", "to": None, "why": "has 0 bytes"},
        {
            "action": "renamed",
            "path": "rose/really.png",
            "to": "rose/really.jpg",
            "why": "is JPEG by content",
        },
        {"action": "converted", "path": "rose/shot.webp", "to": "rose/shot.jpg", "why": "is WebP"},
    ]
    again = trainscope(home, "dataset", out, "--json")
    assert (again.code, again.json()["problems"]) == (0, [])


def test_dataset_fix_prints_what_was_done_file_by_file(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "\x1b[2J.png").write_bytes(jpeg(240, 230, seed=60))
    (photos / "rose" / "tab\t.jpg").write_bytes(jpeg(240, 230, seed=61))
    result = trainscope(home, "dataset", photos, "--fix", tmp_path / "out", "--quick")
    assert result.code == 0
    assert "12 photos; of the files 8 as they were, 1 converted, 3 renamed, 1 dropped" in result.stdout
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["converted", "rose/shot.webp", "rose/shot.jpg", "is", "WebP"] in lines
    assert ["dropped", "rose/empty.jpg", "-", "has", "0", "bytes"] in lines
    assert "a check of the copy, its photos not compared anew: no findings" in result.stdout
    assert not controls_in(result.stdout + result.stderr)


def test_a_long_list_of_files_is_cut_with_its_count(home: Path, photos: Path, tmp_path: Path) -> None:
    folder(photos, {f"rose/e{number}.jpg": b"" for number in range(40)})
    result = trainscope(home, "dataset", photos, "--fix", tmp_path / "out", "--quick")
    assert "… and 21 more" in result.stdout


def test_errors_that_are_left_in_the_copy_are_told_and_exit_with_1(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    (photos / "rose" / "small.jpg").write_bytes(jpeg(60, 60))
    configure(home, resize="null")
    result = trainscope(home, "dataset", photos, "--fix", tmp_path / "out", "--json")
    assert result.code == 1
    assert [problem["kind"] for problem in result.json()["fixed"]["problems"]] == ["too-small"]


@pytest.mark.parametrize("kind", ["link-outside", "unreadable-folder", "unreadable-file"])
def test_what_is_not_in_the_copy_though_it_may_be_good_is_told_and_exits_with_1(
    home: Path, photos: Path, tmp_path: Path, kind: str
) -> None:
    odd = photos / "rose" / "odd.jpg"
    folder(tmp_path, {"elsewhere/1.jpg": jpeg(240, 230, seed=70)})
    if kind == "link-outside":
        odd.symlink_to(tmp_path / "elsewhere" / "1.jpg")
    elif kind == "unreadable-file":
        odd.write_bytes(jpeg(240, 230, seed=71))
        odd.chmod(0)
    else:
        folder(photos, {"rose/odd.jpg/1.jpg": jpeg(240, 230, seed=72)})
        odd.chmod(0)
    if kind != "link-outside" and os.access(odd, os.R_OK):
        pytest.skip("this user may read everything")
    result = trainscope(home, "dataset", photos, "--fix", tmp_path / "out", "--json")
    assert result.code == 1
    assert [(problem["kind"], problem["path"]) for problem in result.json()["fixed"]["problems"]] == [
        (kind, "rose/odd.jpg")
    ]
    shown = trainscope(home, "dataset", photos, "--fix", tmp_path / "again")
    assert shown.code == 1
    assert "not in the copy" in shown.stdout


def test_a_place_that_is_taken_is_refused_before_anything_is_read(home: Path, photos: Path) -> None:
    for place in (photos, photos / "out", photos.parent):
        result = trainscope(home, "dataset", photos, "--fix", place)
        assert (result.code, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 2


def test_a_data_set_with_lists_of_its_own_is_mended_only_by_its_folder(
    home: Path, photos: Path, tmp_path: Path
) -> None:
    configure(home, f"path: {photos}, train_lst: train.lst")
    assert trainscope(home, "dataset", "--fix", tmp_path / "out").code == 2
    assert trainscope(home, "dataset", photos, "--fix", tmp_path / "out").code == 0


def test_photos_in_s3_are_not_mended(home: Path, tmp_path: Path) -> None:
    result = trainscope(home, "dataset", "s3://bucket/photos", "--fix", tmp_path / "out")
    assert (result.code, result.stdout) == (2, "")
    assert "S3" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_cut_leaves_nothing_of_the_copy(home: Path, tmp_path: Path, number: signal.Signals) -> None:
    root = folder(tmp_path / "photos", {f"a/{n}.bmp": encoded(picture(700, 700), "BMP") for n in range(60)})
    process = subprocess.Popen(
        [PROGRAM, "dataset", root, "--fix", tmp_path / "out"],
        env=environment(home),
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: any(tmp_path.glob(".out.*.part/a/*")), what="the first photo of the copy")
    process.send_signal(number)
    assert process.wait(timeout=30) == (130 if number == signal.SIGINT else -signal.SIGTERM)
    assert not list(tmp_path.glob(".out*"))
    assert not (tmp_path / "out").exists()


def test_check_fix_writes_a_mended_list(home: Path, tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {f"{name}/1.jpg": jpeg(240, 230, seed=ord(name)) for name in "ab"})
    file = tmp_path / "some.lst"
    file.write_bytes(b"\xef\xbb\xbf0\t0.0\ta\\1.jpg\r\n0\t1.0\tb/1.jpg\r\n\r\n2\t1.0\tb/gone.jpg\r\n")
    result = trainscope(home, "check", file, "--root", root, "--fix", tmp_path / "new.lst", "--json")
    assert (tmp_path / "new.lst").read_bytes() == b"0\t0\ta/1.jpg\n1\t1\tb/1.jpg\n"
    assert result.code == 0
    fixed = result.json()["fixed"]
    assert list(fixed) == ["path", "rows", "actions", "problems"]
    assert (fixed["path"], fixed["rows"]) == (str(tmp_path / "new.lst"), 2)
    assert {problem["level"] for problem in fixed["problems"]} <= {"warning", "info"}
    assert [(action["action"], action["line"], action["lines"]) for action in fixed["actions"]][-3:] == [
        ("renumbered", 2, 1),
        ("dropped", 3, 1),
        ("dropped", 4, 1),
    ]
    shown = trainscope(home, "check", file, "--fix", tmp_path / "shown.lst")
    assert shown.code == 0
    assert "mended list in" in shown.stdout
    assert "has no byte-order mark" in shown.stdout


def test_labels_that_are_too_large_stay_and_exit_with_1(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.lst"
    file.write_text("0\t0\ta.jpg\n1\t7\tb.jpg\n")
    result = trainscope(home, "check", file, "--num-classes", "2", "--fix", tmp_path / "new.lst", "--json")
    assert result.code == 1
    assert (tmp_path / "new.lst").read_text() == file.read_text()


@pytest.mark.parametrize("content", ["0\t2\t5\t0\t0.1\t0.1\t0.2\t0.2\ta.jpg\n", "nothing at all\n"])
def test_a_list_that_cannot_be_mended_is_one_line_and_a_hint(
    home: Path, tmp_path: Path, content: str
) -> None:
    (tmp_path / "some.lst").write_text(content)
    result = trainscope(home, "check", tmp_path / "some.lst", "--fix", tmp_path / "new.lst", "--json")
    assert (result.code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 2
    assert not (tmp_path / "new.lst").exists()


def test_a_list_is_never_written_over(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.lst"
    file.write_text("0\t0\ta.jpg\n")
    assert trainscope(home, "check", file, "--fix", file).code == 2
    assert file.read_text() == "0\t0\ta.jpg\n"
