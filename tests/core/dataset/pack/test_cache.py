"""Packs in the cache: made once, whole or not at all, the same for the same data set, removed when not needed."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings
from core.dataset.fingerprint import fingerprint
from core.dataset.load import load
from core.dataset.pack import cache as packs
from core.dataset.pack.size import least_bytes, may_be
from core.dataset.recordio.parts import MAGIC
from core.dataset.recordio.records import read_index, read_records, unpack_image
from core.errors import Cancelled, DatasetError
from tests.conftest import wait_until
from tests.photos import draw_classes

if TYPE_CHECKING:
    from core.dataset.fingerprint import Fingerprint
    from core.dataset.model import DataSet
    from core.dataset.pack.cache import PackFile


@pytest.fixture
def dataset(tmp_path: Path, home: Path) -> DataSet:
    return load(DatasetSettings(path=draw_classes(tmp_path / "birds"), input="recordio"))


def made(dataset: DataSet, made_of: Fingerprint | None = None) -> tuple[PackFile, ...]:
    with packs.ready(dataset, made_of or fingerprint(dataset)) as files:
        return files


def test_a_pack_holds_both_channels_in_the_order_of_their_rows(dataset: DataSet) -> None:
    for file, rows in zip(made(dataset), (dataset.train, dataset.validation), strict=True):
        with file.rec.open("rb") as stream:
            records = [unpack_image(payload) for _, payload in read_records(stream)]
        assert [(record.index, record.labels) for record in records] == [
            (row.index, row.labels) for row in rows
        ]
        assert [record.image for record in records] == [
            (dataset.folder / row.path).read_bytes() for row in rows
        ]
        assert [key for key, _ in read_index(file.idx)] == [row.index for row in rows]
        assert (file.size, file.records) == (file.rec.stat().st_size, len(rows))


def test_the_size_is_known_before_it_is_packed(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    foreseen = [
        least_bytes(rows, channel)
        for rows, channel in zip((dataset.train, dataset.validation), made_of.channels, strict=True)
    ]
    assert [file.size for file in made(dataset, made_of)] == foreseen


def test_magic_numbers_in_photos_make_it_a_little_larger(dataset: DataSet) -> None:
    row = dataset.train[0]
    photo = dataset.folder / row.path
    photo.write_bytes(photo.read_bytes() + b"\0" * (-photo.stat().st_size % 4) + MAGIC * 3)
    made_of = fingerprint(dataset)
    least = least_bytes(dataset.train, made_of.channels[0])
    size = made(dataset, made_of)[0].size
    assert size == least + 3 * 4
    assert may_be(size, least)
    assert packs.find(dataset, made_of) is not None


def test_several_labels_and_photos_named_twice_count(tmp_path: Path, home: Path) -> None:
    root = draw_classes(tmp_path / "birds", classes=2, images=2)
    own = tmp_path / "own.lst"
    own.write_text("0\t1\t0\tclass-0/0.jpg\n1\t1\t1\tclass-0/0.jpg\n2\t0\t1\tclass-1/1.jpg\n")
    dataset = load(DatasetSettings(path=root, train_lst=own, validation_lst=own, input="recordio"))
    made_of = fingerprint(dataset)
    files = made(dataset, made_of)
    assert files[0].size == least_bytes(dataset.train, made_of.channels[0])
    assert files[0].records == 3


def test_the_same_photos_elsewhere_give_the_same_bytes(dataset: DataSet, tmp_path: Path) -> None:
    first = [file.rec.read_bytes() for file in made(dataset)]
    packs.remove(fingerprint(dataset))
    dataset.folder.rename(tmp_path / "elsewhere")
    moved = load(DatasetSettings(path=tmp_path / "elsewhere", input="recordio"))
    assert [file.rec.read_bytes() for file in made(moved)] == first


def test_a_pack_that_is_there_is_not_made_again(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    before = [file.rec.stat().st_ino for file in made(dataset, made_of)]
    told: list[int] = []
    with packs.ready(dataset, made_of, on_progress=lambda done, total: told.append(done)) as files:
        assert [file.rec.stat().st_ino for file in files] == before
    assert told == []


def test_nobody_writes_into_a_pack_by_mistake(dataset: DataSet) -> None:
    assert {file.rec.stat().st_mode & 0o777 for file in made(dataset)} == {0o400}


def test_progress_counts_the_photos_of_both_channels(dataset: DataSet) -> None:
    told: list[tuple[int, int]] = []
    with packs.ready(dataset, fingerprint(dataset), on_progress=lambda *done: told.append(done)):
        pass
    assert told[-1] == (36, 36)


@pytest.mark.parametrize("damage", ["short", "gone"])
def test_a_damaged_pack_is_made_again(dataset: DataSet, damage: str) -> None:
    made_of = fingerprint(dataset)
    file = made(dataset, made_of)[1]
    whole = file.rec.read_bytes()
    if damage == "short":
        file.rec.chmod(0o600)
        file.rec.write_bytes(whole[:-4])
    else:
        file.idx.unlink()
    assert packs.find(dataset, made_of) is None
    assert made(dataset, made_of)[1].rec.read_bytes() == whole


def test_photos_that_changed_while_they_were_packed_leave_no_pack(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    photo = dataset.folder / dataset.train[0].path

    def change(done: int, total: int) -> None:
        photo.write_bytes(b"another" * 100)

    with (
        pytest.raises(DatasetError, match="changed while they were packed"),
        packs.ready(dataset, made_of, on_progress=change),
    ):
        pass
    assert not packs.folder(made_of).exists()


def test_a_photo_that_is_gone_is_told_and_leaves_nothing(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    (dataset.folder / dataset.validation[0].path).unlink()
    with pytest.raises(DatasetError), packs.ready(dataset, made_of):
        pass
    assert [entry.name for entry in packs.folder(made_of).parent.iterdir()] == ["lock"]


def test_cancelled_it_leaves_nothing(dataset: DataSet) -> None:
    made_of, cancel = fingerprint(dataset), CancelToken()
    with (
        pytest.raises(Cancelled),
        packs.ready(dataset, made_of, on_progress=lambda *_: cancel.cancel(), cancel=cancel),
    ):
        pass
    assert [entry.name for entry in packs.folder(made_of).parent.iterdir()] == ["lock"]


def test_while_another_program_packs_it_waits_and_can_be_cancelled(dataset: DataSet) -> None:
    made_of, cancel = fingerprint(dataset), CancelToken()
    place = packs.folder(made_of).parent
    place.mkdir(parents=True)
    handle = os.open(place / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    ended: list[str] = []

    def wait_for_it() -> None:
        with pytest.raises(Cancelled), packs.ready(dataset, made_of, cancel=cancel):
            pass
        ended.append("cancelled")

    thread = threading.Thread(target=wait_for_it)
    thread.start()
    assert not packs.folder(made_of).exists()
    cancel.cancel()
    wait_until(lambda: ended == ["cancelled"], what="the end")
    thread.join()
    os.close(handle)
    assert len(made(dataset, made_of)) == 2


def test_old_packs_and_what_a_killed_program_left_are_removed_when_one_is_made(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    place = packs.folder(made_of).parent
    now = 2_000_000_000.0
    for name, age in (("old", packs.KEEP_SECONDS + 60), ("young", 60), ("killed.part", 0)):
        (place / name).mkdir(parents=True)
        os.utime(place / name, (now - age, now - age))
    with packs.ready(dataset, made_of, clock=lambda: now):
        pass
    assert {entry.name for entry in place.iterdir()} == {"young", made_of.id, "lock"}
    assert packs.folder(made_of).stat().st_mtime == now


def test_a_full_disk_is_told_before(dataset: DataSet, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of = fingerprint(dataset)
    assert packs.no_room(dataset, made_of) == []
    whole = shutil.disk_usage(dataset.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: whole._replace(free=1000))
    (finding,) = packs.no_room(dataset, made_of)
    assert (finding.level, finding.kind) == ("error", "disk-space")
    assert finding.detail.startswith("1.0 kB are free at ")
    assert "XDG_CACHE_HOME" in finding.fix


def test_a_pack_on_the_same_file_system_gets_hard_links(dataset: DataSet, tmp_path: Path) -> None:
    made_of = fingerprint(dataset)
    for name in ("train", "validation"):
        (tmp_path / "job" / name).mkdir(parents=True)
    with packs.ready(dataset, made_of) as files:
        packs.link(files, lambda channel: tmp_path / "job" / channel)
    packs.remove(made_of)
    assert not packs.folder(made_of).exists()
    linked = tmp_path / "job" / "train" / "train.rec"
    assert linked.stat().st_size == files[0].size
    assert not linked.is_symlink()


def test_a_pack_on_another_file_system_gets_symbolic_links_and_stays(
    dataset: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_file_system(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    made_of = fingerprint(dataset)
    monkeypatch.setattr(Path, "hardlink_to", other_file_system)
    for name in ("train", "validation"):
        (tmp_path / "job" / name).mkdir(parents=True)
    with packs.ready(dataset, made_of) as files:
        packs.link(files, lambda channel: tmp_path / "job" / channel)
    packs.remove(made_of)
    assert (tmp_path / "job" / "validation" / "validation.idx").readlink() == files[1].idx
    assert packs.find(dataset, made_of) is not None


def test_a_pack_that_somebody_is_at_is_not_removed(dataset: DataSet) -> None:
    made_of = fingerprint(dataset)
    with packs.ready(dataset, made_of) as files:
        packs.remove(made_of)
        assert all(file.rec.exists() and file.idx.exists() for file in files)
    packs.remove(made_of)
    assert packs.find(dataset, made_of) is None


def test_no_pack_is_of_no_channel_of_another_data_set(dataset: DataSet) -> None:
    made(dataset)
    other = replace(dataset, train=dataset.train[1:])
    assert packs.find(other, fingerprint(other)) is None
