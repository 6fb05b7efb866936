from __future__ import annotations

import hashlib
import os
import random
import shutil
import threading
from pathlib import Path

import pytest

from core.cancel import CancelToken
from core.config import DatasetSettings
from core.dataset.fingerprint import Fingerprint, fingerprint
from core.dataset.load import load
from core.dataset.model import DataSet, Row
from core.errors import Cancelled, DatasetError
from tests.core.dataset.samples import folder

pytestmark = pytest.mark.usefixtures("home")
AGES_AGO = 1_000_000_000


def photos(root: Path, *, classes: int = 2, images: int = 5) -> Path:
    """Files of random content, old enough to be remembered."""
    content = random.Random(7)
    files = {
        f"class-{label}/{number}.jpg": content.randbytes(300)
        for label in range(classes)
        for number in range(images)
    }
    return aged(folder(root, files))


def aged(root: Path) -> Path:
    for file in root.rglob("*"):
        os.utime(file, (AGES_AGO, AGES_AGO))
    return root


def of(root: Path, **options: object) -> Fingerprint:
    return fingerprint(load(DatasetSettings(path=root)), **options)  # type: ignore[arg-type]


def listed(root: Path, train: list[Row], validation: list[Row]) -> DataSet:
    return DataSet(root, (), train, validation)


def late() -> int:
    """A clock by which every file has its times for long: all that is read may be remembered."""
    return 4_000_000_000_000_000_000


