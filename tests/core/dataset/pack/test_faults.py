"""Packing that fails or is cancelled: told with the line, and nothing is left of it."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.dataset.model import Row
from core.dataset.pack.packing import PackOptions, PackSet, pack, pack_sets
from core.dataset.pack.write import Beside, RecordWriter
from core.errors import Cancelled, DatasetError
from tests.conftest import REPOSITORY, wait_until
from tests.core.dataset.pack.test_packing import a_to_h, photos_in, rows_of
from tests.core.dataset.samples import folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_to_h(tmp_path / "photos")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("none.jpg", "No such file"),
        ("deep/none.jpg", "No such file"),
        ("../outside.jpg", "refused"),
        ("link.jpg", "refused"),
        ("inner", "no regular file"),
        ("pipe.jpg", "no regular file"),
        ("nul\0.jpg", "null"),
    ],
)
def test_a_photo_that_cannot_be_read_is_named_with_its_line(
    root: Path, tmp_path: Path, path: str, why: str
) -> None:
    (tmp_path / "outside.jpg").write_bytes(b"x")
    (root / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    (root / "inner").mkdir()
    os.mkfifo(root / "pipe.jpg")
    out = tmp_path / "out"
    one = PackSet(out / "x", rows_of("a.jpg", path), tmp_path / "my.lst", [1, 17])
    with pytest.raises(DatasetError) as caught:
        pack_sets([one], root)
    assert "line 17 of" in str(caught.value)
    assert "my.lst" in str(caught.value)
    assert why in str(caught.value)
    assert caught.value.fix
    assert list(out.iterdir()) == []


def test_without_a_list_a_photo_is_named_with_its_index(root: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"none\.jpg \(index 3\)"):
        pack(rows_of("a.jpg", "none.jpg"), root, tmp_path / "x")


def test_the_first_of_several_photos_that_fail_is_named(tmp_path: Path) -> None:
    photos = {f"{number}.jpg": bytes(400_000) for number in range(120)}
    root = folder(tmp_path / "photos", photos)
    for number in (97, 90, 110):
        (root / f"{number}.jpg").unlink()
    with pytest.raises(DatasetError, match=r"90\.jpg"):
        pack(rows_of(*photos), root, tmp_path / "x")


def test_an_earlier_pack_stays_if_a_later_one_fails(root: Path, tmp_path: Path) -> None:
    pack(rows_of("a.jpg"), root, tmp_path / "out" / "x")
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    with pytest.raises(DatasetError):
        pack(rows_of("b.jpg", "none.jpg"), root, tmp_path / "out" / "x")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before


def test_a_photo_larger_than_a_record_is_refused_before_it_is_read(root: Path, tmp_path: Path) -> None:
    with (root / "huge.jpg").open("wb") as stream:
        stream.truncate(600_000_000)
    with pytest.raises(DatasetError, match="more than 536,870,911 bytes"):
        pack(rows_of("huge.jpg"), root, tmp_path / "x")


def test_a_place_that_cannot_be_written_to_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "taken.idx").mkdir()
    for target in (tmp_path / "file" / "x", tmp_path / "taken"):
        with pytest.raises(DatasetError, match="cannot write to") as caught:
            pack(rows_of("a.jpg"), root, target)
        assert caught.value.fix
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "photos", "taken.idx"]


def test_files_that_are_given_up_have_no_name_at_once_and_are_closed_soon(tmp_path: Path) -> None:
    """Though the disk is being written to, and much is buffered."""

    with Beside(CancelToken()) as beside:
        stream = beside.open(tmp_path / "a.rec")
        stream.write(bytes(3_000_000))
        beside.sync_soon(stream)
        stream.write(b"buffered")
        assert len(_open_below(tmp_path)) == 1
    assert list(tmp_path.iterdir()) == []
    wait_until(lambda: not _open_below(tmp_path), what="the end of the file")


def _open_below(folder: Path) -> list[str]:
    """The files in a folder that this process has open."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that the listing itself was read by
            found.append(str(descriptor.readlink()))
    return [file for file in found if file.startswith(str(folder))]


@pytest.mark.parametrize("options", [PackOptions(), PackOptions(quality=90)])
def test_a_cancel_leaves_nothing(root: Path, tmp_path: Path, options: PackOptions) -> None:
    token = CancelToken()
    rows = rows_of(*(["a.jpg"] * 1000))

    def stop(done: int, _total: int) -> None:
        if done > 100:
            token.cancel()

    with pytest.raises(Cancelled):
        pack(rows, root, tmp_path / "out" / "x", options, on_progress=stop, cancel=token)
    assert list((tmp_path / "out").iterdir()) == []
    wait_until(
        lambda: not any(thread.name.startswith("pack") for thread in threading.enumerate()),
        what="the threads to end",
    )


def test_what_a_killed_process_left_is_removed_but_not_what_another_writes(
    root: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in (".x.rec.0123abcd.part", ".x.rec.4567abcd.part", ".y.rec.0123abcd.part", ".x.rec.part"):
        (out / name).write_bytes(b"half")
    with (out / ".x.rec.4567abcd.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        pack(rows_of("a.jpg"), root, out / "x")
        assert sorted(file.name for file in out.iterdir()) == [
            ".x.rec.4567abcd.part",
            ".x.rec.part",
            ".y.rec.0123abcd.part",
            "x.idx",
            "x.rec",
        ]
    pack(rows_of("a.jpg"), root, out / "x")
    assert not (out / ".x.rec.4567abcd.part").exists()


def test_a_pack_that_is_under_way_is_not_disturbed_by_another(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "x"
    begun: list[int] = []

    def second(done: int, _total: int) -> None:
        if not begun:
            begun.append(done)
            pack(rows_of("b.jpg"), root, target)

    pack(rows_of("a.jpg", "c.jpg"), root, target, on_progress=second)
    assert [photo.image for photo in photos_in(tmp_path / "x.rec")] == [
        (root / name).read_bytes() for name in ("a.jpg", "c.jpg")
    ]


def test_a_pack_that_is_about_to_be_moved_is_not_disturbed_by_another(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "x"

    class Another(CancelToken):
        """Whoever looks at it is overtaken by another program that packs to the same place."""

        def check(self) -> None:
            pack(rows_of("b.jpg"), root, target)

    with Beside(Another()) as beside:
        writer = RecordWriter(beside, target)
        writer.add(Row(0, (0.0,), "a.jpg"), (root / "a.jpg").read_bytes())
        beside.keep()
    assert [photo.image for photo in photos_in(tmp_path / "x.rec")] == [(root / "a.jpg").read_bytes()]


_FULL = """
import resource, sys
from pathlib import Path
from core.dataset.model import Row
from core.dataset.pack.packing import pack
from core.errors import DatasetError
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    pack([Row(place, (0.0,), "a.jpg") for place in range(2000)], folder, folder / "out" / "x")
except DatasetError as error:
    print(error, "|", error.fix)
"""


@pytest.mark.parametrize("room", [8192, 3_000_000])
def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path, room: int) -> None:
    """A limit on the size of files gives the program what a full disk does: a write that fails."""
    folder(tmp_path, {"a.jpg": os.urandom(5000)})
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path), str(room)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "cannot write to" in done.stdout
    assert "File too large | free some space" in done.stdout
    assert list((tmp_path / "out").iterdir()) == []
