"""A mended copy of a folder: nothing training stumbles over is in it, and no file is lost unsaid."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.config import DatasetSettings
from core.dataset.check import check
from core.dataset.load import load
from core.dataset.mend import mend, mendable
from core.dataset.mend_actions import Mended
from core.errors import Cancelled, DatasetError, UsageError
from core.finding import Finding
from tests.core.dataset.samples import encoded, folder, jpeg, picture


def files(root: Path) -> dict[str, bytes]:
    """All regular files below a folder, by path."""
    return {
        os.fsdecode(os.path.relpath(file, root)): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file() and not file.is_symlink()
    }


def did(made: Mended) -> dict[str, tuple[str, str | None]]:
    return {action.path: (action.action, action.to) for action in made.actions}


def whys(made: Mended) -> dict[str, str]:
    return {action.path: action.why for action in made.actions}


def findings(root: Path, **given: str) -> list[Finding]:
    dataset = load(DatasetSettings(path=root))
    return [*dataset.findings, *check(dataset, {"resize": "224", **given}, quick=True, each=True)]


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


def test_links_inside_become_files_and_links_out_are_not_followed(tmp_path: Path) -> None:
    folder(tmp_path, {"secret.jpg": jpeg(seed=9), "outside/1.jpg": jpeg(seed=8)})
    root = folder(
        tmp_path / "photos", {"a/1.jpg": jpeg(seed=1), "b/1.jpg": jpeg(seed=2), ".kept/2.jpg": jpeg(seed=3)}
    )
    for link, target in (
        ("b/link.jpg", root / "a/1.jpg"),
        ("a/gone.jpg", root / "nowhere.jpg"),
        ("a/out.jpg", tmp_path / "secret.jpg"),
        ("a/outside", tmp_path / "outside"),
        ("again", root / "a"),
        ("c", root / ".kept"),
        ("a/circle", root),
    ):
        (root / link).symlink_to(target)
    made = mend(root, tmp_path / "out")
    assert sorted(files(tmp_path / "out")) == ["a/1.jpg", "b/1.jpg", "b/link.jpg", "c/2.jpg"]
    assert not any(file.is_symlink() for file in (tmp_path / "out").rglob("*"))
    assert did(made)["b/link.jpg"] == ("copied", "b/link.jpg")
    assert did(made)["c/2.jpg"] == ("copied", "c/2.jpg")
    assert {path for path, (action, _) in did(made).items() if action == "dropped"} == {
        "a/gone.jpg",
        "a/out.jpg",
        "a/outside",
        "again",
        "a/circle",
        ".kept",
    }


def test_a_pipe_is_told_and_never_opened(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    os.mkfifo(root / "a/pipe.jpg")
    assert whys(mend(root, tmp_path / "out")) == {"a/pipe.jpg": "is no regular file"}


def test_the_copy_goes_to_a_free_place_outside(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    folder(tmp_path / "full", {"x": b""})
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(root)
    for place in (
        root,
        root / "out",
        tmp_path,
        tmp_path / "full",
        tmp_path / "full/x",
        tmp_path / "link/out",
    ):
        with pytest.raises(UsageError, match=r" lies in | is /| is there already"):
            mend(root, place)
    assert sorted(files(tmp_path)) == ["full/x", "photos/a/1.jpg"]
    mend(root, tmp_path / "empty")
    mend(root, tmp_path / "new/deep")
    assert list(files(tmp_path / "empty")) == list(files(tmp_path / "new/deep")) == ["a/1.jpg"]


def test_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {f"a/{n}.jpg": jpeg(seed=n) for n in range(200)})
    token = CancelToken()

    def far(done: int, _total: int, _step: str) -> None:
        if done:
            token.cancel()

    with pytest.raises(Cancelled):
        mend(root, tmp_path / "out", on_progress=far, cancel=token)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos"]


def test_a_place_that_cannot_be_written_to_is_told_and_nothing_left(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetError, match="cannot write the mended copy"):
        mend(root, tmp_path / "file/out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "photos"]


def test_a_photo_that_is_larger_than_the_disk_is_refused_first(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    with (root / "a/huge.jpg").open("wb") as stream:
        stream.truncate(shutil.disk_usage(tmp_path).free + (1 << 30))
    with pytest.raises(DatasetError, match="does not fit"):
        mend(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


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


CONTENTS = [
    jpeg(9, 9),
    jpeg(9, 9, seed=1),
    encoded(picture(9, 9), "PNG"),
    encoded(picture(9, 9), "WEBP"),
    b"",
    b"?",
]
FILES = "a.jpg|a.JPG|A.jpg|a.png|a.webp|a-2.jpg|a.jpg | a|a\t.jpg|\udce9.png|.a.jpg|a.txt"
FOLDERS = "a|b| a|a\\b|.h|C:"
names = st.sampled_from(f"{FILES}|{FOLDERS}".split("|"))
trees = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map("/".join), st.sampled_from(CONTENTS), max_size=8
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees)
def test_every_file_of_any_tree_is_accounted_for(tree: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place, "photos")
        root.mkdir()
        for path, content in tree.items():
            try:
                folder(root, {path: content})
            except OSError:
                continue  # one is a file where the other needs a folder
        whole = files(root)
        made = mend(root, Path(place, "out"))
        copy = files(Path(place, "out"))
        told = did(made)
        hidden = [path for path in told if (root / path).is_dir()]
        below = {path for path in whole for top in hidden if path.startswith(f"{top}/")}
        unchanged = set(whole) - set(told) - below
        assert set(told) <= {*whole, *hidden}
        assert made.unchanged == len(unchanged)
        assert all(copy[path] == whole[path] for path in unchanged)
        arrived = [to for _, to in told.values() if to is not None]
        assert sorted([*arrived, *unchanged]) == sorted(copy)
        assert files(root) == whole
        assert {finding.kind for finding in findings(Path(place, "out")) if finding.level == "error"} <= {
            "no-photos"
        }
