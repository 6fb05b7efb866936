"""A mended copy is made whole or not at all, out of any tree, and no file is lost unsaid."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.cancel import CancelToken
from core.dataset.mend.folder import mend
from core.errors import Cancelled, DatasetError, UsageError
from tests.core.dataset.mended import did, files, findings, whys
from tests.core.dataset.samples import encoded, folder, jpeg, picture


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


@pytest.mark.parametrize("step", ["headers", "decoding", "mending"])
def test_a_cancel_leaves_nothing_and_tells_that_it_removes_what_was_written(
    tmp_path: Path, step: str
) -> None:
    root = folder(tmp_path / "photos", {f"a/{n}.jpg": jpeg(seed=n) for n in range(200)})
    token = CancelToken()
    steps = []

    def far(done: int, _total: int, now: str) -> None:
        steps.append(now)
        if done and now == step:
            token.cancel()

    with pytest.raises(Cancelled):
        mend(root, tmp_path / "out", on_progress=far, cancel=token)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["photos"]
    assert steps[-1] == ("removing" if step == "mending" else step)


def test_a_place_that_cannot_be_written_to_is_told_and_nothing_left(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetError, match="cannot write the mended copy"):
        mend(root, tmp_path / "file/out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "photos"]


def test_a_copy_may_have_the_longest_name_that_there_is(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    target = tmp_path / ("写" * 85)
    assert mend(root, target).unchanged == 1
    assert files(target) == files(root)


def test_a_photo_that_is_larger_than_the_disk_is_refused_first(tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", {"a/1.jpg": jpeg()})
    with (root / "a/huge.jpg").open("wb") as stream:
        stream.truncate(shutil.disk_usage(tmp_path).free + (1 << 30))
    with pytest.raises(DatasetError, match="does not fit"):
        mend(root, tmp_path / "out")
    assert not (tmp_path / "out").exists()


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