def test_every_photo_is_there_once_with_size_and_digest(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    found = of(root)
    assert found.photos == 10
    assert found.size == 3000
    for channel in found.channels:
        for photo in channel.photos():
            content = (root / photo.path).read_bytes()
            assert photo.digest == hashlib.sha256(content).digest()
            assert (photo.channel, photo.size) == (channel.name, len(content))


def test_the_id_is_short_and_fit_for_a_key(tmp_path: Path) -> None:
    name = of(photos(tmp_path / "flowers")).id
    assert len(name) <= 40
    assert name.isalnum()
    assert name.isascii()


def test_the_same_photos_elsewhere_and_written_in_another_order_are_the_same_data_set(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    other = tmp_path / "else" / "where"
    files = sorted((file.relative_to(root) for file in root.rglob("*.jpg")), reverse=True)
    for file in files:
        (other / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / file, other / file)
    assert of(root).id == of(other).id


@pytest.mark.parametrize("change", ["content", "name", "label", "channel", "more", "fewer"])
def test_each_change_of_what_is_trained_on_makes_another_data_set(tmp_path: Path, change: str) -> None:
    root = photos(tmp_path / "flowers")
    train = [Row(0, (0.0,), "class-0/0.jpg"), Row(1, (1.0,), "class-1/0.jpg")]
    validation = [Row(2, (0.0,), "class-0/1.jpg"), Row(3, (1.0,), "class-1/1.jpg")]
    before = fingerprint(listed(root, train, validation)).id
    if change == "content":
        (root / "class-1/0.jpg").write_bytes(b"\0" * 300)
    elif change == "name":
        (root / "class-1/0.jpg").rename(root / "class-1/zero.jpg")
        train[1] = Row(1, (1.0,), "class-1/zero.jpg")
    elif change == "label":
        train[1] = Row(1, (0.0,), "class-1/0.jpg")
    elif change == "channel":
        validation.append(train.pop())
    elif change == "more":
        train.append(Row(4, (1.0,), "class-1/2.jpg"))
    else:
        train.pop()
    assert fingerprint(listed(root, train, validation)).id != before


def test_contents_that_change_places_make_another_data_set(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    before = of(root).id
    one, two = root / "class-0/0.jpg", root / "class-1/0.jpg"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert of(root).id != before


def test_paths_are_normalised_and_two_of_one_photo_are_one_object(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    rows = [
        Row(0, (0.0,), "./class-0//0.jpg"),
        Row(1, (1.0,), "class-0/0.jpg"),
        Row(2, (1.0,), "class-0/./1.jpg"),
    ]
    train, validation = fingerprint(listed(root, rows, [Row(3, (1.0,), "class-0/0.jpg")])).channels
    assert train.paths == ["class-0/0.jpg", "class-0/1.jpg"]
    assert train.lst == b"0\t0\tclass-0/0.jpg\n1\t1\tclass-0/0.jpg\n2\t1\tclass-0/1.jpg\n"
    assert validation.paths == ["class-0/0.jpg"]
    assert train.digests[:32] == validation.digests


def test_a_multi_label_list_keeps_its_columns(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    train, _ = fingerprint(listed(root, [Row(0, (0.0, 1.0, 1.0), "class-0/0.jpg")], [])).channels
    assert train.lst == b"0\t0\t1\t1\tclass-0/0.jpg\n"


@pytest.mark.parametrize(
    "path", ["../outside.jpg", "class-0/../../outside.jpg", "link/outside.jpg", "class-0/link.jpg"]
)
def test_what_leads_out_of_the_root_is_refused(tmp_path: Path, path: str) -> None:
    root = photos(tmp_path / "flowers")
    (tmp_path / "outside.jpg").write_bytes(b"secret")
    (root / "link").symlink_to(tmp_path)
    (root / "class-0/link.jpg").symlink_to(tmp_path / "outside.jpg")
    with pytest.raises(DatasetError, match="out"):
        fingerprint(listed(root, [Row(0, (0.0,), path)], []))


def test_a_link_inside_the_root_counts_as_what_it_leads_to(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers")
    (root / "class-0/link.jpg").symlink_to(root / "class-1/3.jpg")
    train, _ = fingerprint(listed(root, [Row(0, (0.0,), "class-0/link.jpg")], []), clock=late).channels
    again, _ = fingerprint(listed(root, [Row(0, (0.0,), "class-0/link.jpg")], [])).channels
    assert train.digests == again.digests == hashlib.sha256((root / "class-1/3.jpg").read_bytes()).digest()


@pytest.mark.parametrize("what", ["missing", "folder", "pipe"])
def test_a_photo_that_cannot_be_read_is_named(tmp_path: Path, what: str) -> None:
    root = photos(tmp_path / "flowers")
    if what == "folder":
        (root / "class-0/no.jpg").mkdir()
    elif what == "pipe":
        os.mkfifo(root / "class-0/no.jpg")
    with pytest.raises(DatasetError, match=r"class-0/no\.jpg"):
        fingerprint(listed(root, [Row(0, (0.0,), "class-0/no.jpg")], []))


def test_a_large_photo_is_read_to_its_end(tmp_path: Path) -> None:
    root = folder(tmp_path / "big", {"a/1.jpg": random.Random(1).randbytes(900_001)})
    train, _ = fingerprint(listed(root, [Row(0, (0.0,), "a/1.jpg")], [])).channels
    assert train.digests == hashlib.sha256((root / "a/1.jpg").read_bytes()).digest()


def test_large_photos_are_read_in_threads_and_stay_in_order(tmp_path: Path) -> None:
    content = random.Random(2)
    root = folder(
        tmp_path / "big", {f"a/{number:03}.jpg": content.randbytes(400_000) for number in range(150)}
    )
    rows = [Row(number, (0.0,), f"a/{number:03}.jpg") for number in range(150)]
    train, _ = fingerprint(listed(root, rows, [])).channels
    whole = b"".join(hashlib.sha256((root / row.path).read_bytes()).digest() for row in rows)
    assert train.digests == whole


def test_progress_is_told_up_to_the_last_photo(tmp_path: Path) -> None:
    told: list[tuple[int, int, int]] = []
    of(photos(tmp_path / "flowers"), on_progress=lambda *step: told.append(step))
    assert told[-1] == (10, 10, 3000)
    assert told == sorted(told)


def test_cancelled_it_stops_and_keeps_what_it_has(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers", images=500)
    dataset = load(DatasetSettings(path=root))
    token = CancelToken()
    done: list[int] = []

    def halfway(count: int, total: int, size: int) -> None:
        done.append(count)
        if count >= total // 2:
            token.cancel()

    with pytest.raises(Cancelled):
        fingerprint(dataset, on_progress=halfway, cancel=token, clock=late)
    assert done[-1] < 1000
    told: list[int] = []
    fingerprint(dataset, on_progress=lambda count, total, size: told.append(count), clock=late)
    assert told[0] > done[-1]


def test_two_programs_at_once_come_to_the_same(tmp_path: Path) -> None:
    root = photos(tmp_path / "flowers", images=200)
    dataset = load(DatasetSettings(path=root))
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(fingerprint(dataset, clock=late).id)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1
