"""Jobs on packed photos: the container's channels, records read by offset, and the same training as on loose photos."""

from __future__ import annotations

import json
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.dataset.fingerprint import fingerprint
from core.dataset.pack.cache import folder as pack_folder
from core.dataset.recordio.parts import MAGIC
from core.dataset.recordio.records import frame, pack_image
from core.engine.local import channels, records
from core.engine.local.jobdir import JobDir
from core.engine.local.parse import CustomerError
from tests.core.engine.local import support

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset.model import DataSet
    from core.engine.local.engine import LocalEngine


@pytest.fixture
def packed(photos: DataSet, home: Path) -> DataSet:
    return replace(photos, input="recordio")


def written(folder: Path, payloads: list[bytes]) -> Path:
    """A channel ``train`` of records with keys from 10."""
    folder.mkdir()
    offset = 0
    index, whole = "", b""
    for number, payload in enumerate(payloads, 10):
        index += f"{number}\t{offset}\n"
        whole += frame(payload)
        offset = len(whole)
    (folder / "train.rec").write_bytes(whole)
    (folder / "train.idx").write_text(index)
    return folder


def curve_lines(texts: list[str]) -> list[str]:
    """The log without times, places and speed."""
    kept = [text.partition("] ")[2] for text in texts if "Searching for" not in text and "Speed" not in text]
    return [re.sub(r"/\S*/|cost=.*", "", text) for text in kept]


def test_it_trains_as_on_loose_photos(engine: LocalEngine, photos: DataSet, packed: DataSet) -> None:
    for dataset, name in ((photos, "loose"), (packed, "packed")):
        spec = support.job(dataset, name, epochs=3, augmentation_type="crop_color_transform", top_k=2)
        support.completed(engine, spec)
    loose, records_ = (support.log_texts(engine, name) for name in ("loose", "packed"))
    assert curve_lines(records_) == curve_lines(loose)
    assert len(support.curve(records_)) == 3
    assert any("Searching for .rec files in" in text for text in records_)


def test_the_job_folder_is_the_containers(engine: LocalEngine, jobs: Path, packed: DataSet) -> None:
    support.completed(engine, support.job(packed, "packed", epochs=1))
    root = jobs / "packed"
    assert sorted(str(path.relative_to(root)) for path in (root / "input/data").rglob("*.*")) == [
        f"input/data/{name}/{name}.{ending}" for name in ("train", "validation") for ending in ("idx", "rec")
    ]
    pack = pack_folder(fingerprint(packed))
    assert (root / "input/data/train/train.rec").samefile(pack / "train.rec")
    given = json.loads((root / "input/config/inputdataconfig.json").read_text())
    assert {
        name: (each["ContentType"], each["TrainingInputMode"]) for name, each in given.items()
    } == dict.fromkeys(("train", "validation"), ("application/x-recordio", "File"))
    assert json.loads((root / "model/classes.json").read_text()) == list(support.CLASSES)


def test_a_program_of_the_users_own_gets_two_channels(
    engine: LocalEngine, packed: DataSet, tmp_path: Path
) -> None:
    command = support.script(
        tmp_path / "own",
        "for name in sorted(os.environ):\n    if name.startswith('SM_CHANNEL'):\n"
        "        print(name, sorted(os.listdir(os.environ[name])))\n",
    )
    support.completed(engine, support.job(packed, "own", command=command))
    assert support.log_texts(engine, "own") == [
        "SM_CHANNEL_TRAIN ['train.idx', 'train.rec']",
        "SM_CHANNEL_VALIDATION ['validation.idx', 'validation.rec']",
    ]


def test_the_review_says_what_is_packed(engine: LocalEngine, packed: DataSet) -> None:
    spec = support.job(packed, "packed", epochs=1)
    found = support.review(engine, spec)
    assert found.findings == ()
    folder = pack_folder(fingerprint(packed))
    assert found.request["input/data/train/train.rec"] == f"{folder}/train.rec"
    assert any(note.startswith("24 photos are packed first: 2 files, about ") for note in found.notes)
    assert not folder.exists()
    support.completed(engine, spec)
    again = support.review(engine, replace(spec, name="again"))
    assert any(note.startswith("The photos are packed already: 2 files, ") for note in again.notes)


