"""A mended copy of a folder is without what training stumbles over, and keeps what needs a decision."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from core.dataset.mend.folder import mend, mendable
from core.finding import Finding
from tests.core.dataset.mended import did, files, findings, whys
from tests.core.dataset.samples import encoded, folder, jpeg, lossless_jpeg, picture


def test_good_photos_are_copied_as_they_are_with_their_times(tmp_path: Path) -> None:
    root = folder(
        tmp_path / "photos", {"a/1.jpg": jpeg(seed=1), "a/deep/2.JPG": jpeg(seed=2), "b/3.jpeg": jpeg(seed=3)}
    )
    os.utime(root / "a/1.jpg", (1_000_000_000, 1_000_000_000))
    made = mend(root, tmp_path / "out")
    assert (made.unchanged, made.actions) == (3, ())
    assert files(tmp_path / "out") == files(root)
    assert (tmp_path / "out/a/1.jpg").stat().st_mtime == 1_000_000_000


def test_the_copy_shares_nothing_with_the_folder(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    mend(root, tmp_path / "out")
    with (root / "a/1.jpg").open("r+b") as stream:
        stream.write(b"changed in place")
    assert (tmp_path / "out/a/1.jpg").read_bytes() == jpeg()


def test_each_fault_is_mended_and_told(tmp_path: Path) -> None:
    photo, other = jpeg(seed=1), jpeg(seed=2)
    progressive = jpeg(200, 160, seed=3, progressive=True)
    baseline = jpeg(200, 160, seed=4)
    root = folder(
        tmp_path / "photos",
        {
            "a/1.png": photo,
            "a/2.webp": encoded(picture(seed=5), "WEBP"),
            "a/3.jpg": encoded(picture(seed=6), "BMP"),
            "a/4.jpg": b"",
            "a/5.jpg": b"<html>not found</html>",
            "a/6.jpg": b"version https://git-lfs.github.com/spec/v1\n",
            "a/7.jpg": b"\0\5\x16\7" + bytes(60),
            "a/8.jpg": progressive[: len(progressive) // 2],
            "a/9.jpg": baseline[: len(baseline) // 2],
            "a/10.jpg": photo[:20],
            "a/13.jpg": lossless_jpeg(picture(seed=8, mode="L")),
            "a/11.heic": b"\0\0\0\x18ftypheic" + bytes(60),
            "a/12.jpg ": other,
            "a/notes.txt": b"x",
            "a/._1.jpg": b"x",
            ".git/config": b"x",
            "beside.jpg": jpeg(seed=7),
        },
    )
    before = files(root)
    made = mend(root, tmp_path / "out")
    assert did(made) == {
        "a/1.png": ("renamed", "a/1.jpg"),
        "a/2.webp": ("converted", "a/2.jpg"),
        "a/3.jpg": ("converted", "a/3.png"),
        "a/4.jpg": ("dropped", None),
        "a/5.jpg": ("dropped", None),
        "a/6.jpg": ("dropped", None),
        "a/7.jpg": ("dropped", None),
        "a/8.jpg": ("dropped", None),
        "a/9.jpg": ("dropped", None),
        "a/10.jpg": ("dropped", None),
        "a/13.jpg": ("converted", "a/13.png"),
        "a/11.heic": ("dropped", None),
        "a/12.jpg ": ("renamed", "a/12.jpg"),
        "a/notes.txt": ("dropped", None),
        "a/._1.jpg": ("dropped", None),
        ".git": ("dropped", None),
    }
    assert all(action.why for action in made.actions)
    assert whys(made)["a/6.jpg"] == "is a Git LFS pointer: the photo itself was not fetched"
    assert whys(made)["a/9.jpg"].startswith("is cut short")
    assert sorted(files(tmp_path / "out")) == [
        "a/1.jpg",
        "a/12.jpg",
        "a/13.png",
        "a/2.jpg",
        "a/3.png",
        "beside.jpg",
    ]
    assert files(root) == before
    assert {finding.kind for finding in findings(tmp_path / "out")} == {"photo-in-root", "one-class"}


def test_of_the_same_bytes_in_a_class_one_stays_and_in_two_classes_both(tmp_path: Path) -> None:
    photo = jpeg(seed=1)
    root = folder(
        tmp_path / "photos", {"a/1.jpg": photo, "a/2.jpg": photo, "a/in/3.jpg": photo, "b/1.jpg": photo}
    )
    made = mend(root, tmp_path / "out")
    assert sorted(files(tmp_path / "out")) == ["a/1.jpg", "b/1.jpg"]
    assert whys(made)["a/2.jpg"] == "has the same bytes as a/1.jpg, of the same class"
    assert [finding.kind for finding in findings(tmp_path / "out") if finding.level == "warning"].count(
        "same-photo-two-classes"
    ) == 1


def test_a_broken_photo_is_not_the_one_that_its_copies_are_dropped_for(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": b"x" * 99, "a/2.jpg": b"x" * 99, "a/3.jpg": jpeg()})
    assert set(whys(mend(root, tmp_path / "out")).values()) == {"is no image"}


def test_what_needs_a_decision_is_left(tmp_path: Path) -> None:
    root = folder(
        tmp_path / "photos",
        {
            "a/small.jpg": jpeg(20, 20),
            "a/cmyk.jpg": encoded(picture(mode="CMYK"), "JPEG"),
            "b/alpha.png": encoded(picture(mode="RGBA"), "PNG"),
        },
    )
    made = mend(root, tmp_path / "out")
    assert (made.unchanged, made.actions) == (3, ())
    left = [finding.kind for finding in findings(tmp_path / "out", resize="") if finding.level == "error"]
    assert left == ["too-small"] * 3


def test_a_class_of_which_nothing_is_left_stays_as_an_empty_folder(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": b"", "b/1.jpg": jpeg()})
    mend(root, tmp_path / "out")
    assert (tmp_path / "out/a").is_dir()
    assert "empty-class" in {finding.kind for finding in findings(tmp_path / "out")}


def test_mendable_counts_what_a_copy_is_without() -> None:
    kinds = [
        "empty-file",
        "too-small",
        "wrong-ending",
        "same-photo-two-classes",
        "other-image-format",
        "link-outside",
    ]
    assert mendable([Finding("error", kind, "") for kind in kinds]) == 3


def test_all_messy_photos_and_odd_names_give_a_copy_without_errors(shared: Path, tmp_path: Path) -> None:
    root = tmp_path / "photos"
    shutil.copytree(shared / "data/messy", root / "messy")
    (root / "messy").chmod(0o755)
    for name in ("tab\tname.jpg", "line\nbreak.jpg", "blank.jpg ", "latin-\udce9.jpg", "\x1b[2J.jpg"):
        (root / "messy" / name).write_bytes(jpeg(seed=len(name)))
    whole = set(files(root))
    made = mend(root, tmp_path / "out")
    assert {finding.level for finding in findings(tmp_path / "out")} <= {"warning", "info"}
    told = {action.path for action in made.actions}
    assert told <= whole
    assert made.unchanged == len(whole - told)
    assert {path: to for path, (action, to) in did(made).items() if action != "dropped"} == {
        "messy/gif-named-as.jpg": "messy/gif-named-as.png",
        "messy/webp-named-as.jpg": "messy/webp-named-as.jpg",
        "messy/png-named-as.jpg": "messy/png-named-as.png",
        "messy/tab\tname.jpg": "messy/tab_name.jpg",
        "messy/line\nbreak.jpg": "messy/line_break.jpg",
        "messy/blank.jpg ": "messy/blank.jpg",
        "messy/latin-\udce9.jpg": "messy/latin-_xe9.jpg",
    }
