"""Packing: the files of photos unchanged and in the list's order, whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.dataset.model import Row
from core.dataset.pack.packing import Packed, PackOptions, PackSet, pack, pack_sets
from core.dataset.recordio.records import (
    ImageRecord,
    frame,
    pack_image,
    read_at,
    read_index,
    read_records,
    unpack_image,
)
from core.errors import UsageError
from tests.core.dataset.samples import folder, jpeg
from tests.memory import peak_of

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(*photos: str) -> list[Row]:
    return [Row(3 * place, (float(place % 2),), photo) for place, photo in enumerate(photos)]


def photos_in(rec: Path) -> list[ImageRecord]:
    with rec.open("rb") as stream:
        return [unpack_image(payload) for _, payload in read_records(stream)]


def a_to_h(root: Path) -> Path:
    return folder(root, {f"{name}.jpg": jpeg(seed=seed) for seed, name in enumerate("abcdefgh")})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return a_to_h(tmp_path / "photos")


def test_a_golden_file_is_packed_to_the_byte(shared: Path, tmp_path: Path) -> None:
    photos = folder(tmp_path, {"daisy/a.jpg": bytes.fromhex("ffd8ffd978")})
    done = pack([Row(5, (2.0,), "daisy/a.jpg")], photos, tmp_path / "one")
    assert done == Packed(1, 40)
    for ending in ("rec", "idx"):
        golden = (shared / "data" / "recordio" / f"one.{ending}").read_bytes()
        assert (tmp_path / f"one.{ending}").read_bytes() == golden


def test_photos_go_in_unchanged_in_the_order_of_the_list(root: Path, tmp_path: Path) -> None:
    rows = rows_of("h.jpg", "a.jpg", "c.jpg", "b.jpg")
    done = pack(rows, root, tmp_path / "out" / "v1.train")
    rec = tmp_path / "out" / "v1.train.rec"
    assert photos_in(rec) == [(row.index, row.labels, (root / row.path).read_bytes()) for row in rows]
    assert done == Packed(4, rec.stat().st_size)
    index = read_index(tmp_path / "out" / "v1.train.idx")
    assert [key for key, _ in index] == [row.index for row in rows]
    with rec.open("rb") as stream:
        assert [unpack_image(read_at(stream, offset)).index for _, offset in index] == [0, 3, 6, 9]
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_all_labels_of_a_line_are_packed(root: Path, tmp_path: Path) -> None:
    rows = [Row(1, (1.0, 0.0, 1.0), "a.jpg"), Row(2, (0.0, 0.0, 1.0), "b.jpg")]
    pack(rows, root, tmp_path / "multi")
    assert [labels for _, labels, _ in photos_in(tmp_path / "multi.rec")] == [row.labels for row in rows]


def test_large_photos_keep_their_order_too(tmp_path: Path) -> None:
    photos = {f"{number}.jpg": bytes([number]) * (300_000 + 9_000 * (number % 7)) for number in range(100)}
    photos["0.jpg"] = os.urandom(2_500_000)
    rows = rows_of(*photos)
    done = pack(rows, folder(tmp_path / "photos", photos), tmp_path / "large")
    assert done.records == 100
    assert [image for _, _, image in photos_in(tmp_path / "large.rec")] == list(photos.values())


def test_a_list_without_rows_gives_empty_files(tmp_path: Path) -> None:
    assert pack([], tmp_path, tmp_path / "none") == Packed(0, 0)
    assert [file.read_bytes() for file in sorted(tmp_path.iterdir())] == [b"", b""]


def test_what_was_there_is_replaced(root: Path, tmp_path: Path) -> None:
    pack(rows_of("a.jpg", "b.jpg"), root, tmp_path / "x")
    pack(rows_of("c.jpg"), root, tmp_path / "x")
    assert [image for _, _, image in photos_in(tmp_path / "x.rec")] == [(root / "c.jpg").read_bytes()]
    assert read_index(tmp_path / "x.idx") == [(0, 0)]


def test_sets_and_texts_are_written_together(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sets = [
        PackSet(out / "train", rows_of("a.jpg", "b.jpg")),
        PackSet(out / "validation", rows_of("c.jpg")),
    ]
    told: list[tuple[int, int]] = []
    done = pack_sets(
        sets,
        root,
        texts={out / "é.json": ["[", "]\n"]},
        on_progress=lambda photos, total: told.append((photos, total)),
    )
    assert done.records == 3
    assert done.bytes == sum(file.stat().st_size for file in out.glob("*.rec"))
    assert (out / "é.json").read_text(encoding="utf-8") == "[]\n"
    assert sorted(file.name for file in out.iterdir()) == [
        "train.idx",
        "train.rec",
        "validation.idx",
        "validation.rec",
        "é.json",
    ]
    assert told[-1] == (3, 3)


def test_progress_counts_up_to_all(tmp_path: Path) -> None:
    photos = {f"{number}.jpg": b"x" for number in range(300)}
    told: list[tuple[int, int]] = []
    pack(
        rows_of(*photos),
        folder(tmp_path / "photos", photos),
        tmp_path / "x",
        on_progress=lambda photos, total: told.append((photos, total)),
    )
    assert told == sorted(told)
    assert len(told) > 3
    assert {total for _, total in told} == {300}
    assert told[-1] == (300, 300)


def test_a_link_inside_the_root_is_followed(root: Path, tmp_path: Path) -> None:
    (root / "link.jpg").symlink_to(root / "a.jpg")
    pack(rows_of("link.jpg"), root, tmp_path / "x")
    assert photos_in(tmp_path / "x.rec")[0][2] == (root / "a.jpg").read_bytes()


def test_packing_takes_little_memory_however_many_photos_there_are(tmp_path: Path) -> None:
    folder(tmp_path, {"a.jpg": os.urandom(1000)})
    setup = """
from pathlib import Path
from core.dataset.model import Row
from core.dataset.pack.packing import pack
folder = Path(sys.argv[1])
rows = [Row(place, (0.0,), "a.jpg") for place in range(20_000)]
"""
    assert peak_of(setup, 'pack(rows, folder, folder / "x")', tmp_path) < 200 * 20_000


@pytest.mark.parametrize(
    "given",
    [
        {"resize": -1},
        {"resize": 10**6},
        {"quality": 0},
        {"quality": 101},
        {"quality": 10, "encoding": ".png"},
        {"encoding": ".gif"},
        {"color": 2},
    ],
)
def test_options_that_are_none_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        PackOptions(**given)  # type: ignore[arg-type]
    assert caught.value.fix


def test_every_option_asks_for_photos_to_be_encoded_anew() -> None:
    assert PackOptions().unchanged
    for given in (
        PackOptions(resize=1),
        PackOptions(center_crop=True),
        PackOptions(quality=95),
        PackOptions(encoding=".jpg"),
        PackOptions(color=1),
    ):
        assert not given.unchanged


def test_a_record_with_the_magic_number_in_its_photo_comes_back(tmp_path: Path) -> None:
    image = b"\xff\xd8" + bytes.fromhex("0a23d7ce") * 5 + bytes(2) + bytes.fromhex("0a23d7ce") * 3
    pack(rows_of("a.jpg"), folder(tmp_path, {"a.jpg": image}), tmp_path / "x")
    assert (tmp_path / "x.rec").read_bytes() == frame(pack_image(0, (0.0,), image))
    assert photos_in(tmp_path / "x.rec") == [(0, (0.0,), image)]
