"""What ends a job on RecordIO is an error before it, by the data check and by the local trainer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.dataset.check import check
from core.dataset.model import ClassCount, DataSet, Row
from core.dataset.recordio.records import frame, pack_image
from core.engine.local import records
from core.engine.local.crop import Crop
from core.engine.local.parse import CustomerError
from core.engine.local.photos import PhotoReader

if TYPE_CHECKING:
    from pathlib import Path

ENDS = {
    "._grayscale.jpg",
    "animated-gif-named-as.jpg",
    "broken-data-stream.png",
    "gif-named-as.jpg",
    "header-only.jpg",
    "truncated-end-chunk.png",
    "truncated.jpg",
    "webp-named-as.jpg",
    "zero-byte.jpg",
}
"""Of the messy files, what ended MXNet's own reader (reference/lst-recordio.md §2); the JPEG is progressive."""


@pytest.fixture
def messy(shared: Path) -> list[Path]:
    folder = shared / "data" / "messy"
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".png"))


def test_the_check_finds_what_would_end_the_job(messy: list[Path]) -> None:
    rows = [Row(index, (0.0,), path.name) for index, path in enumerate(messy)]
    dataset = DataSet(messy[0].parent, (ClassCount(0, "all", len(rows)),), rows, (), input="recordio")
    found = check(dataset, {"image_shape": "3,32,32", "resize": "32"}, quick=False)
    assert {finding.path for finding in found if finding.level == "error"} == ENDS


def test_the_local_trainer_ends_with_the_same(messy: list[Path], tmp_path: Path) -> None:
    index, whole = "", b""
    for key, path in enumerate(messy):
        index += f"{key}\t{len(whole)}\n"
        whole += frame(pack_image(key, [0.0], path.read_bytes()))
    (tmp_path / "train.rec").write_bytes(whole)
    (tmp_path / "train.idx").write_text(index)
    reader = PhotoReader(Crop(32, 32, 32), 32)
    ended: dict[str, str] = {}
    for photo, path in zip(records.photos(tmp_path, "train"), messy, strict=True):
        try:
            reader.plain(photo)
        except CustomerError as problem:
            ended[path.name] = str(problem)
    assert set(ended) == ENDS
    assert all(
        told.startswith("The photo with index ") and " in train.rec" in told for told in ended.values()
    )
