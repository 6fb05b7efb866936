"""The command check with a .rec file, as a user runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.runner import trainscope
from tests.cli.test_pack import CLASSES, records
from tests.core.dataset.samples import folder, jpeg

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Ten sound photos of each of two classes, large enough for the default image_shape."""
    names = [f"{name}/{number}.jpg" for name in CLASSES for number in range(10)]
    return folder(tmp_path / "photos", {name: jpeg(240, 230, seed=seed) for seed, name in enumerate(names)})


def test_what_pack_writes_passes_check(home: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert trainscope(home, "pack", photos, "-o", out).code == 0
    result = trainscope(home, "check", out / "train.rec", "--num-classes", "2", "--json")
    assert (result.code, result.json()["rows"]) == (0, 16)
    assert [row["name"] for row in result.json()["classes"]] == CLASSES
    assert {problem["level"] for problem in result.json()["problems"]} <= {"info"}
    assert trainscope(home, "check", out / "train.rec").stdout.startswith("LABEL  CLASS")


def test_check_tells_faults_of_a_rec_file_by_record(home: Path, photos: Path, tmp_path: Path) -> None:
    (photos / "rose" / "bad.jpg").write_bytes(b"")
    out = tmp_path / "out"
    trainscope(home, "pack", photos, "-o", out, "--no-check", "--validation", "0.1")
    rec = out / "train.rec"
    numbers = [number for number, photo in enumerate(records(rec), 1) if not photo.image]
    result = trainscope(home, "check", rec, "--json")
    assert result.code == 1
    errors = [problem for problem in result.json()["problems"] if problem["level"] == "error"]
    assert [(problem["kind"], problem["line"]) for problem in errors] == [("empty-file", numbers[0])]
    with rec.open("ab") as stream:
        stream.write(b"rubbish at the end")
    result = trainscope(home, "check", rec)
    assert result.code == 1
    assert "damaged at byte" in result.stdout


def test_check_writes_an_index_anew(home: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    trainscope(home, "pack", photos, "-o", out, "--no-check")
    before = (out / "train.idx").read_bytes()
    (out / "train.idx").write_bytes(b"0\t0\n")
    assert trainscope(home, "check", out / "train.rec").code == 1
    result = trainscope(home, "check", out / "train.rec", "--idx")
    assert result.code == 0
    assert "train.idx with 16 lines" in result.stderr
    assert (out / "train.idx").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [("a.lst", "--idx"), ("a.rec", "--root", "."), ("a.rec", "--fix", "b.lst"), ("s3://bucket/a.rec",)],
)
def test_options_of_check_that_do_not_fit_the_file_are_bad_usage(
    home: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = trainscope(home, "check", *arguments)
    assert (result.code, result.stdout) == (2, "")
    assert "hint" in result.stderr