def test_photos_that_cannot_be_read_are_found_by_the_review(
    engine: LocalEngine, tmp_path: Path, home: Path
) -> None:
    dataset = replace(support.data_set(tmp_path / "drawn"), input="recordio")
    (tmp_path / "drawn" / dataset.train[0].path).unlink()
    (finding,) = support.review(engine, support.job(dataset, "packed")).findings
    assert (finding.level, finding.kind) == ("error", "dataset")


def test_labels_and_photos_come_out_of_the_records(tmp_path: Path) -> None:
    payloads = [
        pack_image(10, [3.0], b"one"),
        pack_image(11, [1.0, 0.0, 1.0], b"several"),
        pack_image(12, [0.0], b"____" + MAGIC + b"cut" + MAGIC),
    ]
    found = records.photos(written(tmp_path / "train", payloads), "train")
    assert [photo.labels() for photo in found] == [(3.0,), (1.0, 0.0, 1.0), (0.0,)]
    assert [photo.read_bytes() for photo in found] == [b"one", b"several", b"____" + MAGIC + b"cut" + MAGIC]
    assert str(found[1]) == "with index 11 in train.rec"


def test_an_index_that_is_the_magic_number_is_read(tmp_path: Path) -> None:
    (number,) = struct.unpack("<I", MAGIC)
    folder = written(tmp_path / "train", [pack_image(number, [2.0], b"photo")])
    (photo,) = records.photos(folder, "train")
    assert (photo.labels(), photo.read_bytes()) == ((2.0,), b"photo")


def test_threads_share_the_file(tmp_path: Path) -> None:
    payloads = [pack_image(number, [0.0], str(number).encode() * 500) for number in range(200)]
    found = records.photos(written(tmp_path / "train", payloads), "train")
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda photo: photo.read_bytes(), found * 5))
    assert read == [str(number).encode() * 500 for number in range(200)] * 5


@pytest.mark.parametrize(
    ("rec", "idx", "told"),
    [
        (None, "0\t0\n", "train.rec cannot be read: No such file"),
        (b"", "", "Empty .rec file in train channel"),
        (frame(pack_image(0, [0.0], b"photo")), "0\tx\n", "Invalid index in the train channel"),
        (frame(pack_image(0, [0.0], b"photo"))[:-4], "0\t0\n", "Invalid RecordIO File: train.rec, byte 0"),
        (frame(pack_image(0, [0.0], b"photo")), "0\t4\n", "Invalid RecordIO File: train.rec, byte 4"),
        (frame(pack_image(0, [0.0], b"photo")), "0\t4000\n", "Invalid RecordIO File: train.rec, byte 4000"),
    ],
)
def test_a_damaged_channel_is_told_with_its_place(
    tmp_path: Path, rec: bytes | None, idx: str, told: str
) -> None:
    (tmp_path / "train.idx").write_text(idx)
    if rec is not None:
        (tmp_path / "train.rec").write_bytes(rec)
    with pytest.raises(CustomerError, match=re.escape(told)):
        _ = [(photo.labels(), photo.read_bytes()) for photo in records.photos(tmp_path, "train")]


def test_a_label_out_of_range_names_the_record(tmp_path: Path) -> None:
    job = JobDir(tmp_path)
    job.config.mkdir(parents=True)
    job.inputs.write_text(json.dumps({"train": {"ContentType": "application/x-recordio"}}))
    (tmp_path / "input" / "data").mkdir()
    written(job.channel("train"), [pack_image(10, [1.0], b"a"), pack_image(11, [2.0], b"b")])
    with pytest.raises(CustomerError, match=r"The label 2 of the photo with index 11 in train\.rec"):
        channels.read(job, "train", 2)
